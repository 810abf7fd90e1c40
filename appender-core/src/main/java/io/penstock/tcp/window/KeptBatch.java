package io.penstock.tcp.window;

import io.penstock.wire.Batch;
import io.penstock.wire.WireProtocol;
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
     * What is kept about a record takes 13 bytes at most: its end, its verdict, its outstanding unit; and 8 more for the
     * time of a unit that is acknowledged, whose frame is longer than that. With so many bytes of buffer per record, the
     * bound on the buffers bounds that as well, however short records are.
     */
    private static final int LEAST_BYTES_PER_RECORD = 16;

    private static final byte SETTLED = -1;
    private static final byte[] NO_VERDICTS = {};
    private static final int[] NO_HOLES = {};
    private static final String[] NO_LOGGERS = {};

    private final Batch batch;
    private final boolean isJudged;
    private final int mostRecords;
    /** {@link #SETTLED}, or how often the record was refused. */
    private byte[] verdicts = NO_VERDICTS;
    /** Of batches that are not judged: the records that were taken out of the midst, hardly ever any. */
    private int[] holes = NO_HOLES;

    /** For whoever asks about a record that no connection gets past. */
    private String firstLogger = "";

    private boolean loggersDiffer;
    /** Only if they differ. */
    private String[] loggers = NO_LOGGERS;

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
        holes = NO_HOLES;
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

    /** What was framed is one more record, and came from this logger. */
    void endRecord(String logger) {
        int record = batch.records();
        batch.endRecord();
        noteLogger(record, logger);
        if (isJudged) {
            if (record == verdicts.length) {
                verdicts = Arrays.copyOf(verdicts, Math.max(64, 2 * record));
            }
            verdicts[record] = 0;
        }
    }

    private void noteLogger(int record, String logger) {
        if (record == 0) {
            firstLogger = logger;
            loggersDiffer = false;
        }
        boolean differed = loggersDiffer;
        loggersDiffer |= !logger.equals(firstLogger);
        if (!loggersDiffer) {
            return;
        }
        if (record >= loggers.length) {
            loggers = Arrays.copyOf(loggers, Math.max(64, 2 * record));
        }
        if (!differed) {
            Arrays.fill(loggers, 0, record, firstLogger);
        }
        loggers[record] = logger;
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
            bytes += isSettled(firstKept) ? 0 : batch.frameBytes(firstKept);
            firstKept++;
        }
        passSettled();
        return bytes;
    }

    boolean isSettled(int record) {
        return isJudged ? verdicts[record] == SETTLED : isHole(record);
    }

    private boolean isHole(int record) {
        for (int hole : holes) {
            if (hole == record) {
                return true;
            }
        }
        return false;
    }

    /** The record need not be sent again, at least not from here; returns how many bytes it had. */
    int settle(int record) {
        if (isJudged) {
            verdicts[record] = SETTLED;
        } else {
            holes = Arrays.copyOf(holes, holes.length + 1);
            holes[holes.length - 1] = record;
        }
        passSettled();
        return batch.frameBytes(record);
    }

    private void passSettled() {
        while (firstKept < batch.records() && isSettled(firstKept)) {
            firstKept++;
        }
    }

    /** The logger that the record came from; empty if it was not told. */
    String logger(int record) {
        return loggersDiffer ? loggers[record] : firstLogger;
    }

    /** These records alone, with the same sequences. */
    KeptBatch copy(int first, int end, boolean sealed, WireProtocol protocol) {
        int from = first == 0 ? batch.headerBytes() : batch.start(first);
        KeptBatch copy = new KeptBatch(batch.headerBytes() + batch.end(end - 1) - from, batch.headerBytes(), isJudged);
        copy.begin(sequence(first));
        for (int record = first; record < end; record++) {
            copy.batch.buffer().put(batch.view(from, batch.end(record)));
            copy.endRecord(logger(record));
            from = batch.end(record);
        }
        copy.close();
        if (sealed) {
            protocol.seal(copy.batch);
        }
        return copy;
    }

    /** How often the record was refused, with this time. */
    int refuse(int record) {
        return ++verdicts[record];
    }

    /** This record, or the header in front of it, begins here in the stream of this connection. */
    void placeInStream(int record, long position) {
        streamBase = position - batch.start(record) + holesBytes(record - 1);
    }

    /** Where in the stream of this connection a record ends that was written to it. */
    long streamEnd(int record) {
        return streamBase + batch.end(record) - holesBytes(record);
    }

    /** How many bytes up to the end of this record were taken out, and are not in the stream. */
    private long holesBytes(int last) {
        long bytes = 0;
        for (int hole : holes) {
            bytes += hole <= last ? batch.frameBytes(hole) : 0;
        }
        return bytes;
    }

    @Nullable
    KeptBatch next() {
        return next;
    }

    void linkTo(@Nullable KeptBatch newer) {
        next = newer;
    }
}
