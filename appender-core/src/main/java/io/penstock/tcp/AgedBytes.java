package io.penstock.tcp;

import java.util.concurrent.TimeUnit;

/**
 * How much of what was written on one connection had arrived, as far as is known, {@value #SECONDS} seconds ago. Confined
 * to the drain thread.
 *
 * <p>What a connection survives by that long is no longer in the backlog of a process that is about to die, and was not
 * what made the peer end it.
 */
final class AgedBytes {

    static final int SECONDS = 2;
    static final long NANOS = TimeUnit.SECONDS.toNanos(SECONDS);

    /** Marks are at least this far apart: so many of them are enough. */
    private static final int STEPS = 16;

    // A ring of marks: at this time so many bytes had arrived, at the latest.
    private final long[] times = new long[STEPS + 2];
    private final long[] bytes = new long[STEPS + 2];
    private int oldest;
    private int size;
    private long newestBeganNanos;
    private long newestBytes;
    private long aged;

    /** So many bytes have arrived by now. */
    void note(long arrived, long now) {
        settle(now);
        if (arrived <= newestBytes) {
            return;
        }
        newestBytes = arrived;
        if (size == 0 || now - newestBeganNanos >= NANOS / STEPS) {
            newestBeganNanos = now;
            size++;
        }
        int newest = (oldest + size - 1) % times.length;
        times[newest] = now;
        bytes[newest] = arrived;
    }

    /** How many bytes had arrived that long ago, or a little fewer. */
    long asOf(long now) {
        settle(now);
        return aged;
    }

    /** When {@link #asOf} grows next, if {@link #isGrowing}. */
    long growsAt() {
        return times[oldest] + NANOS;
    }

    boolean isGrowing() {
        return size > 0;
    }

    private void settle(long now) {
        while (size > 0 && now - times[oldest] >= NANOS) {
            aged = bytes[oldest];
            oldest = (oldest + 1) % times.length;
            size--;
        }
    }
}
