package io.penstock.ring;

import io.penstock.Books;
import io.penstock.DropReason;
import io.penstock.words.DurationWords;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How long one ring may still wait once the JVM shutdown has begun, and what it then says about itself. Safe for any thread.
 *
 * <p>Each ring's own {@code drainTimeout} counts from the one beginning.
 */
final class RingEnd {

    /** How long a caller may wait once the deadline has passed, if no caller has waited in vain so far. */
    private static final long LAST_CHANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final Duration LAST_WORDS = Duration.ofMillis(200);

    private final EndOfProcess end;
    private final AsyncRing<?> ring;
    private final String name;
    private final boolean acknowledges;
    private final Duration drainTimeout;
    private final long drainTimeoutNanos;
    private final AtomicLong expired = new AtomicLong();
    private volatile long droppedBefore = -1;
    private EndOfProcess.@Nullable Place place;

    RingEnd(EndOfProcess end, AsyncRing<?> ring, String name, boolean acknowledges, Duration drainTimeout) {
        this.end = end;
        this.ring = ring;
        this.name = name;
        this.acknowledges = acknowledges;
        this.drainTimeout = drainTimeout;
        this.drainTimeoutNanos = TimeUnit.NANOSECONDS.convert(drainTimeout);
    }

    /** With the first event, and under the ring's lock. */
    EndOfProcess.Place enter() {
        EndOfProcess.Place entered = place;
        if (entered == null) {
            entered = end.enter(ring);
            place = entered;
        }
        return entered;
    }

    boolean hasBegun() {
        return end.hasBegun();
    }

    /** Remembers the drops so far, which have nothing to do with the end. */
    void begin(Books books) {
        if (droppedBefore < 0) {
            droppedBefore = droppedForWantOfTime(books);
        }
    }

    /** The wanted time, cut at the deadline. */
    long within(long nanos) {
        return Math.min(nanos, Math.max(end.left(drainTimeoutNanos), 0));
    }

    /**
     * How long a caller may wait for its event, or for room for it. A deadline that has passed is no reason to lose what a
     * sink in good health takes in a moment; but one caller that has waited in vain is enough.
     */
    long forCaller() {
        long left = end.left(drainTimeoutNanos);
        if (left > 0) {
            return left;
        }
        return expired.get() > 0 ? 0 : end.withGrace(LAST_CHANCE_NANOS, drainTimeoutNanos);
    }

    /** A caller's wait that began at this time was in vain: from here on calls return at once. */
    void expired() {
        end.expired(ring, expired.incrementAndGet());
    }

    /** As {@link #within}, for what may take a moment beyond it. The wait is to be reported by {@link #spent}. */
    long withGrace(Duration wanted) {
        return end.withGrace(TimeUnit.NANOSECONDS.convert(wanted), drainTimeoutNanos);
    }

    void spent(long startNanos) {
        end.spent(startNanos, drainTimeoutNanos);
    }

    /** See {@link AsyncRing#waitFor}. */
    void waitFor(Thread letsGo, Duration longest) {
        long start = System.nanoTime();
        try {
            TimeUnit.NANOSECONDS.timedJoin(letsGo, withGrace(longest));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            spent(start);
        }
    }

    /** See {@link AsyncRing#tell}. */
    void tell(Runnable announcement) {
        if (end.hasBegun()) {
            Thread speaker = new Thread(null, announcement, "penstock-last-words", 0, false);
            speaker.setDaemon(true);
            speaker.start();
            waitFor(speaker, LAST_WORDS);
        } else {
            announcement.run();
        }
    }

    /** What would be lost if the process ended now, as a sentence; null: nothing. */
    @Nullable
    String lastWords(Books books) {
        long undelivered = books.pending();
        long unacknowledged = acknowledges ? books.unconfirmed() : 0;
        long dropped = droppedForWantOfTime(books) - Math.max(droppedBefore, 0);
        if (undelivered + unacknowledged + dropped <= 0) {
            return null;
        }
        return name + ": the process ends with " + undelivered + " events undelivered"
                + (unacknowledged == 0 ? "" : ", " + unacknowledged + " sent but not acknowledged")
                + (dropped == 0 ? "" : ", " + dropped + " dropped")
                + " after drainTimeout=" + DurationWords.of(drainTimeout)
                + "; raise drainTimeout, or see what holds them up";
    }

    private static long droppedForWantOfTime(Books books) {
        return books.dropped(DropReason.RING_FULL)
                + books.dropped(DropReason.BYTES_FULL)
                + books.dropped(DropReason.WAIT_EXPIRED);
    }
}
