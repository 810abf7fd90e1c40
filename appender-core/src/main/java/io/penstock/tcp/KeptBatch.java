package io.penstock.tcp;

import io.penstock.wire.Batch;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A batch in the in-flight window, and what became of its records. Confined to the drain thread.
 *
 * <p>Records have sequences, counted over all batches. Those before {@link #firstKept} have been let go of; behind it
 * single ones may be settled, if acknowledgements come out of order.
 */
final class KeptBatch {

    /*
     * What is kept about a record takes 13 bytes at most: its end, its verdict, its outstanding unit. With so many
     * bytes of buffer per record, the bound on the buffers bounds that as well, however short records are.
     */
    private static final int LEAST_BYTES_PER_RECORD = 16;

    private static final byte SETTLED = -1;
    private static final byte[] NO_VERDICTS = {};

    private final Batch batch;
    private final boolean isJudged;
    private final int mostRecords;
    /** {@link #SETTLED}, or how often the record was refused. */
    private byte[] verdicts = NO_VERDICTS;

    private long firstSequence;
    private int firstKept;
    private boolean closed;
    private long streamBase;
    private @Nullable KeptBatch next;

    /** A batch whose records are {@linkplain #settle settled} one by one if it is {@code judged}. */
    KeptBatch(int capacity, int headerBytes, boolean isJudged) {
        this.batch = new Batch(capacity, headerBytes);
        this.isJudged = isJudged;
        this.mostRecords = Math.max(1, capacity / LEAST_BYTES_PER_RECORD);
    }

    /** Empty again, the next record to be added has this sequence. */
    void begin(long sequence) {
        batch.clear();
        firstSequence = sequence;
        firstKept = 0;
        closed = false;
        next = null;
    }

    Batch batch() {
        return batch;
    }

    int records() {
        return batch.records();
    }

    int capacity() {
        return batch.capacity();
    }

    boolean hasRoomFor(int frameBytes) {
        return batch.records() < mostRecords && batch.hasRoomFor(frameBytes);
    }

    /** What was framed is one more record. */
    void endRecord() {
        int record = batch.records();
        batch.endRecord();
        if (isJudged) {
            if (record == verdicts.length) {
                verdicts = Arrays.copyOf(verdicts, Math.max(64, 2 * record));
            }
            verdicts[record] = 0;
        }
    }

    /** No record will be added any more. */
    void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }

    long sequence(int record) {
        return firstSequence + record;
    }

    /** Which record has this sequence; {@link #records} or more: one of a later batch. */
    long record(long sequence) {
        return sequence - firstSequence;
    }

    int firstKept() {
        return firstKept;
    }

    /** Whether it has been let go of all records. */
    boolean isDone() {
        return firstKept == batch.records();
    }

    /** Lets go of the records before this one; returns how many bytes they had. */
    long letGo(int end) {
        long bytes = 0;
        while (firstKept < end) {
            bytes += batch.frameBytes(firstKept++);
        }
        return bytes;
    }

    boolean isSettled(int record) {
        return isJudged && verdicts[record] == SETTLED;
    }

    /** The record need not be sent again; returns how many bytes it had. */
    int settle(int record) {
        verdicts[record] = SETTLED;
        while (firstKept < batch.records() && verdicts[firstKept] == SETTLED) {
            firstKept++;
        }
        return batch.frameBytes(record);
    }

    /** How often the record was refused, with this time. */
    int refuse(int record) {
        return ++verdicts[record];
    }

    /** Where in the stream of this connection the buffer's first byte would be. */
    void placeInStream(long base) {
        streamBase = base;
    }

    /** Where in the stream of this connection a record ends that was written to it. */
    long streamEnd(int record) {
        return streamBase + batch.end(record);
    }

    @Nullable
    KeptBatch next() {
        return next;
    }

    void linkTo(@Nullable KeptBatch newer) {
        next = newer;
    }
}
