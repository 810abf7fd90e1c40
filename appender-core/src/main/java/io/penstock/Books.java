package io.penstock;

import java.util.Arrays;

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
    private final long[][] dropped;

    /**
     * Not for users: snapshots come from an appender.
     *
     * @param dropped counts by {@link DropReason} ordinal, then by {@link Severity} ordinal
     */
    public Books(long accepted, long delivered, long failed, long unconfirmed, long[][] dropped) {
        this.accepted = accepted;
        this.delivered = delivered;
        this.failed = failed;
        this.unconfirmed = unconfirmed;
        this.dropped = new long[dropped.length][];
        for (int reason = 0; reason < dropped.length; reason++) {
            this.dropped[reason] = dropped[reason].clone();
        }
    }

    /** The books of an appender that was never started. */
    public static Books empty() {
        return new Books(0, 0, 0, 0, new long[DropReason.values().length][Severity.values().length]);
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

    /** Events dropped, for whatever reason. */
    public long dropped() {
        return Arrays.stream(dropped).flatMapToLong(Arrays::stream).sum();
    }

    /** Events dropped for one reason. */
    public long dropped(DropReason reason) {
        return Arrays.stream(dropped[reason.ordinal()]).sum();
    }

    /** Events of one severity dropped, for whatever reason. */
    public long dropped(Severity severity) {
        return Arrays.stream(dropped)
                .mapToLong(bySeverity -> bySeverity[severity.ordinal()])
                .sum();
    }

    /** Events of one severity dropped for one reason. */
    public long dropped(DropReason reason, Severity severity) {
        return dropped[reason.ordinal()][severity.ordinal()];
    }

    /** What was dropped since an earlier snapshot of the same appender, as a table like the constructor's. */
    public long[][] droppedSince(Books earlier) {
        long[][] since = new long[dropped.length][];
        for (int reason = 0; reason < dropped.length; reason++) {
            since[reason] = dropped[reason].clone();
            for (int severity = 0; severity < since[reason].length; severity++) {
                since[reason][severity] -= earlier.dropped[reason][severity];
            }
        }
        return since;
    }

    /** For instance {@code offered=12 accepted=10 delivered=9 failed=0 pending=1 dropped=2 (ringFull=2)}; with
     * {@code unconfirmed=3} before {@code dropped} if there are any. */
    @Override
    public String toString() {
        String reasons = droppedByReason();
        return "offered=" + offered() + " accepted=" + accepted + " delivered=" + delivered + " failed=" + failed
                + " pending=" + pending() + (unconfirmed == 0 ? "" : " unconfirmed=" + unconfirmed) + " dropped="
                + dropped() + (reasons.isEmpty() ? "" : " (" + reasons + ")");
    }

    /** The reasons that occurred with their counts, for instance {@code ringFull=12 stopped=1}; empty if none did. */
    public String droppedByReason() {
        StringBuilder text = new StringBuilder();
        for (DropReason reason : DropReason.values()) {
            appendCount(text, reason, dropped(reason));
        }
        return text.toString();
    }

    /** The severities that lost events with their counts, for instance {@code DEBUG=10 INFO=2}; empty if none did. */
    public String droppedBySeverity() {
        StringBuilder text = new StringBuilder();
        for (Severity severity : Severity.values()) {
            appendCount(text, severity, dropped(severity));
        }
        return text.toString();
    }

    private static void appendCount(StringBuilder text, Object name, long count) {
        if (count != 0) {
            text.append(text.isEmpty() ? "" : " ").append(name).append('=').append(count);
        }
    }
}
