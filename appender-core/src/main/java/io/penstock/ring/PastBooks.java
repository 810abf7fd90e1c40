package io.penstock.ring;

import io.penstock.Books;
import io.penstock.DropReason;
import io.penstock.Severity;

/** What is left of a ring that has ended: its books, which still count those who come too late. Safe for any thread. */
public final class PastBooks {

    private final RingTally tally;
    private final DropLedger drops;
    private final long left;

    PastBooks(RingTally tally, DropLedger drops, long left) {
        this.tally = tally;
        this.drops = drops;
        this.left = left;
    }

    /** As {@link AsyncRing#books}. */
    public Books books() {
        long delivered = tally.delivered();
        long failed = tally.failed();
        long unconfirmed = tally.unconfirmed();
        return new Books(delivered + failed + unconfirmed + left, delivered, failed, unconfirmed, drops.drops());
    }

    /** Counts an event that met an appender just stopped. */
    public void dropLate(Severity severity) {
        drops.record(DropReason.STOPPED, severity);
    }
}
