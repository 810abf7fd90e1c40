package io.penstock.words;

import java.time.Duration;
import java.util.Locale;

/** Durations as users write them in every host: {@code 5 seconds}, where Java prints {@code PT5S}. */
public final class DurationWords {

    private enum Unit {
        HOUR(3_600_000_000_000L),
        MINUTE(60_000_000_000L),
        SECOND(1_000_000_000L),
        MILLISECOND(1_000_000L),
        MICROSECOND(1_000L);

        private final long nanos;

        Unit(long nanos) {
            this.nanos = nanos;
        }
    }

    private DurationWords() {}

    /** In the largest unit of which it is a whole number, as {@code 90 seconds}; where there is none, as Java prints it. */
    public static String of(Duration duration) {
        if (duration.isZero()) {
            return "0 seconds";
        }
        long nanos;
        try {
            nanos = duration.toNanos();
        } catch (ArithmeticException centuries) {
            return duration.toString();
        }
        for (Unit unit : Unit.values()) {
            if (nanos % unit.nanos == 0) {
                long count = nanos / unit.nanos;
                return count + " " + unit.name().toLowerCase(Locale.ROOT) + (Math.abs(count) == 1 ? "" : "s");
            }
        }
        return duration.toString();
    }
}
