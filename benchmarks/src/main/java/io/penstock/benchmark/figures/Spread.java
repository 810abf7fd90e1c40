package io.penstock.benchmark.figures;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/**
 * What was measured several times, and how sure one may be of its median; best ratios of pairs that were measured one right after
 * the other, so that what the machine did meanwhile is in both of them. Immutable.
 *
 * @param sorted in ascending order, at least one
 */
public record Spread(double[] sorted) {

    private static final int ENOUGH = 6;

    public Spread {
        sorted = sorted.clone();
        Arrays.sort(sorted);
        if (sorted.length == 0) {
            throw new IllegalArgumentException("there is no spread of nothing");
        }
    }

    public static Spread of(Collection<Double> measured) {
        return new Spread(measured.stream().mapToDouble(Double::doubleValue).toArray());
    }

    public double median() {
        return Figures.median(sorted);
    }

    /**
     * Whether there are enough values for an interval of 95 %: with fewer, not even the interval from the smallest to the largest is
     * that sure.
     */
    public boolean isEnough() {
        return sorted.length >= ENOUGH;
    }

    /** A quarter of them is lower, roughly. */
    public double lowerQuartile() {
        return sorted[(sorted.length - 1) / 4];
    }

    /** A quarter of them is higher, roughly. */
    public double upperQuartile() {
        return sorted[sorted.length - 1 - (sorted.length - 1) / 4];
    }

    /**
     * The lower end of the interval in which the true median is in 95 of 100 measurements like this; from the order of the ratios
     * alone (sign test), whatever their distribution. With fewer than six of them it is the smallest, and not so sure.
     */
    public double lowerBound() {
        return sorted[outside()];
    }

    /** The upper end. */
    public double upperBound() {
        return sorted[sorted.length - 1 - outside()];
    }

    /**
     * How many of the sorted values at either end lie outside of the interval, by the normal approximation of the binomial
     * distribution with probability one half.
     */
    private int outside() {
        return (int) Math.max(0, Math.floor((sorted.length - 1.96 * Math.sqrt(sorted.length)) / 2 - 1));
    }

    /** Whether a value may be the true median, as far as this can tell; with fewer than six, whether it is among them. */
    public boolean includes(double value) {
        return lowerBound() <= value && value <= upperBound();
    }

    @Override
    public String toString() {
        return text("pairs");
    }

    /**
     * As a sentence.
     *
     * @param what was measured several times, in the plural: the interval is sure of no more than these, so pairs of batches in one
     *     process say where that process is, and only processes where the next one will be
     */
    public String text(String what) {
        return String.format(
                Locale.ROOT,
                "median %.3f of %d %s, %s from %.3f to %.3f; the middle half of the %s from %.3f to %.3f",
                median(),
                sorted.length,
                what,
                isEnough() ? "95 % sure that it is" : "all of them",
                lowerBound(),
                upperBound(),
                what,
                lowerQuartile(),
                upperQuartile());
    }
}
