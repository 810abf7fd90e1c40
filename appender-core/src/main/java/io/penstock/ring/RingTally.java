package io.penstock.ring;

import com.lmax.disruptor.Sequence;
import io.penstock.sink.Tally;

/**
 * What became of the events of one ring. Written by the drain thread, read by any thread.
 *
 * <p>What moves from one count to another is taken away first and added then, and is read in the other order: a reader
 * in between finds events pending that are not, but none twice.
 */
public final class RingTally implements Tally {

    // Disruptor's Sequence: a padded long with one writer, written once per event and read by whoever asks for the
    // books. Padded, so that it shares no cache line with what producers read.
    private final Sequence delivered = new Sequence(0);
    private final Sequence failed = new Sequence(0);
    private final Sequence unconfirmed = new Sequence(0);

    @Override
    public void delivered(long events) {
        delivered.set(delivered.get() + events);
    }

    @Override
    public void failed(long events) {
        failed.set(failed.get() + events);
    }

    @Override
    public void undelivered(long events) {
        delivered.set(delivered.get() - events);
        failed.set(failed.get() + events);
    }

    @Override
    public void sent(long events) {
        unconfirmed.set(unconfirmed.get() + events);
    }

    @Override
    public void acknowledged(long events) {
        unconfirmed.set(unconfirmed.get() - events);
        delivered.set(delivered.get() + events);
    }

    @Override
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

    /** Whether nothing has changed since these were read. */
    boolean isStill(long failedThen, long deliveredThen, long unconfirmedThen) {
        return failed.get() == failedThen && delivered.get() == deliveredThen && unconfirmed.get() == unconfirmedThen;
    }
}
