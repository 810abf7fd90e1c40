package io.penstock.benchmark.report;

import io.penstock.benchmark.contenders.Contender;
import io.penstock.benchmark.figures.Audit;
import io.penstock.benchmark.figures.Figures;
import io.penstock.benchmark.figures.Lookup;
import io.penstock.benchmark.figures.MarkdownTable;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.HdrHistogram.Histogram;

/** The latencies of all contenders at one rate, each beside the better of the rivals that the targets name. */
public final class LatencyTable {

    /** Ten calls, less a rounding error, must lie beyond a percentile. */
    private static final double LEAST_BEYOND = 9.99;

    private LatencyTable() {}

    /**
     * Renders one row per contender in the map's order.
     *
     * @param latencies what was measured
     * @param audits calls and lines of the same runs
     * @param rivals the contenders of which the better one is the yardstick, percentile by percentile
     */
    public static String markdown(
            Map<Contender, Histogram> latencies, Map<Contender, Audit> audits, Set<Contender> rivals) {
        Optional<Histogram> p50Rival = better(latencies, rivals, 50);
        Optional<Histogram> p99Rival = better(latencies, rivals, 99);
        MarkdownTable table = new MarkdownTable(
                "µs",
                "p50",
                "p90",
                "p99",
                "p99.9",
                "p99.99",
                "max",
                "p50 : rival",
                "p99 : rival",
                "calls",
                "lines",
                "lost");
        latencies.forEach((contender, latency) -> {
            Audit audit = Lookup.in(audits, contender);
            table.row(List.of(
                    contender.title(),
                    at(latency, 50),
                    at(latency, 90),
                    at(latency, 99),
                    at(latency, 99.9),
                    at(latency, 99.99),
                    Figures.micros(latency.getMaxValue()),
                    ratio(latency, p50Rival, 50),
                    ratio(latency, p99Rival, 99),
                    Figures.count(audit.calls()),
                    audit.linesText(),
                    audit.lostText()));
        });
        return table.toString();
    }

    /** The rival with the smallest latency at this percentile. */
    public static Optional<Histogram> better(
            Map<Contender, Histogram> latencies, Set<Contender> rivals, double percentile) {
        return latencies.entrySet().stream()
                .filter(entry -> rivals.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .min(Comparator.comparingLong(latency -> latency.getValueAtPercentile(percentile)));
    }

    /** A percentile beyond which fewer than ten calls lie would show a few accidents, so it is not printed. */
    private static String at(Histogram latency, double percentile) {
        double beyond = latency.getTotalCount() * (100 - percentile) / 100;
        return beyond < LEAST_BEYOND ? "-" : Figures.micros(latency.getValueAtPercentile(percentile));
    }

    private static String ratio(Histogram ours, Optional<Histogram> rival, double percentile) {
        return rival.map(theirs -> Figures.of(
                        (double) ours.getValueAtPercentile(percentile) / theirs.getValueAtPercentile(percentile)))
                .orElse("-");
    }
}
