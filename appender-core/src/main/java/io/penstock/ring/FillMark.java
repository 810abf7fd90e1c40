package io.penstock.ring;

import com.lmax.disruptor.RingBuffer;

/**
 * The greatest number of slots that were ever in use. Taken by the drain thread, right before it gives slots back, since
 * in between there can only be more: so nothing is missed, and callers do nothing for it. Read by any thread.
 */
final class FillMark {

    private final RingBuffer<?> ring;
    /** Written by the drain thread only, and hardly ever. */
    private volatile long greatest;

    FillMark(RingBuffer<?> ring) {
        this.ring = ring;
    }

    /** Drain thread. */
    void take() {
        long present = present();
        if (present > greatest) {
            greatest = present;
        }
    }

    /** How many slots are in use. */
    long present() {
        return ring.getBufferSize() - ring.remainingCapacity();
    }

    /** At least what is in use now. */
    long greatest() {
        return Math.max(greatest, present());
    }
}
