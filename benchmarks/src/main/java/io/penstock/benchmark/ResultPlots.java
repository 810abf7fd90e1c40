package io.penstock.benchmark;

import io.penstock.benchmark.plot.Bars;
import io.penstock.benchmark.plot.PercentileCurves;
import io.penstock.benchmark.subject.Contender;
import io.penstock.benchmark.subject.EventSender;
import io.penstock.benchmark.subject.Group;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** The plots of a run, drawn from its raw output and nothing else, so that an old run can be drawn again. */
final class ResultPlots {

    private static final List<Long> RATES = List.of(1_000L, 10_000L, 100_000L);

    private final Path results;
    private final String caption;

    private ResultPlots(Path results) throws IOException {
        this.results = results;
        Path report = results.resolve("report.md");
        this.caption = Files.exists(report) ? caption(Files.readAllLines(report)) : "";
    }

    static ResultPlots of(Path results) throws IOException {
        return new ResultPlots(results);
    }

    /** Draws whatever there are figures for, beside them. */
    static void drawAll(Path results) throws IOException {
        ResultPlots plots = of(results);
        for (Group group : Group.values()) {
            for (long rate : RATES) {
                String name = group.fileName("caller-latency") + "-" + rate;
                plots.keep(name + ".svg", plots.callerLatency(group, rate, "service"));
                plots.keep(name + "-response.svg", plots.callerLatency(group, rate, "response"));
            }
            plots.keep(group.fileName("caller-burst") + ".svg", plots.callerBurst(group));
            plots.keep(group.fileName("drained-throughput") + ".svg", plots.drainedThroughput(group));
        }
        plots.keep("sent-events.svg", plots.sentEvents());
    }

    private void keep(String file, Optional<String> svg) throws IOException {
        if (svg.isPresent()) {
            Files.writeString(results.resolve(file), svg.get());
        }
    }

    /** @param time {@code service} or {@code response} */
    Optional<String> callerLatency(Group group, long rate, String time) throws IOException {
        return curves(
                "What a call costs its caller at " + Figures.count(rate) + " calls per second"
                        + (time.equals("response") ? ", from its intended start" : "")
                        + group.suffix(),
                group,
                contender -> "caller-latency-" + contender.id() + "-" + rate + "-" + time + ".hgrm");
    }

    Optional<String> callerBurst(Group group) throws IOException {
        return curves(
                "What each of 20,000 calls in a row costs its caller, after 100 ms of silence" + group.suffix(),
                group,
                contender -> "caller-burst-" + contender.id() + ".hgrm");
    }

    private Optional<String> curves(String title, Group group, Function<Contender, String> fileName)
            throws IOException {
        PercentileCurves curves = new PercentileCurves(title, caption);
        boolean any = false;
        for (Contender contender : Contender.values()) {
            Path file = results.resolve(fileName.apply(contender));
            if (contender.group() == group && Files.exists(file)) {
                TreeMap<Double, Double> micros = distribution(file);
                curves.curve(
                        contender.label(),
                        contender.isOurs(),
                        percentile -> Optional.ofNullable(micros.ceilingEntry(percentile))
                                .orElse(micros.lastEntry())
                                .getValue());
                any = true;
            }
        }
        return any ? Optional.of(curves.toString()) : Optional.empty();
    }

    /** Microseconds by percentile. */
    private static TreeMap<Double, Double> distribution(Path file) throws IOException {
        TreeMap<Double, Double> micros = new TreeMap<>();
        for (String line : Files.readAllLines(file)) {
            String[] columns = line.strip().split(" +");
            if (columns.length >= 3 && Character.isDigit(columns[0].charAt(0))) {
                // Several percentiles may have the same value, several values never the same percentile.
                micros.merge(100 * Double.parseDouble(columns[1]), Double.parseDouble(columns[0]), Math::max);
            }
        }
        return micros;
    }

