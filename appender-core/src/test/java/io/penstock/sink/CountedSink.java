package io.penstock.sink;

/** Counts the events of a sink of a test, which then need not count itself. Confined to the drain thread. */
public final class CountedSink<E> extends ForwardingSink<E> {

    /** For sinks that keep events until the end of a batch. */
    public interface Holding {
        boolean isHolding();
    }

    private final BatchCount counts;

    public CountedSink(Sink<E> counted, Tally tally) {
        super(counted);
        this.counts = new BatchCount(tally);
    }

    @Override
    public void deliver(E event) throws Exception {
        next.deliver(event);
        counts.taken(next instanceof Holding holding && holding.isHolding());
    }

    @Override
    public void endOfBatch() throws Exception {
        try {
            next.endOfBatch();
        } catch (Throwable failure) {
            counts.failed();
            throw failure;
        }
        counts.written();
    }
}
