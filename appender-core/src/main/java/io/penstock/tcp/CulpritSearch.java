package io.penstock.tcp;

import io.penstock.net.SelectorSleeper;
import io.penstock.tcp.window.InFlightWindow;
import io.penstock.tcp.window.Suspects;
import java.util.concurrent.TimeUnit;

/**
 * The search for the record at which a peer ends its connections, where nobody acknowledges anything: less and less is
 * sent before it is seen whether the connection outlives it. Confined to the drain thread.
 *
 * <pre>
 *  oldest ──passed──▶ lo ──suspected──▶ hi ──not sent for now──▶
 *                      └──sent──▶ limit
 * </pre>
 *
 * <p>A connection that ends takes {@code hi} to the limit, one that is still open a while after all up to the limit has
 * arrived takes {@code lo} there. Each connection begins with the oldest record: nothing is let go of for a guess.
 *
 * <p>Before that, nothing at all is sent for a while. If that ends the connection as well, no record is to blame.
 */
final class CulpritSearch {

    private static final long SHORTEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LONGEST_WAIT_NANOS = AgedBytes.NANOS;

    /** Shorter ones are not worth a guess of their own: what receivers refuse most often is what is long. */
    private static final int LONG_RECORD_BYTES = 4 << 10;

    /** One for what lies before the longest record, one for that record. Halving then needs no luck. */
    private static final int MOST_GUESSES = 2;

    private final InFlightWindow window;
    private final Suspects suspects;
    private boolean running;
    /** Nothing is sent, to see whether that ends the connection as well. */
    private boolean watching;

    private long lo;
    private long hi;
    private long limit;
    private int guesses;
    private long waitNanos;
    private boolean waiting;
    private long sinceNanos;

    CulpritSearch(InFlightWindow window) {
        this.window = window;
        this.suspects = window.suspects();
    }

    boolean isRunning() {
        return running;
    }

    /**
     * Begins.
     *
     * @param end nothing from this record on was written on the connections that ended
     * @param livedNanos how long the longest of them lived
     * @param watches whether the first connection is to be sent nothing for a while
     */
    void begin(long end, long livedNanos, boolean watches) {
        running = true;
        watching = watches;
        guesses = 0;
        lo = window.oldestSequence();
        hi = Math.max(end, lo + 1);
        waitNanos = Math.max(SHORTEST_WAIT_NANOS, Math.min(LONGEST_WAIT_NANOS, 2 * livedNanos));
        choose();
    }

    /** Whether the present connection was sent nothing so far, or the next one will not be: its end is nobody's fault. */
    boolean isWatching() {
        return running && watching;
    }

    /** On an open connection, in every round. True: a part has just passed. */
    boolean advance(long now) {
        if (!running) {
            return false;
        }
        if (!window.hasPassed(limit)) {
            waiting = false;
            return false;
        }
        if (!waiting) {
            waiting = true;
            sinceNanos = now;
        }
        if (now - sinceNanos < waitNanos) {
            return false;
        }
        if (watching) {
            watching = false;
            choose();
            return false;
        }
        lo = limit;
        if (lo >= hi) {
            stop();
        } else {
            choose();
        }
        return true;
    }

    /**
     * The peer ended the connection.
     *
     * @param end nothing from this record on was written on it
     */
    void ended(long end) {
        lo = Math.max(lo, window.oldestSequence());
        hi = Math.min(hi, Math.min(limit, end));
        if (hi <= lo) {
            // It ended with what had passed: either the guess was wrong, or it has another reason.
            lo = window.oldestSequence();
            hi = Math.max(Math.min(limit, end), lo + 1);
            guesses = 0;
        }
        choose();
    }

    /** The one that is left; only while it {@linkplain #isRunning runs}, and between two connections. Negative: not yet. */
    long found() {
        return running && !watching && hi - lo == 1 ? lo : -1;
    }

    void stop() {
        running = false;
        watching = false;
        waiting = false;
        suspects.limit(Long.MAX_VALUE);
    }

    private void choose() {
        waiting = false;
        if (watching) {
            limit = lo;
        } else {
            limit = hi - lo == 1 ? hi : split();
        }
        suspects.limit(limit);
    }

    private long split() {
        if (guesses < MOST_GUESSES) {
            long longest = lo;
            for (long sequence = lo; sequence < hi; sequence++) {
                if (suspects.frameBytes(sequence) > suspects.frameBytes(longest)) {
                    longest = sequence;
                }
            }
            if (suspects.frameBytes(longest) >= LONG_RECORD_BYTES) {
                guesses++;
                return longest == lo ? lo + 1 : longest;
            }
        }
        return lo + (hi - lo) / 2;
    }

    /** Tells when the wait is over, if there is one. */
    void tellDeadline(SelectorSleeper sleeper) {
        if (running && waiting) {
            sleeper.dueAt(sinceNanos + waitNanos);
        }
    }
}
