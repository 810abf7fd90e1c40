package io.penstock.tcp.window;

import io.penstock.encode.Utf8Buffer;
import io.penstock.wire.Batch;
import io.penstock.wire.WireProtocol;
import org.jspecify.annotations.Nullable;

/**
 * Frames each record once, into the newest batch of the in-flight window or, if that is full, into a fresh one. Confined
 * to the drain thread.
 */
final class RecordFramer {

    private final WireProtocol protocol;
    private final boolean wholeBatches;
    private final int maxBatchBytes;
    private final BatchPool pool;
    private final KeptBatches kept;

    /** A framer that closes and seals what it has at the {@linkplain #endOfBatch end of a batch} if {@code wholeBatches}. */
    RecordFramer(WireProtocol protocol, boolean wholeBatches, int maxBatchBytes, BatchPool pool, KeptBatches kept) {
        this.protocol = protocol;
        this.wholeBatches = wholeBatches;
        this.maxBatchBytes = maxBatchBytes;
        this.pool = pool;
        this.kept = kept;
    }

    /** Whether one more record may be added, of whatever size. */
    boolean hasRoom() {
        KeptBatch open = open();
        return pool.hasRoom() || open != null && open.hasRoomFor(protocol.frameBytes(1)) && pool.isWithinLimit();
    }

    /** Frames one record; only if there {@linkplain #hasRoom is room}. What is thrown leaves it out. */
    void add(Utf8Buffer record, String logger) {
        int frameBytes = protocol.frameBytes(record.size());
        KeptBatch open = open();
        if (open != null && open.hasRoomFor(frameBytes)) {
            frame(record, logger, open);
            return;
        }
        close();
        KeptBatch fresh = pool.take(frameBytes);
        fresh.begin(kept.added());
        boolean framed = false;
        try {
            frame(record, logger, fresh);
            framed = true;
        } finally {
            if (!framed) {
                pool.giveBack(fresh);
            }
        }
        kept.append(fresh);
        if (fresh.capacity() > maxBatchBytes) {
            close();
        }
    }

    /** No record comes for now: what there is may be written, even if the protocol writes whole batches. */
    void endOfBatch() {
        if (wholeBatches) {
            close();
        }
    }

    private void frame(Utf8Buffer record, String logger, KeptBatch target) {
        Batch batch = target.batch();
        int start = batch.buffer().position();
        boolean framed = false;
        try {
            protocol.frame(record, batch.buffer());
            if (batch.buffer().position() == start) {
                throw new IllegalArgumentException(protocol.name() + ": the frame of a record is empty");
            }
            framed = true;
        } finally {
            if (!framed) {
                batch.forgetUnfinished();
            }
        }
        target.endRecord(logger);
        kept.recordAdded(batch.buffer().position() - start);
    }

    private @Nullable KeptBatch open() {
        KeptBatch newest = kept.newest();
        return newest == null || newest.isClosed() ? null : newest;
    }

    private void close() {
        KeptBatch open = open();
        if (open != null) {
            open.close();
            if (wholeBatches) {
                protocol.seal(open.batch());
            }
        }
    }
}
