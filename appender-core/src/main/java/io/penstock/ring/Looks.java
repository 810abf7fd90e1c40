package io.penstock.ring;

/**
 * How often a thread that waits for the drain thread looks whether it would wait for ever, because the drain thread in turn
 * waits for a lock that it holds: after a moment, and then after intervals that double. Confined to the waiting thread.
 */
final class Looks {

    // Constants of the compiler, so that nothing of this class is left to be initialised by a thread without stack.
    static final long LONGEST_NANOS = 64_000_000;

    private static final long FIRST_NANOS = 1_000_000;

    private long nanos = FIRST_NANOS;

    /** How long to wait until the next look. */
    long nanos() {
        return nanos;
    }

    void next() {
        nanos = Math.min(2 * nanos, LONGEST_NANOS);
    }
}
