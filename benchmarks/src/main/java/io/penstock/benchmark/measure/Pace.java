package io.penstock.benchmark.measure;

/** The times at which evenly paced calls are meant to start; exact at any length, because nothing is added up. */
public record Pace(long eventsPerSecond) {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    public Pace {
        if (eventsPerSecond < 1 || eventsPerSecond > NANOS_PER_SECOND) {
            throw new IllegalArgumentException(
                    "eventsPerSecond=" + eventsPerSecond + " is not in 1.." + NANOS_PER_SECOND);
        }
    }

    /** When the call with this number, counted from 0, is meant to start: nanoseconds after the first. */
    public long intendedNanos(long event) {
        long wholeSeconds = event / eventsPerSecond;
        long rest = event % eventsPerSecond;
        return wholeSeconds * NANOS_PER_SECOND + rest * NANOS_PER_SECOND / eventsPerSecond;
    }

    public long eventsIn(long millis) {
        return eventsPerSecond * millis / 1_000;
    }
}
