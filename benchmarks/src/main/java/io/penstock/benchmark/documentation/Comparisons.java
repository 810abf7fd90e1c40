package io.penstock.benchmark.documentation;

import io.penstock.benchmark.contenders.Contender;
import io.penstock.benchmark.contenders.Content;
import io.penstock.benchmark.contenders.EventSender;
import io.penstock.benchmark.contenders.Group;
import io.penstock.benchmark.figures.Figures;
import io.penstock.benchmark.measure.Producers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;

/**
 * Everything in which a run has a figure of ours and one of a rival, and the rows that we lose. Whoever does nothing, or formats and
 * discards, is a yardstick and no rival; so is the bare loop that our sender is compared with.
 */
final class Comparisons {

    private static final Comparator<Double> LESS = Comparator.naturalOrder();
    private static final Comparator<Double> MORE = Comparator.reverseOrder();
    private static final List<Long> RATES = List.of(1_000L, 10_000L, 100_000L);
    private static final List<String> PERCENTILES = List.of("p50", "p99", "p99.9");
    /** So many rivals fit into a cell. */
    private static final int NAMED = 3;

    private final List<Comparison> all = new ArrayList<>();

    private Comparisons() {}

    static Comparisons of(RunFigures run) throws IOException {
        Comparisons comparisons = new Comparisons();
        for (Group group : Group.values()) {
            comparisons.addLatencies(group, run);
            comparisons.addContents(group, run);
            comparisons.addConsumers(group, run);
        }
        comparisons.addEncoders(run);
        comparisons.addSenders(run);
        return comparisons;
    }

    private void addLatencies(Group group, RunFigures run) throws IOException {
        for (long rate : RATES) {
            for (String percentile : PERCENTILES) {
                String measure = "caller " + percentile + " at " + Figures.count(rate) + "/s, ";
                add(group, measure + "the call itself, µs", LESS, run.latency(rate, "service", percentile));
                add(group, measure + "from the intended start, µs", LESS, run.latency(rate, "response", percentile));
            }
        }
        for (String percentile : PERCENTILES) {
            add(group, "caller " + percentile + " in a burst of 20,000, µs", LESS, run.burst(percentile));
        }
        add(group, "a burst of 20,000 calls, ms", LESS, run.burstMillis());
        add(group, "lines lost in bursts", LESS, run.lostInBursts());
    }

    private void addContents(Group group, RunFigures run) throws IOException {
        add(group, "bytes allocated per call", LESS, run.allocatedBytes());
        for (Content content : Content.values()) {
            add(group, "a call" + words(content) + ", ns", LESS, run.contentCost(content.id(), "nanos_per_call"));
            // The bytes of plain calls come from CallerAllocation, which counts more calls.
            if (content != Content.PLAIN) {
                add(
                        group,
                        "bytes allocated per call" + words(content),
                        LESS,
                        run.contentCost(content.id(), "bytes_per_call"));
            }
        }
    }

    private static String words(Content content) {
        return switch (content) {
            case PLAIN -> "";
            case MUTABLE -> " with mutable arguments";
            case MDC -> " with an MDC";
            case EXCEPTION -> " with an exception";
            case CALLER -> " with its place in the source";
        };
    }

    private void addConsumers(Group group, RunFigures run) throws IOException {
        for (String producers : run.producers()) {
            String from = ", " + Producers.parse(producers).title();
            add(group, "lines/s into a file" + from, MORE, run.linesPerSecond(producers));
            add(group, "CPU ns/event flat out" + from, LESS, run.cpuFlatOut(producers));
        }
        add(group, "lines lost flat out", LESS, run.lostFlatOut());
        add(group, "CPU µs/event, ten events at a time", LESS, run.cpuPerEvent());
        add(group, "% of a core when idle", LESS, run.idlePercent());
        add(group, "heap held when full, MB", LESS, run.heapMegabytes());
    }

