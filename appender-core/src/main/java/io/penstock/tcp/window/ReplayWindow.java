package io.penstock.tcp.window;

import io.penstock.Delivery;
import io.penstock.net.SocketSettings;
import io.penstock.tcp.probe.StateProbe;

/**
 * What is kept of the records that were written without an acknowledgement to come, because they are to be written
 * again if the connection breaks. Confined to the drain thread.
 *
 * <pre>
 *  let go of │ tail               │ perhaps still in our kernel │ not written
 *          oldest    in the peer's kernel                     cursor
 * </pre>
 *
 * <p>With {@link Delivery#BEST_EFFORT} only what is not in the kernel is kept.
 */
final class ReplayWindow {

    private final Delivery delivery;
    private final long tailBytes;
    private final boolean wholeBatches;
    private final KeptBatches kept;
    private final WriteCursor cursor;
    private final WindowBooks books;
    private final ReleasedTail released;
    private long ackedBytes;
    private int heldBytes;

    /** Nothing was written so far; batches are let go of as a whole only if {@code wholeBatches}. */
    ReplayWindow(
            Delivery delivery,
            long tailBytes,
            boolean wholeBatches,
            KeptBatches kept,
            WriteCursor cursor,
            WindowBooks books,
            ReleasedTail released) {
        this.delivery = delivery;
        this.tailBytes = tailBytes;
        this.wholeBatches = wholeBatches;
        this.kept = kept;
        this.cursor = cursor;
        this.books = books;
        this.released = released;
    }

    /** A new connection. */
    void connected() {
        // Nothing has arrived before release() says so.
        ackedBytes = 0;
    }

    /**
     * The connection is gone. To be called before the {@linkplain WriteCursor#rewind cursor} goes back.
     *
     * @param orderly the peer has ended its side after we ended ours: it has read everything
     */
    void disconnected(boolean orderly) {
        if (orderly) {
            releaseStream(Long.MAX_VALUE / 2);
        } else {
            books.possiblyLost(released.records());
        }
        released.clear();
        heldBytes = 0;
    }

    /** So many of the bytes that the connection took last, at most, are still held by it and not in the kernel. */
    void holds(int held) {
        heldBytes = held;
    }

    /** See {@link InFlightWindow#release}. */
    void release(long acked, long sendBufferBytes, boolean good) {
        ackedBytes = acked;
        if (delivery == Delivery.BEST_EFFORT) {
            releaseSucceeded();
            return;
        }
        // The tail has no age: a quiet peer may hang, and be killed, with everything it was ever sent in its memory.
        // A young connection may lead into the backlog of a process that is about to die: it acknowledges and is never
        // read. Twice the tail is kept then, and not everything: short connections would fill the window for good.
        long tail = good ? tailBytes : 2 * tailBytes;
        long known = acked == StateProbe.UNKNOWN
                ? cursor.streamBytes() - SocketSettings.heldByKernel(sendBufferBytes)
                : Math.min(acked, cursor.streamBytes());
        releaseStream(known - tail);
    }

    /** What ends at this place of the connection's stream or before is not sent again, and may be lost. */
    void letGoBefore(long streamEnd) {
        releaseStream(Math.min(streamEnd, cursor.streamBytes()));
    }

    /** The batches whose bytes were all written, and the last one if there is nothing more to write for now. */
    private void releaseSucceeded() {
        if (heldBytes > 0) {
            releaseStream(cursor.streamBytes() - heldBytes);
            return;
        }
        KeptBatch writing = cursor.batch();
        KeptBatch oldest = kept.oldest();
        while (writing != null && oldest != null && oldest != writing) {
            letGo(oldest, oldest.records());
            oldest = kept.oldest();
        }
        if (writing != null && cursor.record() == writing.records()) {
            letGo(writing, writing.records());
        }
    }

    /** Lets go of the records that end at this place of the connection's stream or before. */
    private void releaseStream(long streamEnd) {
        KeptBatch writing = cursor.batch();
        KeptBatch oldest = kept.oldest();
        while (writing != null && oldest != null) {
            int written = oldest == writing ? cursor.record() : oldest.records();
            int end = oldest.firstKept();
            while (end < written && oldest.streamEnd(end) <= streamEnd) {
                end++;
            }
            if (end < oldest.records()) {
                if (!wholeBatches) {
                    letGo(oldest, end);
                }
                return;
            }
            letGo(oldest, end);
            writing = cursor.batch();
            oldest = kept.oldest();
        }
    }

    /**
     * There is no room for another record: has to do with half of it. A replay window must not leave the in-flight window
     * without room for ever, small as that may be or half empty as its batches may be.
     *
     * @param limit how many bytes all batches may take
     */
    void makeRoom(long limit) {
        if (delivery == Delivery.BEST_EFFORT) {
            // What is kept is not in the kernel yet.
            return;
        }
        long sentUpToHere = kept.cursorSequence();
        long held = 0;
        KeptBatch batch = kept.oldest();
        for (; batch != null && isBefore(batch, sentUpToHere); batch = batch.next()) {
            held += batch.capacity();
        }
        for (KeptBatch oldest = kept.oldest(); 2 * held > limit && oldest != null; oldest = kept.oldest()) {
            held -= oldest.capacity();
            letGo(oldest, oldest.records());
        }
    }

    private static boolean isBefore(KeptBatch batch, long sequence) {
        return batch.record(sequence) >= batch.records();
    }

    private void letGo(KeptBatch oldest, int end) {
        long events = books.letGo(oldest.sequence(oldest.firstKept()), oldest.sequence(end));
        released.add(events, kept.letGo(oldest, end));
    }

    /** Whether the bytes up to here are in the peer's kernel or, as far as nothing is known of that, in ours. */
    boolean hasArrived(long streamEnd) {
        return streamEnd <= (ackedBytes == StateProbe.UNKNOWN ? cursor.streamBytes() - heldBytes : ackedBytes);
    }
}
