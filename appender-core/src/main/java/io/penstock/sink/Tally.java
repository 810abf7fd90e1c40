package io.penstock.sink;

/**
 * What became of the events that left the ring. Written by the drain thread, read by any thread.
 *
 * <p>What moves from one count to another is taken away first and added then, and is read in the other order: a reader
 * in between finds events pending that are not, but none twice.
 */
public interface Tally {

    /** So many events arrived. */
    void delivered(long events);

    /** So many events will never arrive. */
    void failed(long events);

    /** So many events, counted as delivered before, may not have been written. */
    void undelivered(long events);

    /** So many events were handed to the network for the first time. */
    void sent(long events);

    /** So many events that had been sent were acknowledged. */
    void acknowledged(long events);

    /** So many events that had been sent were refused for good: they will never arrive. */
    void refused(long events);

    long delivered();

    long failed();

    /** Sent and never acknowledged: all there are, if the protocol has no acknowledgements. */
    long unconfirmed();

    /** One that nobody reads: for records that are counted elsewhere. Keeps no counts. */
    static Tally discarding() {
        return DiscardingTally.INSTANCE;
    }
}
