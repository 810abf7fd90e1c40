package io.penstock.host;

import org.jspecify.annotations.Nullable;

/**
 * Ends the recursion of an argument whose {@code toString()} logs itself. Safe for any thread.
 *
 * <p>A thread-local, but only while user code is rendered and never left behind: pooled and virtual threads keep
 * nothing.
 */
final class NestingLimit {

    private static final int DEEPEST = 8;

    private final ThreadLocal<@Nullable Integer> depth = new ThreadLocal<>();

    /** Whether one level more is allowed; if so, {@link #leave} must follow. */
    boolean enter() {
        Integer present = depth.get();
        if (present != null && present == DEEPEST) {
            return false;
        }
        depth.set(present == null ? 1 : present + 1);
        return true;
    }

    void leave() {
        Integer present = depth.get();
        if (present == null || present == 1) {
            depth.remove();
        } else {
            depth.set(present - 1);
        }
    }
}
