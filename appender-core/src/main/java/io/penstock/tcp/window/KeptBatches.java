package io.penstock.tcp.window;

import org.jspecify.annotations.Nullable;

/**
 * The batches of the in-flight window, from the oldest to the newest, and where among them the connection is. Confined
 * to the drain thread.
 *
 * <pre>
 *  let go of │ written on this connection │ to be written       │ added next
 *            │ (awaited, or replay tail)  │ (again, then first) │
 *          oldest                      cursor                 newest
 * </pre>
 *
 * <p>Records are numbered in the order in which they were added. Whole batches only are given back to the pool, the
 * oldest first: one whose records were settled out of turn waits for those in front of it.
 */
final class KeptBatches {

    private final BatchPool pool;
    private final WriteCursor cursor;
    private @Nullable KeptBatch oldest;
    private @Nullable KeptBatch newest;
    private long added;
    private long bytes;

    /** None so far; the first record will have this sequence. */
    KeptBatches(BatchPool pool, WriteCursor cursor, long firstSequence) {
        this.pool = pool;
        this.cursor = cursor;
        this.added = firstSequence;
    }

    @Nullable
    KeptBatch oldest() {
        return oldest;
    }

    @Nullable
    KeptBatch newest() {
        return newest;
    }

    /** This one is the newest from now on. */
    void append(KeptBatch fresh) {
        if (newest == null) {
            oldest = fresh;
        } else {
            newest.linkTo(fresh);
        }
        newest = fresh;
    }

    /** One more record is in a batch that is the newest, or about to be {@linkplain #append appended}. */
    void recordAdded(int frameBytes) {
        bytes += frameBytes;
        added++;
    }

    /** The batch with this record, which must be kept. */
    KeptBatch batchOf(long sequence) {
        KeptBatch batch = oldest;
        while (batch != null && batch.record(sequence) >= batch.records()) {
            batch = batch.next();
        }
        if (batch == null) {
            throw new IllegalStateException("record " + sequence + " is outstanding and not kept");
        }
        return batch;
    }

    /** The records of a batch from {@code first} to {@code end}, exclusive, need not be sent again, whatever those in front. */
    void settle(KeptBatch batch, int first, int end) {
        for (int record = first; record < end; record++) {
            bytes -= batch.settle(record);
        }
        while (oldest != null && oldest.isDone()) {
            dropOldest(oldest);
        }
    }

    /** Lets go of the records of the oldest batch before this one, and of the batch after the last; returns their bytes. */
    long letGo(KeptBatch batch, int end) {
        long size = batch.letGo(end);
        bytes -= size;
        while (oldest != null && oldest.isDone()) {
            dropOldest(oldest);
        }
        return size;
    }

    private void dropOldest(KeptBatch batch) {
        oldest = batch.next();
        if (oldest == null) {
            newest = null;
        }
        cursor.leave(batch);
        pool.giveBack(batch);
    }

    /** How many records were ever added: a mark behind them. */
    long added() {
        return added;
    }

    /** How many bytes of frames are kept. */
    long bytes() {
        return bytes;
    }

    /** The oldest record kept; without any, the next to be added. */
    long oldestSequence() {
        return oldest == null ? added : oldest.sequence(oldest.firstKept());
    }

    /** As {@link #cursorSequence}, but for records that were taken out and never will be written. */
    long unwrittenSequence() {
        KeptBatch batch = cursor.batch();
        int record = batch == null ? 0 : cursor.record();
        if (batch == null) {
            batch = oldest;
        }
        while (batch != null) {
            for (record = Math.max(record, batch.firstKept()); record < batch.records(); record++) {
                if (!batch.isSettled(record)) {
                    return batch.sequence(record);
                }
            }
            batch = batch.next();
            record = 0;
        }
        return added;
    }

    /** Whether this record, one of those kept or behind the oldest of them, was taken out or acknowledged. */
    boolean isSettled(long sequence) {
        KeptBatch batch = batchOf(sequence);
        return batch.isSettled((int) batch.record(sequence));
    }

    /** The first record that is not completely written on this connection. */
    long cursorSequence() {
        KeptBatch batch = cursor.batch();
        return batch == null ? oldestSequence() : batch.sequence(cursor.record());
    }
}
