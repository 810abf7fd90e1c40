package io.penstock.benchmark;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/**
 * Ratios of pairs that were measured one right after the other, so that what the machine did meanwhile is in both of them. Immutable.
 *
 * @param sorted in ascending order, at least one
 */
record Spread(double[] sorted) {

    Spread {
        sorted = sorted.clone();
        Arrays.sort(sorted);
        if (sorted.length == 0) {
            throw new IllegalArgumentException("there is no spread of nothing");
        }
    }

    static Spread of(Collection<Double> ratios) {
        return new Spread(ratios.stream().mapToDouble(Double::doubleValue).toArray());
    }

    double median() {
        return Figures.median(sorted);
    }

    /** A quarter of them is lower, roughly. */
    double lowerQuartile() {
        return sorted[(sorted.length - 1) / 4];
    }

    /** A quarter of them is higher, roughly. */
    double upperQuartile() {
        return sorted[sorted.length - 1 - (sorted.length - 1) / 4];
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "median %.3f of %d pairs, the middle half from %.3f to %.3f, all from %.3f to %.3f",
                median(),
                sorted.length,
                lowerQuartile(),
                upperQuartile(),
                sorted[0],
                sorted[sorted.length - 1]);
    }
}
