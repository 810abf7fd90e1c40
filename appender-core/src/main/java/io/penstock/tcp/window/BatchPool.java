package io.penstock.tcp.window;

import org.jspecify.annotations.Nullable;

/**
 * The buffers of the in-flight window: allocated when first needed, used again, bounded. Confined to the drain thread.
 *
 * <p>Nobody knows how long the next record is. There is room if a whole batch is left below the bound, or something in
 * the last batch; a record that does not fit there after all may take one more batch, which is why the last batch below
 * {@code maxInFlightBytes} is not counted on. Only a record larger than a batch can go beyond, and only one.
 */
final class BatchPool {

    /**
     * Buffers for records larger than a batch are kept for the next of them, but not beyond this size. Left to the garbage
     * collector, a stream of such records takes all direct memory the process may have before it is collected.
     */
    private static final int LARGEST_SPARE = 1 << 20;

    private final long maxBytes;
    private final long limit;
    private final int batchBytes;
    private final int headerBytes;
    private final boolean isJudged;
    private @Nullable KeptBatch free;
    /** Of various sizes, all larger than a batch. */
    private @Nullable KeptBatch spares;

    private long lentBytes;
    private long idleBytes;

    BatchPool(long maxBytes, int batchBytes, int headerBytes, boolean isJudged) {
        this.maxBytes = maxBytes;
        this.limit = Math.max(batchBytes, maxBytes - batchBytes);
        this.batchBytes = batchBytes;
        this.headerBytes = headerBytes;
        this.isJudged = isJudged;
    }

    /** Whether there is room for a record in a new batch. */
    boolean hasRoom() {
        return lentBytes + batchBytes <= limit;
    }

    /** Whether the last batch may be filled up, at the risk that a record needs one more. */
    boolean isWithinLimit() {
        return lentBytes <= limit;
    }

    /** How many bytes may be lent before a last batch. */
    long limit() {
        return limit;
    }

    long lentBytes() {
        return lentBytes;
    }

    /** Lent or waiting to be used again. */
    long allocatedBytes() {
        return lentBytes + idleBytes;
    }

    /** A batch in which a frame of so many bytes fits. */
    KeptBatch take(int frameBytes) {
        long needed = (long) headerBytes + frameBytes;
        KeptBatch batch = needed <= batchBytes ? takeStandard() : takeLarge(needed);
        lentBytes += batch.capacity();
        return batch;
    }

    void giveBack(KeptBatch batch) {
        lentBytes -= batch.capacity();
        if (batch.capacity() == batchBytes) {
            batch.linkTo(free);
            free = batch;
            idleBytes += batch.capacity();
        } else if (batch.capacity() <= LARGEST_SPARE) {
            batch.linkTo(spares);
            spares = batch;
            idleBytes += batch.capacity();
        }
    }

    private KeptBatch takeStandard() {
        KeptBatch batch = free;
        if (batch == null) {
            dropIdle(batchBytes);
            return new KeptBatch(batchBytes, headerBytes, isJudged);
        }
        free = batch.next();
        idleBytes -= batch.capacity();
        return batch;
    }

    private KeptBatch takeLarge(long needed) {
        KeptBatch spare = takeSpare(needed);
        if (spare != null) {
            return spare;
        }
        // In whole batches, so that it fits the next one, which is of about the same size.
        long rounded = (needed + batchBytes - 1) / batchBytes * batchBytes;
        long bytes = rounded <= LARGEST_SPARE ? rounded : needed;
        dropIdle(bytes);
        return new KeptBatch(Math.toIntExact(bytes), headerBytes, isJudged);
    }

    private @Nullable KeptBatch takeSpare(long needed) {
        KeptBatch newer = null;
        for (KeptBatch batch = spares; batch != null; batch = batch.next()) {
            if (batch.capacity() >= needed) {
                if (newer == null) {
                    spares = batch.next();
                } else {
                    newer.linkTo(batch.next());
                }
                idleBytes -= batch.capacity();
                return batch;
            }
            newer = batch;
        }
        return null;
    }

    /** Leaves to the garbage collector what would be too much together with a new buffer. */
    private void dropIdle(long needed) {
        while (lentBytes + idleBytes + needed > maxBytes && (free != null || spares != null)) {
            if (spares != null) {
                idleBytes -= spares.capacity();
                spares = spares.next();
            } else if (free != null) {
                idleBytes -= free.capacity();
                free = free.next();
            }
        }
    }
}
