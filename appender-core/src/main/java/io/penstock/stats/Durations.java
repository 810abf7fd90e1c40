package io.penstock.stats;

/** Adds up how long something took, for an {@link io.penstock.Timing}. Confined to the thread that measures. */
public final class Durations {

    private long count;
    private long totalNanos;
    private long greatestNanos;

    /** It happened once more. */
    public void add(long nanos) {
        count++;
        totalNanos += nanos;
        if (nanos > greatestNanos) {
            greatestNanos = nanos;
        }
    }

    public long count() {
        return count;
    }

    public long totalNanos() {
        return totalNanos;
    }

    public long greatestNanos() {
        return greatestNanos;
    }
}
