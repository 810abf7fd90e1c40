package io.penstock.jul.wrap;

import io.penstock.jul.capture.ExtendedRecords;
import io.penstock.sink.TimeSource;
import java.util.logging.Handler;
import java.util.logging.Level;
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
    private final HandOver handOver;
    private final Handler handler;
    private final ErrorWitness witness;
    private final @Nullable ExtendedRecords jboss;
    private final boolean flushedEachRecord;
    /** Null: this handler gets its records one by one. */
    private final @Nullable LineBatch batch;

    private boolean dirty;

    WrappedHandler(
            Handler handler,
            ErrorWitness witness,
            @Nullable ExtendedRecords jboss,
            boolean inBatches,
            TimeSource time) {
        this.handler = handler;
        this.witness = witness;
        this.jboss = jboss;
        this.takeover = Takeover.of(handler, witness);
        this.handOver = takeover.newHandOver();
        try {
            this.batch = inBatches ? new LineBatch(handler, takeover, witness, time) : null;
            this.flushedEachRecord = jboss != null && jboss.takeAutoFlush(handler);
        } catch (Throwable unwilling) {
            Attempts undoing = new Attempts();
            undoing.run(this::letGo);
            undoing.addTo(unwilling);
            throw unwilling;
        }
    }

    boolean mayChangeRecords() {
        return takeover.mayChangeRecords();
    }

    void setLevel(Level level) {
        takeover.setLevel(level);
    }

    /** Whether it takes the record although the proxy's level was set above it. */
    boolean isLevelBelow(LogRecord record) {
        return takeover.isLevelBelow(record);
    }

    /** Whether its level is a question of its own, apart from {@link #accepts}. */
    boolean asksOnItsOwn() {
        return takeover.asksOnItsOwn();
    }

    boolean isLevelHighEnough(LogRecord record) {
        return takeover.isLevelHighEnough(record);
    }

    /** Whether somebody has set a filter; from now on it is asked as the one before. */
    boolean adopts() {
        return !isInABatch() && takeover.adopt();
    }

    boolean accepts(LogRecord record) {
        return takeover.accepts(record);
    }

    /**
     * Hands the record over; throws if it was not written, as far as that can be known.
     *
     * @param high whether its level was to let it pass, for a handler that asks on its own
     */
    void deliver(LogRecord record, boolean high) throws DeliveryException {
        if (takeover.asksOnItsOwn()) {
            dirty = true;
            witness.listen();
            takeover.publish(record, high, handOver);
            witness.check(name());
            return;
        }
        deliver(record);
    }

    /** Past level and filter. */
    void deliver(LogRecord record) throws DeliveryException {
        if (!isInABatch()) {
            if (takeover.refuses(record, handOver)) {
                throw new DeliveryException("handler " + name() + " refused an event: it was closed");
            }
            // First: what is thrown half-way may have left something in a buffer.
            dirty = true;
        }
        if (batch != null && batch.takes()) {
            batch.add(record);
            return;
        }
        witness.listen();
        takeover.publish(record, handOver);
        witness.check(name());
    }

    /** Then its filter, its formatter and whether it is open were looked at with the first record. */
    private boolean isInABatch() {
        return batch != null && batch.isUnderWay();
    }

    /** Hands over what was kept back; a failure shows at the end of the batch. */
    void settle() {
        if (batch != null) {
            batch.settle();
        }
    }

    /** The JDK's handlers flush by themselves, each write or never; only where we have turned that off we must. */
    void endOfBatch() throws DeliveryException {
        if (batch != null) {
            batch.endOfBatch();
        }
        if (dirty && flushedEachRecord) {
            flush();
        }
    }

    void flush() throws DeliveryException {
        if (batch != null) {
            batch.endOfBatch();
        }
        dirty = false;
        witness.listen();
        handler.flush();
        witness.check(name());
    }

    Handler handler() {
        return handler;
    }

    String name() {
        return handler.getClass().getName();
    }

    void release() {
        Attempts attempts = new Attempts();
        if (batch != null) {
            attempts.run(batch::release);
        }
        if (flushedEachRecord && jboss != null) {
            attempts.run(() -> jboss.giveAutoFlushBack(handler));
        }
        attempts.run(this::letGo);
        attempts.throwFirst();
    }

    private void letGo() {
        takeover.drop(handOver);
        takeover.release(witness);
    }
}
