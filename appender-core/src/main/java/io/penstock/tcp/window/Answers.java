package io.penstock.tcp.window;

import io.penstock.stats.Durations;
import io.penstock.wire.ProtocolException;
import io.penstock.wire.WireProtocol.Unit;
import io.penstock.wire.WireSession;
import org.jspecify.annotations.Nullable;

/**
 * What the peer says to the units that were written, and how the in-flight window lets go of those that it took. Confined
 * to the drain thread.
 *
 * <pre>
 *  written ──▶ awaited ──acknowledged──────────────────▶ settled, delivered
 *     ▲           │
 *     │        refused ──the third time───────────────▶ settled, failed
 *     └─────── on another connection
 * </pre>
 */
public final class Answers implements WireSession.Acknowledgements {

    /** A record that was refused so often counts as failed. */
    public static final int MOST_REFUSALS = 3;

    private final Unit unit;
    private final KeptBatches kept;
    private final WindowBooks books;
    private final Outstanding outstanding;
    private final Durations latencies = new Durations();

    private boolean mustReconnect;
    private @Nullable String lastRefusal;
    private long taken;
    private long refusedForGood;

    /** None is awaited so far, and never will be if {@code unit} is {@link Unit#NONE}. */
    Answers(Unit unit, KeptBatches kept, WindowBooks books, Outstanding outstanding) {
        this.unit = unit;
        this.kept = kept;
        this.books = books;
        this.outstanding = outstanding;
    }

    /** The connection is gone: nothing that it was given will be answered. */
    void disconnected() {
        mustReconnect = false;
        outstanding.clear();
    }

    /** The records of one batch from {@code first} to {@code end}, exclusive, were completely written. */
    void written(@Nullable KeptBatch batch, long first, long end) {
        if (unit == Unit.RECORD) {
            for (long sequence = first; sequence < end; sequence++) {
                outstanding.add(sequence);
            }
        } else if (unit == Unit.BATCH && batch != null && batch.record(end) == batch.records()) {
            outstanding.add(batch.sequence(0));
        }
    }

    /** The time, for what is written and answered from here on. */
    public void now(long nanos) {
        outstanding.now(nanos);
    }

    @Override
    public void acknowledged(long unitNumber) throws ProtocolException {
        long sequence = outstanding.answer(unitNumber);
        taken++;
        latencies.add(outstanding.answeredAfterNanos(unitNumber));
        int records = settle(kept.batchOf(sequence), sequence);
        books.acknowledged(sequence, sequence + records);
    }

    @Override
    public void refused(long unitNumber, String reason) throws ProtocolException {
        long sequence = outstanding.answer(unitNumber);
        taken++;
        lastRefusal = reason;
        KeptBatch batch = kept.batchOf(sequence);
        if (batch.refuse((int) batch.record(sequence)) < MOST_REFUSALS) {
            mustReconnect = true;
            return;
        }
        int records = settle(batch, sequence);
        refusedForGood += records;
        books.failed(sequence, sequence + records);
    }

    /** Lets go of the unit that begins with this record; returns how many records it has. */
    private int settle(KeptBatch batch, long sequence) {
        int first = (int) batch.record(sequence);
        int end = endOfUnit(batch, first);
        kept.settle(batch, first, end);
        return end - first;
    }

    /** The record behind the last one of the unit that begins with this record. */
    int endOfUnit(KeptBatch batch, int first) {
        return unit == Unit.BATCH ? batch.records() : first + 1;
    }

    /** A record was refused and has to be sent again, which this connection is of no use for. */
    public boolean mustReconnect() {
        return mustReconnect;
    }

    /** The peer's words at the last refusal. */
    @Nullable
    public String lastRefusal() {
        return lastRefusal;
    }

    /** How many records were refused {@value #MOST_REFUSALS} times. */
    public long refusedForGood() {
        return refusedForGood;
    }

    /** Whether there are any to come on this connection. */
    public boolean areAwaited() {
        return outstanding.size() > 0;
    }

    /** How many units of this connection have none yet. */
    int awaited() {
        return outstanding.size();
    }

    /** The unit of this connection that has awaited its answer for the longest time, if {@linkplain #areAwaited any} does. */
    public long oldestAwaited() {
        return outstanding.oldest();
    }

    /** How long units took from being written to being acknowledged. Always the same object. */
    public Durations latencies() {
        return latencies;
    }

    /** How many units were ever answered: as long as that grows, the peer makes progress. */
    public long taken() {
        return taken;
    }
}
