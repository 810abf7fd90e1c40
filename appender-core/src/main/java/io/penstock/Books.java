package io.penstock;

/**
 * One consistent snapshot of what became of every event. Immutable; safe for any thread.
 *
 * <p>The books always balance: {@code offered = accepted + dropped} and {@code accepted = delivered + failed +
 * pending + unconfirmed}. An event is offered once the filters let it pass. After a stop, {@code pending} is what was left behind
 * when {@code drainTimeout} had passed.
 */
public final class Books {

    private final long accepted;
    private final long delivered;
    private final long failed;
    private final long unconfirmed;
    private final Drops drops;

    /** Not for users: snapshots come from an appender. */
    public Books(long accepted, long delivered, long failed, long unconfirmed, Drops drops) {
        this.accepted = accepted;
        this.delivered = delivered;
        this.failed = failed;
        this.unconfirmed = unconfirmed;
        this.drops = drops;
    }

    /** The books of an appender that was never started. */
    public static Books empty() {
        return new Books(0, 0, 0, 0, Drops.none());
    }

    /** Events that passed the filters. */
    public long offered() {
        return accepted + dropped();
    }

    /** Events that entered the ring. */
    public long accepted() {
        return accepted;
    }

    /**
     * Events that the wrapped appenders took without reporting a failure, or that the receiver acknowledged. If the flush
     * at the end of a batch fails, the batch moves from here to {@link #failed}.
     */
    public long delivered() {
        return delivered;
    }

    /**
     * Events for which a wrapped appender threw, reported an error, or was not started; of a sender, those that could not
     * be encoded, that the receiver refused for good, or that were given up because of {@code maxResends}.
     */
    public long failed() {
        return failed;
    }

    /**
     * Events sent over a network and not acknowledged, be it that the acknowledgement is still to come or that the
     * protocol has none; always 0 for a proxy.
     */
    public long unconfirmed() {
        return unconfirmed;
    }

    /** Events accepted and neither delivered nor sent yet. */
    public long pending() {
        return accepted - delivered - failed - unconfirmed;
    }

    /** Events dropped, by reason and severity. */
    public Drops drops() {
        return drops;
    }

    /** Events dropped, for whatever reason. */
    public long dropped() {
        return drops.total();
    }

    /** Events dropped for one reason. */
    public long dropped(DropReason reason) {
        return drops.of(reason);
    }

    /** Events of one severity dropped, for whatever reason. */
    public long dropped(Severity severity) {
        return drops.of(severity);
    }

    /** Events of one severity dropped for one reason. */
    public long dropped(DropReason reason, Severity severity) {
        return drops.of(reason, severity);
    }

    /** What was dropped since an earlier snapshot of the same appender. */
    public Drops droppedSince(Books earlier) {
        return drops.since(earlier.drops);
    }

    /** As {@link Drops#byReason}. */
    public String droppedByReason() {
        return drops.byReason();
    }

    /** As {@link Drops#bySeverity}. */
    public String droppedBySeverity() {
        return drops.bySeverity();
    }

    /**
     * For instance {@code offered=12 accepted=10 delivered=9 failed=0 pending=1 dropped=2 (ringFull=2)}; with {@code
     * unconfirmed=3} before {@code dropped} if there are any.
     */
    @Override
    public String toString() {
        return "offered=" + offered() + " accepted=" + accepted + " delivered=" + delivered + " failed=" + failed
                + " pending=" + pending() + (unconfirmed == 0 ? "" : " unconfirmed=" + unconfirmed) + " " + drops;
    }
}
