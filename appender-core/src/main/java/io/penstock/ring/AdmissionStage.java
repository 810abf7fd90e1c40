package io.penstock.ring;

/**
 * A stage of an event's life between its admission and the drain thread: it sees each event that was accepted, on the caller's
 * thread, before the drain thread can. Safe for any thread.
 *
 * <p>It runs between claim and publish, where the slot holds all that is known of the event, where the event can no longer be
 * dropped, and where its {@linkplain RingSlot#sequence sequence} says at which place the drain thread will meet it. In turn all
 * events behind this one wait for it as well: it must not wait for anything, and run no user code.
 *
 * @param <S> the host's slot
 */
interface AdmissionStage<S extends RingSlot> {

    /** The slot is filled, and nobody else has it yet. If this throws, the event counts as one that could not be captured. */
    void admitted(S slot);
}
