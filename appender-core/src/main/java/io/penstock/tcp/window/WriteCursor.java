package io.penstock.tcp.window;

import io.penstock.wire.WireSession;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Where in the in-flight window the connection's next byte is. Confined to the drain thread.
 *
 * <p>Runs through the batches from the oldest to the newest, once per connection, and leaves out what was settled
 * before. What comes next is stamped in runs of records:
 *
 * <pre>
 *          record    offset     stampedTo
 *  ─────────┤──written──┤─────────┤──not stamped──
 * </pre>
 */
final class WriteCursor {

    private final boolean wholeBatches;
    private @Nullable KeptBatch batch;
    private int record;
    private int offset;
    private int stampedTo;
    private long streamBytes;

    /** A cursor that gives out nothing of a batch before it is closed if {@code wholeBatches}. */
    WriteCursor(boolean wholeBatches) {
        this.wholeBatches = wholeBatches;
    }

    /** A new connection. */
    void rewind() {
        batch = null;
        streamBytes = 0;
    }

    /** The batch it is in; null: in front of the oldest record kept. */
    @Nullable
    KeptBatch batch() {
        return batch;
    }

    /** This batch, the oldest, is let go of: if the cursor is in it, then at its end. */
    void leave(KeptBatch gone) {
        if (batch == gone) {
            batch = null;
        }
    }

    /** The record of its batch that is not completely written yet. */
    int record() {
        return record;
    }

    /** Whether a record is written in part. */
    boolean isWithinRecord() {
        KeptBatch at = batch;
        return at != null && stampedTo > record && offset > at.batch().start(record);
    }

    /** How many bytes were written on this connection. */
    long streamBytes() {
        return streamBytes;
    }

    /** What to write next; null: nothing, or the session does not allow more than {@code mostUnits} unanswered ones. */
    @Nullable
    ByteBuffer next(@Nullable KeptBatch oldest, WireSession session, int mostUnits) {
        KeptBatch at = batch == null ? oldest : batch;
        if (at == null) {
            return null;
        }
        if (batch == null) {
            enter(at);
        }
        while (!stampMore(at, session, mostUnits)) {
            KeptBatch newer = at.next();
            if (record < at.records() || newer == null) {
                return null;
            }
            enter(newer);
            at = newer;
        }
        return at.batch().view(offset, at.batch().end(stampedTo - 1));
    }

    /** So many bytes were written; returns how many records are complete by that. */
    int wrote(int bytes) {
        KeptBatch at = batch;
        if (at == null || bytes < 0 || bytes > remaining(at)) {
            throw new IllegalArgumentException("wrote(" + bytes + ") is more than there was to write");
        }
        offset += bytes;
        streamBytes += bytes;
        int before = record;
        while (record < stampedTo && at.batch().end(record) <= offset) {
            record++;
        }
        return record - before;
    }

    private void enter(KeptBatch entered) {
        batch = entered;
        record = entered.firstKept();
        stampedTo = record;
    }

    private int remaining(KeptBatch at) {
        return stampedTo == record ? 0 : at.batch().end(stampedTo - 1) - offset;
    }

    /** Whether there are stamped bytes to write, after stamping what may be. */
    private boolean stampMore(KeptBatch at, WireSession session, int mostUnits) {
        if (stampedTo == record) {
            beginRun(at);
        }
        int end = wholeBatches ? endOfWhole(at, mostUnits) : endOfRun(at, mostUnits);
        if (end > stampedTo) {
            session.stamp(at.batch(), stampedTo, end);
            stampedTo = end;
        }
        return stampedTo > record;
    }

    private void beginRun(KeptBatch at) {
        while (record < at.records() && at.isSettled(record)) {
            record++;
        }
        stampedTo = record;
        // Not earlier: a header that begins the batch is there only now.
        offset = at.batch().start(record);
        at.placeInStream(record, streamBytes);
    }

    private int endOfRun(KeptBatch at, int mostUnits) {
        int end = stampedTo;
        long most = Math.min(at.records(), (long) record + mostUnits);
        while (end < most && !at.isSettled(end)) {
            end++;
        }
        return end;
    }

    private int endOfWhole(KeptBatch at, int mostUnits) {
        return at.isClosed() && mostUnits > 0 ? at.records() : stampedTo;
    }
}
