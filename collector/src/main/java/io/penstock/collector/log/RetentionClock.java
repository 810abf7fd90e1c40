package io.penstock.collector.log;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether the wall clock may be believed when it says that something is old. It is compared with the clock that cannot be set, each time that
 * retention looks; not safe for concurrent use.
 *
 * <p>After a jump nothing is deleted by age until the clock has jumped back, or has run evenly for a day: then it is the clock from before that was wrong.
 */
final class RetentionClock {

    static final Duration LONGEST_PAUSE = Duration.ofDays(1);

    /** What a clock that is kept right by the network may be set back by. */
    private static final long MOST_BACKWARD_MILLIS = 1000;

    private static final long MILLI = 1_000_000;

    private final long mostForwardMillis;

    private boolean started;
    private long lastMillis;
    private long lastNanos;
    private boolean paused;
    /** By how much all jumps since the pause began have moved it. */
    private long movedMillis;

    private long pausedAtNanos;

    /** @param interval about the time between two looks, and the greatest step forward that is no jump */
    RetentionClock(Duration interval) {
        this.mostForwardMillis = interval.toMillis();
    }

    /**
     * Looks at both clocks.
     *
     * @return for the operator, if something has changed; else null
     */
    @Nullable
    String look(long millis, long nanos) {
        long moved = started ? (millis - lastMillis) - (nanos - lastNanos) / MILLI : 0;
        started = true;
        lastMillis = millis;
        lastNanos = nanos;
        if (isJump(moved)) {
            movedMillis += moved;
            pausedAtNanos = nanos;
            paused = isJump(movedMillis);
            if (!paused) {
                movedMillis = 0;
                return "the clock is back where it was: old files are deleted by their age again";
            }
            return "the clock has jumped by " + Duration.ofMillis(moved)
                    + ": no file is deleted by its age (--keep) until it jumps back, or has run evenly for "
                    + LONGEST_PAUSE.toHours() + " hours";
        }
        if (paused && nanos - pausedAtNanos >= LONGEST_PAUSE.toNanos()) {
            paused = false;
            movedMillis = 0;
            return "the clock has run evenly for " + LONGEST_PAUSE.toHours()
                    + " hours: old files are deleted by their age again";
        }
        return null;
    }

    private boolean isJump(long byMillis) {
        return byMillis > mostForwardMillis || byMillis < -MOST_BACKWARD_MILLIS;
    }

    boolean isPaused() {
        return paused;
    }
}
