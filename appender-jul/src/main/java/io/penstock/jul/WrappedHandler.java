package io.penstock.jul;

import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * One wrapped handler as the drain thread drives it. Confined to the drain thread, but for {@link #accepts}.
 *
 * <p>A handler never says whether it wrote a record. This class listens wherever a failure shows: what is thrown, what
 * is reported to the error manager, and a handler that ignores records because it was closed.
 */
final class WrappedHandler {

    private final Takeover takeover;
    private final Handler handler;
    private final ErrorWitness witness;
    private final @Nullable ExtendedRecords jboss;
    private final boolean flushedEachRecord;
    private boolean dirty;

    WrappedHandler(Handler handler, ErrorWitness witness, @Nullable ExtendedRecords jboss) {
        this.handler = handler;
        this.witness = witness;
        this.jboss = jboss;
        this.takeover = Takeover.of(handler, witness);
        try {
            this.flushedEachRecord = jboss != null && jboss.takeAutoFlush(handler);
        } catch (Throwable unwilling) {
            Attempts undoing = new Attempts();
            undoing.run(() -> takeover.release(witness));
            undoing.addTo(unwilling);
            throw unwilling;
        }
    }

    boolean accepts(LogRecord record) {
        return takeover.accepts(record);
    }

    /** Hands the record over; throws if it was not written, as far as that can be known. */
    void deliver(LogRecord record) throws DeliveryException {
        if (takeover.refuses(record)) {
            throw new DeliveryException(
                    "handler " + name() + " refused an event: it was closed, or its level or filter "
                            + "was set while it is wrapped; set the proxy's instead");
        }
        witness.listen();
        handler.publish(record);
        dirty = true;
        witness.check(name());
    }

    /** The JDK's handlers flush by themselves, each record or never; only where we have turned that off we must. */
    void endOfBatch() throws DeliveryException {
        if (dirty && flushedEachRecord) {
            flush();
        }
    }

    void flush() throws DeliveryException {
        dirty = false;
        witness.listen();
        handler.flush();
        witness.check(name());
    }

    boolean isFor(Takeover other) {
        return takeover == other;
    }

    Handler handler() {
        return handler;
    }

    String name() {
        return handler.getClass().getName();
    }

    void release() {
        Attempts attempts = new Attempts();
        if (flushedEachRecord && jboss != null) {
            attempts.run(() -> jboss.giveAutoFlushBack(handler));
        }
        attempts.run(() -> takeover.release(witness));
        attempts.throwFirst();
    }
}
