package io.penstock.benchmark.documentation;

import io.penstock.benchmark.contenders.Contender;
import io.penstock.benchmark.figures.Csv;
import io.penstock.benchmark.figures.Figures;
import io.penstock.benchmark.report.Report;
import io.penstock.benchmark.report.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The figures of a run, from its raw output; what the raw output of a run before {@code targets.csv} does not have, from its report.
 * A contender without a figure is not in the maps.
 */
public final class RunFigures {

    /** Stands in the column of the round for the distribution of all rounds together. */
    public static final String ALL_ROUNDS = "all";

    /** A percentile beyond which fewer calls lie is left out. */
    private static final double LEAST_BEYOND = 9.99;

    private final Path results;
    private final Report report;

    private RunFigures(Path results, Report report) {
        this.results = results;
        this.report = report;
    }

    public static RunFigures of(Path results) throws IOException {
        return new RunFigures(results, Report.read(results.resolve("report.md")));
    }

    public Report report() {
        return report;
    }

    public List<Verdict> verdicts() throws IOException {
        List<Map<String, String>> rows = rows("targets.csv");
        return rows.isEmpty()
                ? report.verdicts()
                : rows.stream()
                        .map(row -> new Verdict(
                                Verdict.Outcome.parse(text(row, "outcome")), text(row, "target"), text(row, "detail")))
                        .toList();
    }

    /**
     * Microseconds, over all rounds.
     *
     * @param time {@code service} or {@code response}
     * @param percentile as the heading of its column, {@code p99}
     */
    public Map<Contender, Double> latency(long rate, String time, String percentile) throws IOException {
        List<Map<String, String>> rows = rows("caller-latency.csv").stream()
                .filter(row -> text(row, "round").equals(ALL_ROUNDS))
                .filter(row -> text(row, "rate").equals(Long.toString(rate)))
                .filter(row -> text(row, "time").equals(time))
                .filter(row -> enoughBeyond(row, percentile))
                .toList();
        String introduction = time.equals("service") ? "The call itself" : "From the intended start";
        return rows.isEmpty()
                ? report.figures(
                        table -> table.section().equals("Caller latency")
                                && (", " + table.subsection()).endsWith(", " + Figures.count(rate) + " events/s")
                                && table.introduction().startsWith(introduction),
                        percentile)
                : medians(rows, row -> number(row, percentile) / 1e3);
    }

    /** Microseconds of a call in a burst. */
    public Map<Contender, Double> burst(String percentile) throws IOException {
        List<Map<String, String>> rows = rows("caller-burst-calls.csv").stream()
                .filter(row -> enoughBeyond(row, percentile))
                .toList();
        return rows.isEmpty()
                ? report.figures(table -> table.section().equals("Burst"), percentile)
                : medians(rows, row -> number(row, percentile) / 1e3);
    }

    private static boolean enoughBeyond(Map<String, String> row, String percentile) {
        return number(row, "calls") * (100 - Double.parseDouble(percentile.substring(1))) / 100 >= LEAST_BEYOND;
    }

    /** Milliseconds that a whole burst took. */
    public Map<Contender, Double> burstMillis() throws IOException {
        return medians(rows("caller-burst.csv"), row -> number(row, "nanos") / 1e6);
    }

    public Map<Contender, Double> lostInBursts() throws IOException {
        List<Map<String, String>> rows = rows("caller-burst-calls.csv");
        return rows.isEmpty() ? report.figures(table -> table.section().equals("Burst"), "lost") : lost(rows);
    }

    public Map<Contender, Double> lostFlatOut() throws IOException {
        return lost(rows("drained-throughput.csv"));
    }

    private static Map<Contender, Double> lost(List<Map<String, String>> rows) {
        Map<Contender, Double> lost = new EnumMap<>(Contender.class);
        rows.stream()
                .filter(row -> !text(row, "lines").isEmpty())
                .forEach(row -> lost.merge(contender(row), number(row, "calls") - number(row, "lines"), Double::sum));
        return lost;
    }

    /** The ids of the numbers of producers, in the order in which they were measured. */
    public Set<String> producers() throws IOException {
        Set<String> producers = new LinkedHashSet<>();
        rows("drained-throughput.csv").forEach(row -> producers.add(text(row, "producers")));
        return producers;
    }

    public Map<Contender, Double> linesPerSecond(String producers) throws IOException {
        Map<Contender, Double> medians = new EnumMap<>(Contender.class);
        mediansOfStarts(
                        flatOut(producers),
                        row -> text(row, "contender"),
                        row -> number(row, "lines") * 1e9 / number(row, "drained_nanos"))
                .forEach((id, median) -> medians.put(Contender.byId(id), median));
        return medians;
    }

