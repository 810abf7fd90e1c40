package io.penstock.sink;

/**
 * What the drain thread drives. Confined to the drain thread; whatever is thrown is counted, reported and survived.
 *
 * <p>A sink that is done with an event when {@link #deliver} returns needs the first four methods only. The others are
 * for a sink whose events are under way for a while, a network connection for instance: the drain loop asks it for room
 * before each event, lets it {@linkplain #advance() advance} in each round, and waits for it in flush and stop.
 *
 * @param <E> the event, as it lies in the ring
 */
public interface Sink<E> {

    /** After so many events at most there is an {@link #endOfBatch}. */
    int LARGEST_BATCH = 256;

    /**
     * Takes one event. Returning normally counts it as delivered, unless the sink {@linkplain #isHolding() still holds}
     * it or {@linkplain #keepsTally() keeps the tally itself}; throwing counts it as failed.
     */
    void deliver(E event) throws Exception;

    /**
     * The ring is empty for now, or a good many events were delivered: whoever flushes event by event flushes here
     * instead. Throwing counts the events delivered since the last end of a batch as failed after all.
     */
    void endOfBatch() throws Exception;

    /**
     * Whether events were taken that go nowhere before {@link #endOfBatch}: they are pending until then. After it none
     * is held, also if it threw.
     */
    default boolean isHolding() {
        return false;
    }

    /** How many events may be held at most: none, or {@link #LARGEST_BATCH}. Their slots are others' already. */
    default int mostHeld() {
        return 0;
    }

    /** A flush barrier was reached: everything delivered must leave every buffer. */
    void flush() throws Exception;

    /**
     * Of an event that arrives at an appender or handler of ours while the drain thread drives this sink: whether it was
     * logged just now, and is not one that this sink was given and has passed on. Whoever is behind the sink may be a
     * proxy, too.
     */
    default boolean isNew(Object event) {
        return true;
    }

    /** Of an event that is not {@linkplain #isNew new}: whether it is the very one that the sink is just handing on. */
    default boolean isBeingDelivered(Object event) {
        return false;
    }

    /** What fails when this sink fails: the first words of a sentence. */
    default String name() {
        return "The wrapped appender";
    }

    /** A drop episode is over: tell the readers of the log. Not called while there is no room. */
    void report(LossReport report) throws Exception;

    // --- For sinks whose events are under way for a while ---

    /** Whether the sink itself counts in the {@link Tally} what becomes of the events it took. */
    default boolean keepsTally() {
        return false;
    }

    /** Whether one more event can be taken. As long as it cannot, events wait in the ring. */
    default boolean hasRoom() {
        return true;
    }

    /** In every round of the drain loop: moves on what is under way. False: nothing moved, the thread may nap. */
    default boolean advance() throws Exception {
        return false;
    }

    /** A point behind everything taken so far. */
    default long mark() {
        return 0;
    }

    /** Whether everything before a {@link #mark} has arrived, as far as that can be known. */
    default boolean hasArrived(long mark) {
        return true;
    }

    /** Whether somebody confirms what was sent: what is not confirmed yet may still be lost. */
    default boolean acknowledges() {
        return false;
    }

    /** How the drain thread naps. Always the same object, and one that does not refer to the sink. */
    default Sleeper sleeper() {
        return Sleeper.PARKED;
    }

    /**
     * The ring or the process is about to end, and little time is left, though events may still wait for room: waits for
     * nothing long. More than once perhaps.
     */
    default void hurry() throws Exception {}

    /** No event will come any more: begins to end in good order. */
    default void finish() throws Exception {}

    /** After {@link #finish}: whether the end is reached. */
    default boolean isFinished() {
        return true;
    }

    /** The last call, whether the end was reached or not: lets go of everything at once. */
    default void close() throws Exception {}
}
