package io.penstock.ring;

import io.penstock.Severity;
import org.jspecify.annotations.Nullable;

/**
 * One preallocated place in the ring. A host module extends it by the fields that make up its event.
 *
 * <p>Between {@link AsyncRing#claim} and {@link AsyncRing#publish} a slot is confined to the thread that claimed it;
 * from then until {@link #clear} to the drain thread.
 */
public abstract class RingSlot {

    /** Added to {@link #severity}: whoever publishes the event waits until it has arrived. Greater than every severity. */
    static final int AWAITED = 1 << 30;

    /**
     * The number of the claim, to which {@link #givenUp} is set if the producer cannot publish. It must be read right after
     * the claim, because later the slot may belong to another claim.
     */
    public long sequence;
    /**
     * The {@link #sequence} of the last claim whose producer could not publish it; the drain thread then does. A field,
     * because a thread that has run out of stack can call nothing. A number and not a flag, because what threw may
     * have been the end of a publish that had succeeded: then the slot belongs to others already, and this means nothing.
     */
    public volatile long givenUp = -1;

    int severity;
    /** What this event took from the shared half of the byte budget. */
    long reservedBytes;
    /** Whether there is an event to deliver. False if the claim came after the stop, or the event was delivered already. */
    boolean occupied;
    /** 0 unless a drain thread has logged it, see {@link Drainer}; who claims for the application need not write it. */
    int generation;

    /** Drops every reference, so that a full ring at rest holds no garbage. Runs on the drain thread. */
    protected abstract void clear();

    /** As {@link #severity}; without one what no event reaches. */
    static int ordinalOrNever(@Nullable Severity severity) {
        return severity == null ? AWAITED - 1 : severity.ordinal();
    }
}
