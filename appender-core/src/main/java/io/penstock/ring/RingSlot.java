package io.penstock.ring;

import org.jspecify.annotations.Nullable;

/**
 * One preallocated place in the ring. A host module extends it by the fields that make up its event.
 *
 * <p>Between {@link AsyncRing#claim} and {@link AsyncRing#publish} a slot is confined to the thread that claimed it;
 * from then until {@link #clear} to the drain thread.
 */
public abstract class RingSlot {

    /** What {@link #givenUp} is set to if need be. Read it right after the claim: later the slot may be another's. */
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
    /** False: nothing to deliver, because the claim came too late or the slot was already worked off. */
    boolean occupied;
    /** 0 unless a drain thread has logged it, see {@link Drainer}; who claims for the application need not write it. */
    int generation;
    /** What the drain thread shall run instead of delivering an event. */
    @Nullable
    Runnable command;

    /** Drops every reference, so that a full ring at rest holds no garbage. Runs on the drain thread. */
    protected abstract void clear();
}
