package io.penstock.ring;

import com.lmax.disruptor.Sequence;
import io.penstock.sink.Tally;

/** The counts of one ring. */
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

    @Override
    public long delivered() {
        return delivered.get();
    }

    @Override
    public long failed() {
        return failed.get();
    }

    @Override
    public long unconfirmed() {
        return unconfirmed.get();
    }
}
