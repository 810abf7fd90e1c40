package io.penstock.ring;

/**
 * What the drain thread drives. Confined to the drain thread; whatever is thrown is counted, reported and survived.
 *
 * @param <S> the host's slot
 */
public interface Sink<S extends RingSlot> {

    /** Takes one event. Returning normally counts it as delivered, throwing as failed. */
    void deliver(S slot) throws Exception;

    /**
     * The ring is empty for now, or a good many events were delivered: whoever flushes event by event flushes here
     * instead. Throwing counts the events delivered since the last end of a batch as failed after all.
     */
    void endOfBatch() throws Exception;

    /** A flush barrier was reached: everything delivered must leave every buffer. */
    void flush() throws Exception;

    /** A drop episode is over: tell the readers of the log. */
    void report(LossReport report) throws Exception;
}
