package io.penstock;

/**
 * How long something took, over all the times that it happened since the start. Immutable; safe for any thread.
 *
 * @param greatestNanos of them; 0 if it never happened
 */
public record Timing(long count, long totalNanos, long greatestNanos) {

    /** It never happened. */
    public static final Timing NONE = new Timing(0, 0, 0);
}
