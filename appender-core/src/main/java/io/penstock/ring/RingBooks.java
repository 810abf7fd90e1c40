package io.penstock.ring;

import io.penstock.Books;
import io.penstock.Drops;

/** What became of every event of a ring. Safe for any thread. */
final class RingBooks {

    /** The drain thread counts an event in some ten nanoseconds at the least, and a look takes not much longer. */
    private static final int MOST_LOOKS = 100;

    private final Claims<?> claims;
    private final RingTally tally;
    private final DropLedger drops;

    RingBooks(Claims<?> claims, RingTally tally, DropLedger drops) {
        this.claims = claims;
        this.tally = tally;
        this.drops = drops;
    }

    /** A snapshot in which the books balance. */
    Books books() {
        Drops dropped = drops.drops();
        for (int look = 1; ; look++) {
            // The counters of events that have left are read before the count of accepted events, so that pending is
            // never negative. A reader that was suspended in between would find more pending events than there ever
            // were, and reads again.
            long failed = tally.failed();
            long delivered = tally.delivered();
            long unconfirmed = tally.unconfirmed();
            long accepted = claims.accepted();
            if (look == MOST_LOOKS || tally.isStill(failed, delivered, unconfirmed)) {
                return new Books(accepted, delivered, failed, unconfirmed, dropped);
            }
        }
    }

    /** The books alone, which do not hold the ring; {@code left} accepted events will never be delivered. */
    PastBooks past(long left) {
        return new PastBooks(tally, drops, left);
    }
}
