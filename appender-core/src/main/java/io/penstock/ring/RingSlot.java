package io.penstock.ring;

import org.jspecify.annotations.Nullable;

/**
 * One preallocated place in the ring. A host module extends it by the fields that make up its event.
 *
 * <p>Between {@link AsyncRing#claim} and {@link AsyncRing#publish} a slot is confined to the thread that claimed it;
 * from then until {@link #clear} to the drain thread.
 */
public abstract class RingSlot {

    long sequence;
    int severity;
    /** What this event took from the shared half of the byte budget. */
    long reservedBytes;
    /** False: nothing to deliver, because the claim came too late or the slot was already worked off. */
    boolean occupied;
    /** What the drain thread shall run instead of delivering an event. */
    @Nullable Runnable command;

    /** Drops every reference, so that a full ring at rest holds no garbage. Runs on the drain thread. */
    protected abstract void clear();
}
