package io.penstock.benchmark.figures;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/** Numbers as a reader wants them: three significant digits where it matters, thousands grouped. */
public final class Figures {

    private Figures() {}

    public static String of(double value) {
        double size = Math.abs(value);
        String format = size < 10 ? "%.3f" : size < 1_000 ? "%.1f" : "%,.0f";
        return String.format(Locale.ROOT, format, value);
    }

    /** A latency, for a column that is headed with its unit. */
    public static String micros(long nanos) {
        return of(nanos / 1_000.0);
    }

    public static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    public static double median(Collection<Double> values) {
        return median(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    public static double median(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("there is no median of nothing");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
