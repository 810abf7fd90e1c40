package io.penstock.tcp.dial;

import java.util.function.LongUnaryOperator;

/**
 * How long to wait before the next attempt: exponential with full jitter, between the two settings. Confined to the
 * drain thread.
 */
public final class Backoff {

    private final long shortestNanos;
    private final long longestNanos;
    private final LongUnaryOperator random;
    private long ceilingNanos;

    /**
     * Begins with the shortest wait.
     *
     * @param random a number from 0 up to and without its operand
     */
    public Backoff(long shortestNanos, long longestNanos, LongUnaryOperator random) {
        this.shortestNanos = shortestNanos;
        this.longestNanos = longestNanos;
        this.random = random;
        reset();
    }

    /** The connection is good: the next failure is the first of its kind. */
    public void reset() {
        ceilingNanos = shortestNanos;
    }

    /**
     * The wait from now to the next attempt, in nanoseconds. Never below the shortest: a receiver that is dying still
     * accepts for some milliseconds. Any between it and the ceiling otherwise: senders that lost the same receiver
     * must not come back at the same time.
     */
    public long nextNanos() {
        ceilingNanos = ceilingNanos > longestNanos / 2 ? longestNanos : 2 * ceilingNanos;
        return shortestNanos + random.applyAsLong(ceilingNanos - shortestNanos + 1);
    }
}
