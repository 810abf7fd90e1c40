package io.penstock.benchmark.measure;

import java.util.Arrays;
import java.util.Locale;

/** How long the suite takes. */
public enum Form {
    /** Seconds per contender: proves that everything runs. Its numbers mean nothing. */
    SMOKE,
    /** About ten minutes on two cores. */
    SHORT,
    /** About an hour. */
    FULL;

    public static Form parse(String word) {
        return Arrays.stream(values())
                .filter(form -> form.toString().equals(word))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("form=" + word + " is unknown; use smoke, short or full"));
    }

    /** Picks the number that belongs to this form. */
    public int pick(int smoke, int brief, int full) {
        return switch (this) {
            case SMOKE -> smoke;
            case SHORT -> brief;
            case FULL -> full;
        };
    }

    /** How long a measuring process waits at most until the JVM's compiler is quiet. */
    public int settleMillis() {
        return pick(100, 2_500, 4_000);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
