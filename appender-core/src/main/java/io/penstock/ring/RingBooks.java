package io.penstock.ring;

import io.penstock.Books;
import io.penstock.Drops;
import java.util.concurrent.locks.LockSupport;

/** What became of every event of a ring. Safe for any thread. */
final class RingBooks {

    /** The drain thread counts an event in some ten nanoseconds at the least, and a look takes not much longer. */
    private static final int MOST_LOOKS = 1_000;

    /** The machine may stand still while the drain thread is about to move something from one count to another. */
    private static final long PAUSE_NANOS = 20_000;

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
            long moves = tally.moves();
            if ((moves & 1) != 0 && look < MOST_LOOKS) {
                LockSupport.parkNanos(PAUSE_NANOS);
                continue;
            }
            // The counters of events that have left are read before the count of accepted events, so that pending is
            // never negative. A reader that was suspended in between would find more pending events than there ever
            // were, and reads again.
            long failed = tally.failed();
            long delivered = tally.delivered();
            long unconfirmed = tally.unconfirmed();
            long accepted = claims.accepted();
            boolean isOfOneMoment = tally.isStill(failed, delivered, unconfirmed) && tally.moves() == moves;
            if (look == MOST_LOOKS || isOfOneMoment) {
                return new Books(accepted, delivered, failed, unconfirmed, dropped);
            }
        }
    }

    /** The books alone, which do not hold the ring; {@code left} accepted events will never be delivered. */
    PastBooks past(long left) {
        return new PastBooks(tally, drops, left);
    }
}
