package io.penstock.collector.cli;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * What one half of a bench came to.
 *
 * @param bytes that went over the wire, requests or answers
 * @param batches in them
 * @param timing of each request, in nanoseconds
 */
record BenchFigures(long bytes, long batches, Histogram timing, long elapsedNanos) {

    private static final String[] UNITS = {"", "K", "M", "G", "T"};

    /**
     * In the lines of logd's bench.
     *
     * @param direction {@code out} or {@code in}, as the client sees it
     */
    String lines(String direction) {
        double seconds = elapsedNanos / 1e9;
        return "bytes " + String.format("%-4s", direction) + ": " + scaled((double) bytes) + "b "
                + scaled(bytes / seconds)
                + "b/s\n"
                + "batches   : " + scaled((double) batches) + " " + scaled(batches / seconds) + "/s\n"
                + "timing    :\n"
                + "  min " + time(timing.getMinValue()) + "\n"
                + "  p50 " + time(timing.getValueAtPercentile(50)) + "\n"
                + "  p90 " + time(timing.getValueAtPercentile(90)) + "\n"
                + "  p95 " + time(timing.getValueAtPercentile(95)) + "\n"
                + "  p99 " + time(timing.getValueAtPercentile(99)) + "\n"
                + "  max " + time(timing.getMaxValue()) + "\n";
    }

    /** By 1,000. */
    static String scaled(double number) {
        int unit = 0;
        double left = number;
        while (left >= 1000 && unit < UNITS.length - 1) {
            left /= 1000;
            unit++;
        }
        return unit == 0 ? Long.toString(Math.round(left)) : String.format(Locale.ROOT, "%.2f%s", left, UNITS[unit]);
    }

    static String time(long nanos) {
        if (nanos < TimeUnit.MILLISECONDS.toNanos(1)) {
            return String.format(Locale.ROOT, "%.2fμs", nanos / 1e3);
        }
        return nanos < TimeUnit.SECONDS.toNanos(1)
                ? String.format(Locale.ROOT, "%.2fms", nanos / 1e6)
                : String.format(Locale.ROOT, "%.2fs", nanos / 1e9);
    }
}
