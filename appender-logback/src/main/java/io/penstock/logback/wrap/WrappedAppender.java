package io.penstock.logback.wrap;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.recovery.RecoveryListener;
import ch.qos.logback.core.recovery.ResilientOutputStreamBase;
import ch.qos.logback.core.status.Status;
import io.penstock.logback.capture.FrozenEvent;
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
    private final HandOver handOver = new HandOver();
    private @Nullable OutputStream observed;
    private boolean dirty;

    /** Null if the appender has to see each event. */
    private final @Nullable LineBatch lines;
    /** Whether the present batch of events goes through {@link #lines}: decided with its first event. */
    private boolean collecting;

    private boolean decided;

    WrappedAppender(Takeover takeover, StatusWitness witness) {
        this.takeover = takeover;
        this.witness = witness;
        this.appender = takeover.appender();
        this.stream = takeover.stream();
        // Now and not with the first event: what a pattern means depends on the context's conversion rules and on the
        // default locale and time zone, as they were when Logback compiled it a moment ago.
        Encoder<ILoggingEvent> encoder = takeover.encoder();
        this.lines = encoder != null && takeover.takesLines() ? new LineBatch(encoder) : null;
        takeover.add(handOver);
    }

    boolean hasFilters() {
        return takeover.hasFilters();
    }

    boolean filtersMayChange() {
        return takeover.filtersMayChange();
    }

    boolean accepts(ILoggingEvent event) {
        return takeover.accepts(event);
    }

    /** Before an event is delivered: whether the appender may hold on to it. */
    boolean keepsEvents() {
        LineBatch batch = batch();
        return batch == null || batch.keepsEvents();
    }

    /**
     * Hands the event over, or its line to the batch that {@link #endOfBatch} hands over; throws if it was not written,
     * as far as that can be known.
     */
    void deliver(ILoggingEvent event) throws DeliveryException {
        requireStarted();
        LineBatch batch = batch();
        if (batch == null) {
            handOver(event);
        } else {
            try {
                batch.add(event);
            } catch (Throwable failure) {
                throw notEncoded(failure);
            }
        }
    }

    /** Whether events were taken that the appender has not seen yet. */
    boolean isHolding() {
        return lines != null && !lines.isEmpty();
    }

    /** Whether it is time for {@link #endOfBatch}. */
    boolean isFull() {
        return lines != null && lines.isFull();
    }

    /** Where lines are collected; null: the appender takes one event after the other. */
    private @Nullable LineBatch batch() {
        if (!decided) {
            decided = true;
            collecting = lines != null && takeover.takesLines();
        }
        return collecting ? lines : null;
    }

    private void writeLines() throws DeliveryException {
        decided = false;
        if (lines != null && !lines.isEmpty()) {
            LinesEvent event = lines.take();
            requireStarted();
            handOver(event);
            if (!event.isTaken()) {
                throw new DeliveryException("appender [" + appender.getName()
                        + "] took none of a batch of lines; was it given a filter or an encoder a moment ago?");
            }
        }
    }

    private void requireStarted() throws DeliveryException {
        if (!appender.isStarted()) {
            throw new DeliveryException("appender [" + appender.getName() + "] is not started");
        }
    }

    private void handOver(ILoggingEvent event) throws DeliveryException {
        observeStream();
        witness.begin();
        Throwable swallowed = append(event);
        dirty = true;
        if (swallowed != null) {
            throw notEncoded(swallowed);
        }
        Status error = witness.error(appender);
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

    /** Returns what the encoder threw and the appender kept to itself; null: nothing. */
    private @Nullable Throwable append(ILoggingEvent event) {
        if (event instanceof FrozenEvent frozen && takeover.isFrozenByUs(event)) {
            appender.doAppend(event);
            return frozen.takeFailure();
        }
        handOver.begin(event);
        try {
            appender.doAppend(event);
        } catch (Throwable failure) {
            handOver.end();
            throw failure;
        }
        return handOver.end();
    }

    private DeliveryException notEncoded(Throwable failure) {
        return new DeliveryException("appender [" + appender.getName() + "] could not encode an event", failure);
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

    void endOfBatch() throws IOException, DeliveryException {
        try {
            writeLines();
        } finally {
            // What was written before the failure does not wait for the next event.
            if (dirty && takeover.flushesBatches()) {
                flush();
            }
        }
    }

    void flush() throws IOException, DeliveryException {
        writeLines();
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

    boolean isFor(Filter<ILoggingEvent> other) {
        return takeover == other;
    }

    Appender<ILoggingEvent> appender() {
        return appender;
    }

    void release() {
        unobserve();
        takeover.remove(handOver);
        takeover.release();
    }

    /** Before the first event: the appender is as it was. */
    void letGo() {
        takeover.remove(handOver);
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
