package io.penstock.sink;

/**
 * Counts the events of a sink that is done with them at the end of a batch at the latest, and may learn only then that they
 * were not written. Confined to the drain thread.
 */
public final class BatchCount {

    private final Tally tally;
    /** Counted as delivered since the last end of a batch. */
    private long delivered;
    /** Taken since then, and not counted yet. */
    private long held;

    public BatchCount(Tally tally) {
        this.tally = tally;
    }

    /**
     * One more event was taken.
     *
     * @param holds whether the sink keeps events until the end of the batch: they are pending until then. If not, those
     *     that it has kept so far are written as well
     */
    public void taken(boolean holds) {
        held++;
        if (!holds) {
            tally.delivered(held);
            delivered += held;
            held = 0;
        }
    }

    /** The batch has ended, and everything was written. */
    public void written() {
        if (held > 0) {
            tally.delivered(held);
        }
        held = 0;
        delivered = 0;
    }

    /** The batch has ended, and it cannot be known what of it was written: all of it failed, what was delivered as well. */
    public void failed() {
        tally.undelivered(delivered);
        tally.failed(held);
        held = 0;
        delivered = 0;
    }
}