    private void add(Group group, String measure, Comparator<Double> best, Map<Contender, Double> figures) {
        Double ours = figures.get(
                switch (group) {
                    case LOGBACK -> Contender.PENSTOCK;
                    case JUL -> Contender.JUL_PENSTOCK;
                    case JBOSS -> Contender.JBOSS_OWN_PENSTOCK;
                });
        Double lane = group == Group.LOGBACK ? figures.get(Contender.PENSTOCK_LANE) : null;
        Map<String, Double> rivals = new LinkedHashMap<>();
        figures.forEach((contender, figure) -> {
            if (contender.group() == group && contender.writesFile() && !contender.isOurs()) {
                rivals.put(ContenderTable.name(contender), figure);
            }
        });
        if (ours != null && !rivals.isEmpty()) {
            all.add(new Comparison(
                    (group.title().isEmpty() ? "" : group.title() + ": ") + measure,
                    best,
                    format(measure),
                    ours,
                    lane == null ? OptionalDouble.empty() : OptionalDouble.of(lane),
                    rivals));
        }
    }

    /** As the report has them. */
    private static DoubleFunction<String> format(String measure) {
        return measure.startsWith("bytes")
                ? figure -> String.format(Locale.ROOT, "%,.1f", figure)
                : measure.startsWith("lines lost") ? figure -> Figures.count(Math.round(figure)) : Figures::of;
    }

    private void addEncoders(RunFigures run) throws IOException {
        Map<String, Double> logback = run.encoderNanos("logback_ns");
        run.encoderNanos("penstock_ns").forEach((format, ours) -> {
            Double theirs = logback.get(format);
            if (theirs != null) {
                addPlain("encode(), CPU ns/event, " + format, LESS, ours, Map.of("Logback's own", theirs));
            }
        });
    }

    private void addSenders(RunFigures run) throws IOException {
        Map<String, Double> rates = run.sentEventsPerSecond();
        Map<String, Double> rivals = new LinkedHashMap<>();
        for (EventSender sender : EventSender.values()) {
            Double rate = rates.get(sender.id());
            if (!sender.isOurs() && rate != null) {
                rivals.put(sender.label(), rate);
            }
        }
        for (EventSender sender : EventSender.values()) {
            Double rate = rates.get(sender.id());
            if (sender.isOurs() && rate != null && !rivals.isEmpty()) {
                addPlain("events/s over TCP, " + sender.label(), MORE, rate, rivals);
            }
        }
    }

    private void addPlain(String measure, Comparator<Double> best, double ours, Map<String, Double> rivals) {
        all.add(new Comparison(measure, best, Figures::of, ours, OptionalDouble.empty(), rivals));
    }

    List<Comparison> all() {
        return List.copyOf(all);
    }

    /** The rows that we lose. */
    String markdown() {
        if (all.isEmpty()) {
            return "This run compared nothing.";
        }
        List<Comparison> lost = all.stream().filter(Comparison::isLost).toList();
        String summary = "In " + lost.size() + " of " + all.size() + " comparisons a rival has the better figure.";
        if (lost.isEmpty()) {
            return summary;
        }
        CompactTable table = new CompactTable(Set.of(1, 2), List.of("measured", "ours", "with FastLane", "better"));
        lost.forEach(comparison ->
                table.row(comparison.measure(), comparison.oursText(), comparison.laneText(), rivals(comparison)));
        return summary + " In "
                + lost.stream().filter(Comparison::isSavedByLane).count() + " of these " + lost.size()
                + ", with the figure in bold, no rival has a better one than our fast lane.\n\n" + table;
    }

    private static String rivals(Comparison comparison) {
        List<Map.Entry<String, Double>> better = comparison.better();
        String named = better.stream()
                .limit(NAMED)
                .map(rival -> rival.getKey() + " " + comparison.format().apply(rival.getValue()))
                .collect(Collectors.joining("; "));
        return better.size() <= NAMED ? named : named + "; and " + (better.size() - NAMED) + " more";
    }
}
