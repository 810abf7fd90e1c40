package io.penstock.ring;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the bytes that wait in a ring. Safe for any thread.
 *
 * <p>A counter that every event touched would be shared by all producers and the drain thread. Therefore half of the
 * budget is dealt out to the slots in advance, and an event within its slot's share touches nothing. Only a larger one
 * reserves its excess from the other half, and it can afford the counter. The sum never exceeds the budget, but for a
 * single event larger than the shared half: it is let in when nobody else holds a reservation, since it could never
 * get in otherwise.
 */
final class ByteBudget {

    static final long REFUSED = -1;

    private final long slotShare;
    private final long sharedLimit;
    private final AtomicLong shared = new AtomicLong();

    /**
     * The bytes that threads had reserved and could not release because they ran out of stack. The number only grows, and
     * {@link #settle} releases what was added since its last call. Written by a plain read and a plain write: such a thread
     * has no stack for a call, nor for a lock, since the interpreter looks for stack there too and throws once more, from
     * within the handler. Two whose stacks end in the same few nanoseconds could overwrite one another; then the bytes of one
     * event stay reserved.
     */
    volatile long owed;
    /** How many of them were released. Confined to the drain thread. */
    private long settled;

    ByteBudget(long maxRingBytes, int ringSize) {
        sharedLimit = maxRingBytes / 2;
        slotShare = sharedLimit / ringSize;
    }

    /** What was taken from the shared half, to be given back by {@link #release}, or {@link #REFUSED}. */
    long reserve(long bytes) {
        return bytes <= slotShare ? 0 : reserveShared(bytes - slotShare);
    }

    private long reserveShared(long excess) {
        long used;
        do {
            used = shared.get();
            if (isTooMuch(used, excess)) {
                return REFUSED;
            }
        } while (!shared.compareAndSet(used, used + excess));
        return excess;
    }

    private boolean isTooMuch(long used, long excess) {
        return used != 0 && used + excess > sharedLimit;
    }

    /** Whether {@link #reserve} would not be refused at this moment. */
    boolean hasRoomFor(long bytes) {
        return bytes <= slotShare || !isTooMuch(shared.get(), bytes - slotShare);
    }

    void release(long reserved) {
        if (reserved != 0) {
            shared.addAndGet(-reserved);
        }
    }

    /** Releases what is {@link #owed}. For the drain thread, in each round. */
    void settle() {
        long due = owed - settled;
        if (due != 0) {
            settled += due;
            release(due);
        }
    }

    /** Whether a quarter of the shared half is free, so that calling those who wait for bytes is worth their while. */
    boolean hasGoodRoom() {
        return shared.get() <= sharedLimit - sharedLimit / 4;
    }

    /** What is taken while so many slots are in use: the share of each, and all that goes beyond it. Any thread. */
    long reserved(long slots) {
        return slots * slotShare + shared.get();
    }

    long sharedInUse() {
        return shared.get();
    }
}
