package io.penstock.words;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts failures of one kind, of which the 1st, 2nd, 4th, 8th and so on are told: one of each event is not a line each,
 * and whoever reads the log sees that it goes on. Safe for any thread.
 */
public final class FoldedCount {

    private final AtomicLong count = new AtomicLong();

    /** Counts one more; how many there have been if this one is to be told, else 0. */
    public long next() {
        long now = count.incrementAndGet();
        return Long.bitCount(now) == 1 ? now : 0;
    }

    /** What to put behind a message: nothing the first time, then {@code " (4 times by now)"}. */
    public static String times(long count) {
        return count == 1 ? "" : " (" + count + " times by now)";
    }
}