    Optional<String> drainedThroughput(Group group) throws IOException {
        Map<String, Map<Contender, Starts>> rates = new LinkedHashMap<>();
        for (Map<String, String> row : rows("drained-throughput.csv")) {
            Contender contender = Contender.byId(row.getOrDefault("contender", ""));
            if (contender.group() == group) {
                rates.computeIfAbsent(row.getOrDefault("producers", ""), first -> new TreeMap<>())
                        .computeIfAbsent(contender, first -> new Starts())
                        .add(row, number(row, "lines") * 1e9 / number(row, "drained_nanos"));
            }
        }
        Bars bars = new Bars(
                "Events written to a file, flat out" + group.suffix() + "; nobody may drop",
                caption,
                "lines in the file per second, median");
        rates.forEach((producers, byContender) -> {
            bars.group(Producers.parse(producers).title());
            byContender.forEach(
                    (contender, starts) -> bars.bar(contender.label(), starts.median(), contender.isOurs()));
        });
        return rates.isEmpty() ? Optional.empty() : Optional.of(bars.toString());
    }

    Optional<String> sentEvents() throws IOException {
        Map<String, Starts> rates = new LinkedHashMap<>();
        for (Map<String, String> row : rows("sent-events.csv")) {
            rates.computeIfAbsent(row.getOrDefault("sender", ""), first -> new Starts())
                    .add(row, number(row, "events_per_second"));
        }
        Bars bars = new Bars(
                "Events over a TCP connection, one thread logs, the reader included; nobody may drop",
                caption,
                "events at the reader per second, median");
        for (EventSender sender : EventSender.values()) {
            if (rates.containsKey(sender.id())) {
                bars.bar(sender.label(), rates.get(sender.id()).median(), sender.isOurs());
            }
        }
        return rates.isEmpty() ? Optional.empty() : Optional.of(bars.toString());
    }

    /** The batches of one contender, by the start of a JVM, one per round: as in the tables, a start is one figure. */
    private static final class Starts {

        private final Map<String, List<Double>> batches = new LinkedHashMap<>();

        private void add(Map<String, String> row, double figure) {
            batches.computeIfAbsent(row.getOrDefault("round", ""), first -> new ArrayList<>())
                    .add(figure);
        }

        private double median() {
            return Figures.median(batches.values().stream().map(Figures::median).toList());
        }
    }

    /** The rows of a CSV file of this run by their headings; none if it has none. */
    private List<Map<String, String>> rows(String fileName) throws IOException {
        Path file = results.resolve(fileName);
        if (!Files.exists(file)) {
            return List.of();
        }
        List<String> lines = Files.readAllLines(file);
        String[] headings = lines.get(0).split(",");
        List<Map<String, String>> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", -1);
            Map<String, String> row = new LinkedHashMap<>();
            for (int column = 0; column < headings.length; column++) {
                row.put(headings[column], cells[column]);
            }
            rows.add(row);
        }
        return rows;
    }

    private static double number(Map<String, String> row, String column) {
        return Double.parseDouble(row.getOrDefault(column, ""));
    }

    /** Of the report's first table: what a figure needs beside it. */
    static String caption(List<String> report) {
        Map<String, String> facts = new LinkedHashMap<>();
        report.stream()
                .dropWhile(line -> !line.startsWith("|"))
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).toList())
                .forEach(cells -> facts.put(cells.get(1), cells.get(2)));
        List<String> parts = new ArrayList<>();
        add(parts, "", facts.getOrDefault("date", "").split("T")[0]);
        add(parts, "commit ", facts.getOrDefault("commit", ""));
        add(parts, "", facts.getOrDefault("form", ""), " form");
        add(parts, "", facts.getOrDefault("JDK", "").replace("64-Bit Server VM ", ""));
        add(parts, "", facts.getOrDefault("processor", "").replace(" available", " cores"));
        return String.join(" · ", parts);
    }

    private static void add(List<String> parts, String before, String fact, String... after) {
        if (!fact.isEmpty()) {
            parts.add(before + fact + String.join("", after));
        }
    }
}
