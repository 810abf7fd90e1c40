package io.penstock.ring;

import com.lmax.disruptor.Sequence;

/**
 * What became of the events that left the ring. Written by the drain thread, read by any thread.
 *
 * <p>What moves from one count to another is taken away first and added then, and is read in the other order: a reader
 * in between finds events pending that are not, but none twice.
 */
public final class Tally {

    // Disruptor's Sequence: a padded long with one writer, written once per event and read by whoever asks for the
    // books. Padded, so that it shares no cache line with what producers read.
    private final Sequence delivered = new Sequence(0);
    private final Sequence failed = new Sequence(0);
    private final Sequence unconfirmed = new Sequence(0);

    /** So many events arrived. */
    public void delivered(long events) {
        delivered.set(delivered.get() + events);
    }

    /** So many events will never arrive. */
    public void failed(long events) {
        failed.set(failed.get() + events);
    }

    /** So many events, counted as delivered before, may not have been written. */
    void undelivered(long events) {
        delivered.set(delivered.get() - events);
        failed.set(failed.get() + events);
    }

    /** So many events were handed to the network for the first time. */
    public void sent(long events) {
        unconfirmed.set(unconfirmed.get() + events);
    }

    /** So many events that had been sent were acknowledged. */
    public void acknowledged(long events) {
        unconfirmed.set(unconfirmed.get() - events);
        delivered.set(delivered.get() + events);
    }

    /** So many events that had been sent were refused for good: they will never arrive. */
    public void refused(long events) {
        unconfirmed.set(unconfirmed.get() - events);
        failed.set(failed.get() + events);
    }

    public long delivered() {
        return delivered.get();
    }

    public long failed() {
        return failed.get();
    }

    /** Sent and never acknowledged: all there are, if the protocol has no acknowledgements. */
    public long unconfirmed() {
        return unconfirmed.get();
    }
}
