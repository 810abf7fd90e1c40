package io.penstock.ring;

import java.util.concurrent.TimeUnit;

/**
 * How often a thread that waits for the drain thread looks whether it would wait for ever, because the drain thread in turn
 * waits for a lock that it holds: after a moment, and then after intervals that double. Confined to the waiting thread.
 */
final class Looks {

    static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(64);

    private long nanos = TimeUnit.MILLISECONDS.toNanos(1);

    /** How long to wait until the next look. */
    long nanos() {
        return nanos;
    }

    void next() {
        nanos = Math.min(2 * nanos, LONGEST_NANOS);
    }
}
