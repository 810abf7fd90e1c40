package io.penstock.sink;

/**
 * What the drain thread drives. Confined to the drain thread; whatever is thrown is reported and survived.
 *
 * <p>Who counts: if {@link #deliver} throws, the drain loop counts one event as failed. If it returns, the sink has taken
 * the event and answers for it in its {@link Tally}: at once, at the end of the batch (see {@link BatchCount}) or whenever
 * it learns what became of it. What nobody has counted is pending.
 *
 * <p>A sink that is done with its events at the end of a batch needs the four methods without a default only. The others
 * are for one whose events are under way for a while, a network connection for instance. In each round the drain loop asks
 * for room, delivers as many events as there is room for, ends the batch, and lets the sink {@linkplain #advance advance}.
 *
 * <p>A stage between the drain loop and another sink is a sink that passes these calls on. If it keeps an event and never
 * hands it to the next one, it counts that event in the {@link Tally} itself.
 *
 * @param <E> the event, as it lies in the ring
 */
public interface Sink<E> {

    /** After so many events at most there is an {@link #endOfBatch}. */
    int LARGEST_BATCH = 256;

    /** As a mark for {@link #hasArrived}: behind everything taken so far. */
    long EVERYTHING = Long.MAX_VALUE;

    /** Whether one more event can be taken. As long as it cannot, events wait in the ring. */
    default boolean hasRoom() {
        return true;
    }

    /** Takes one event, which is the ring's again when this returns. */
    void deliver(E event) throws Exception;

    /**
     * The ring is empty for now, or a good many events were delivered: whoever flushes event by event flushes here
     * instead. If it throws, the sink has counted what did not get through as failed.
     */
    void endOfBatch() throws Exception;

    /** In every round of the drain loop: moves on what is under way. False: nothing moved, the thread may nap. */
    default boolean advance() throws Exception {
        return false;
    }

    /**
     * Somebody waits: everything taken so far must leave every buffer.
     *
     * @return a mark behind all of it, for {@link #hasArrived}; any number if nothing is under way after this
     */
    long flush() throws Exception;

    /** Whether everything before a mark of {@link #flush} has arrived, as far as that can be known. */
    default boolean hasArrived(long mark) {
        return true;
    }

    /** A drop episode is over: tell the readers of the log. Not called while there is no room. */
    void report(LossReport report) throws Exception;

    /**
     * The ring or the process is about to end, and little time is left, though events may still wait for room: waits for
     * nothing long. More than once perhaps.
     */
    default void hurry() throws Exception {}

    /**
     * No event will come any more: ends in good order. Called in each round until it answers that the end is reached; if it
     * throws, nobody waits for that end.
     */
    default boolean finish() throws Exception {
        return true;
    }

    /** The last call, whether the end was reached or not: lets go of everything at once. */
    default void close() throws Exception {}
}
