package io.penstock.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.recovery.RecoveryListener;
import ch.qos.logback.core.recovery.ResilientOutputStreamBase;
import ch.qos.logback.core.status.Status;
import java.io.Flushable;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * One wrapped appender as the drain thread drives it. Confined to the drain thread, but for {@link #accepts} and {@link #hasFilters}.
 *
 * <p>An appender never says whether it wrote an event. This class listens wherever a failure shows: exceptions that get
 * out, those of the encoder, reported errors, an appender that stopped itself, and a file stream that has failed and not
 * recovered.
 */
final class WrappedAppender {

    private final Takeover takeover;
    private final Appender<ILoggingEvent> appender;
    private final @Nullable OutputStreamAppender<ILoggingEvent> stream;
    private final StatusWitness witness;
    private final StreamHealth health = new StreamHealth();
    private @Nullable OutputStream observed;
    private boolean dirty;

    WrappedAppender(Takeover takeover, StatusWitness witness) {
        this.takeover = takeover;
        this.witness = witness;
        this.appender = takeover.appender();
        this.stream = takeover.stream();
    }

    boolean hasFilters() {
        return takeover.hasFilters();
    }

    boolean accepts(ILoggingEvent event) {
        return takeover.accepts(event);
    }

    /** Hands the event over; throws if it was not written, as far as that can be known. */
    void deliver(FrozenEvent event) throws DeliveryException {
        if (!appender.isStarted()) {
            throw new DeliveryException("appender [" + appender.getName() + "] is not started");
        }
        observeStream();
        witness.listen();
        appender.doAppend(event);
        dirty = true;
        Throwable swallowed = event.takeFailure();
        if (swallowed != null) {
            throw new DeliveryException("appender [" + appender.getName() + "] could not encode an event", swallowed);
        }
        Status error = witness.error();
        if (error != null) {
            throw new DeliveryException(
                    "appender [" + appender.getName() + "] reported: " + error.getMessage(), error.getThrowable());
        }
        if (!appender.isStarted()) {
            throw new DeliveryException("appender [" + appender.getName() + "] stopped itself");
        }
        if (health.broken) {
            throw new DeliveryException(
                    "appender [" + appender.getName() + "] cannot write to its file", health.reason);
        }
    }

    /** A rolling appender changes its stream now and then; each one tells of its own health. */
    private void observeStream() {
        OutputStream present = stream == null ? null : stream.getOutputStream();
        if (present == observed) {
            return;
        }
        unobserve();
        observed = present;
        if (present instanceof ResilientOutputStreamBase resilient) {
            resilient.addRecoveryListener(health);
        }
    }

    private void unobserve() {
        if (observed instanceof ResilientOutputStreamBase resilient) {
            resilient.removeRecoveryListener(health);
        }
        observed = null;
        health.broken = false;
    }

    void endOfBatch() throws IOException {
        if (dirty && takeover.flushesBatches()) {
            flush();
        }
    }

    void flush() throws IOException {
        dirty = false;
        Flushable target = stream == null ? (appender instanceof Flushable f ? f : null) : stream.getOutputStream();
        if (target != null) {
            observeStream();
            target.flush();
            // A file stream of Logback's keeps its exceptions to itself.
            if (health.broken) {
                throw new IOException("appender [" + appender.getName() + "] cannot write to its file", health.reason);
            }
        }
    }

    boolean isFor(Takeover other) {
        return takeover == other;
    }

    Appender<ILoggingEvent> appender() {
        return appender;
    }

    void release() {
        unobserve();
        takeover.release();
    }

    /** Before the first event: the appender is as it was. */
    void letGo() {
        takeover.leave();
    }

    private static final class StreamHealth implements RecoveryListener {
        private boolean broken;
        private @Nullable Throwable reason;

        @Override
        public void newFailure(IOException failure) {
            broken = true;
            reason = failure;
        }

        @Override
        public void recoveryOccured() {
            broken = false;
            reason = null;
        }
    }
}
