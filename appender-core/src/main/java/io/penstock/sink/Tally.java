package io.penstock.sink;

/** What became of the events that a sink has taken. Written by the drain thread only. */
public interface Tally {

    /** So many events arrived. */
    void delivered(long events);

    /** So many events will never arrive. */
    void failed(long events);

    /** So many events, counted as delivered before, may not have been written: they failed. */
    void undelivered(long events);

    /** So many events were handed to the network for the first time. */
    void sent(long events);

    /** So many events that had been sent were acknowledged. */
    void acknowledged(long events);

    /** So many events that had been sent were refused for good: they will never arrive. */
    void refused(long events);

    /** One that counts nothing, for records that are counted elsewhere. */
    static Tally discarding() {
        return DiscardingTally.INSTANCE;
    }
}
