package io.penstock.ring;

import java.util.concurrent.TimeUnit;

/**
 * How often whoever waits for the drain thread looks whether he waits for ever: after a moment, and then twice as long each
 * time. Confined to the waiting thread.
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