    /** Nanoseconds of the whole process. */
    public Map<Contender, Double> cpuFlatOut(String producers) throws IOException {
        return medians(flatOut(producers), row -> number(row, "cpu_nanos") / number(row, "calls"));
    }

    private List<Map<String, String>> flatOut(String producers) throws IOException {
        return rows("drained-throughput.csv").stream()
                .filter(row -> text(row, "producers").equals(producers))
                .toList();
    }

    public Map<Contender, Double> allocatedBytes() throws IOException {
        return medians(rows("caller-allocation.csv"), row -> number(row, "bytes_per_call"));
    }

    /** @param column {@code nanos_per_call} or {@code bytes_per_call} */
    public Map<Contender, Double> contentCost(String content, String column) throws IOException {
        return medians(
                rows("content-cost.csv").stream()
                        .filter(row -> text(row, "content").equals(content))
                        .toList(),
                row -> number(row, column));
    }

    /** Microseconds of caller and consumer. */
    public Map<Contender, Double> cpuPerEvent() throws IOException {
        return medians(rows("cpu-per-event.csv"), row -> number(row, "appender_nanos") / 1e3 / number(row, "events"));
    }

    /** Per cent of a core, of its own threads. */
    public Map<Contender, Double> idlePercent() throws IOException {
        return medians(rows("idle-cost.csv"), row -> 100 * number(row, "own_nanos") / number(row, "wall_nanos"));
    }

    public Map<Contender, Double> heapMegabytes() throws IOException {
        return medians(
                rows("heap-when-full.csv"), row -> (number(row, "empty_bytes") + number(row, "held_bytes")) / 1e6);
    }

    /** Nanoseconds by the columns of {@code encoder-cost.csv}, per format. */
    public Map<String, Double> encoderNanos(String column) throws IOException {
        return medians(rows("encoder-cost.csv"), row -> text(row, "format"), row -> number(row, column));
    }

    /** By the id of the sender. */
    public Map<String, Double> sentEventsPerSecond() throws IOException {
        return mediansOfStarts(
                rows("sent-events.csv"), row -> text(row, "sender"), row -> number(row, "events_per_second"));
    }

    private static Map<Contender, Double> medians(
            List<Map<String, String>> rows, ToDoubleFunction<Map<String, String>> figure) {
        Map<Contender, Double> medians = new EnumMap<>(Contender.class);
        medians(rows, row -> text(row, "contender"), figure)
                .forEach((id, median) -> medians.put(Contender.byId(id), median));
        return medians;
    }

    /** Rows that have no number in the column are left out; older runs did not have all columns. */
    private static Map<String, Double> medians(
            List<Map<String, String>> rows,
            Function<Map<String, String>, String> key,
            ToDoubleFunction<Map<String, String>> figure) {
        Map<String, List<Double>> all = new LinkedHashMap<>();
        for (Map<String, String> row : rows) {
            double value = figure.applyAsDouble(row);
            if (!Double.isNaN(value)) {
                all.computeIfAbsent(key.apply(row), first -> new ArrayList<>()).add(value);
            }
        }
        Map<String, Double> medians = new LinkedHashMap<>();
        all.forEach((id, values) -> medians.put(id, Figures.median(values)));
        return medians;
    }

    /** The median of the medians of the starts: all batches of one start of a JVM share what its compiler did. */
    private static Map<String, Double> mediansOfStarts(
            List<Map<String, String>> rows,
            Function<Map<String, String>, String> key,
            ToDoubleFunction<Map<String, String>> figure) {
        Map<String, Map<String, List<Double>>> byStart = new LinkedHashMap<>();
        for (Map<String, String> row : rows) {
            byStart.computeIfAbsent(key.apply(row), first -> new LinkedHashMap<>())
                    .computeIfAbsent(text(row, "round"), first -> new ArrayList<>())
                    .add(figure.applyAsDouble(row));
        }
        Map<String, Double> medians = new LinkedHashMap<>();
        byStart.forEach((id, starts) -> medians.put(
                id, Figures.median(starts.values().stream().map(Figures::median).toList())));
        return medians;
    }

    private List<Map<String, String>> rows(String fileName) throws IOException {
        return Csv.read(results.resolve(fileName));
    }

    private static Contender contender(Map<String, String> row) {
        return Contender.byId(text(row, "contender"));
    }

    private static String text(Map<String, String> row, String column) {
        return row.getOrDefault(column, "");
    }

    private static double number(Map<String, String> row, String column) {
        String text = text(row, column);
        return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
    }
}
