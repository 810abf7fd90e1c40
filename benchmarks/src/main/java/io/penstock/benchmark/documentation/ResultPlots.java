package io.penstock.benchmark.documentation;

import io.penstock.benchmark.contenders.Contender;
import io.penstock.benchmark.contenders.EventSender;
import io.penstock.benchmark.contenders.Group;
import io.penstock.benchmark.figures.Figures;
import io.penstock.benchmark.measure.Producers;
import io.penstock.benchmark.plot.Bars;
import io.penstock.benchmark.plot.PercentileCurves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** The plots of a run, drawn from its raw output and nothing else, so that an old run can be drawn again. */
public final class ResultPlots {

    private static final List<Long> RATES = List.of(1_000L, 10_000L, 100_000L);

    private final Path results;
    private final RunFigures figures;
    private final String caption;

    private ResultPlots(Path results) throws IOException {
        this.results = results;
        this.figures = RunFigures.of(results);
        this.caption = caption(figures.report().facts());
    }

    public static ResultPlots of(Path results) throws IOException {
        return new ResultPlots(results);
    }

    /** Draws whatever there are figures for, beside them. */
    public static void drawAll(Path results) throws IOException {
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
    public Optional<String> callerLatency(Group group, long rate, String time) throws IOException {
        return curves(
                "What a call costs its caller at " + Figures.count(rate) + " calls per second"
                        + (time.equals("response") ? ", from its intended start" : ", the call itself")
                        + group.suffix(),
                group,
                contender -> "caller-latency-" + contender.id() + "-" + rate + "-" + time + ".hgrm");
    }

    public Optional<String> callerBurst(Group group) throws IOException {
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
                NavigableMap<Double, Double> micros = distribution(file);
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
    private static NavigableMap<Double, Double> distribution(Path file) throws IOException {
        TreeMap<Double, Double> micros = new TreeMap<>();
        for (String line : Files.readAllLines(file)) {
            String[] columns = line.strip().split(" +");
            if (columns.length >= 3 && Character.isDigit(columns[0].charAt(0))) {
                // Several percentiles may have the same value, so the last of them is kept; a percentile has only one
                // value.
                micros.merge(100 * Double.parseDouble(columns[1]), Double.parseDouble(columns[0]), Math::max);
            }
        }
        return micros;
    }

    public Optional<String> drainedThroughput(Group group) throws IOException {
        Bars bars = new Bars(
                "Events written to a file, flat out" + group.suffix() + "; nobody may drop",
                caption,
                "lines in the file per second, median");
        boolean any = false;
        for (String producers : figures.producers()) {
            Map<Contender, Double> rates = figures.linesPerSecond(producers);
            rates.keySet().removeIf(contender -> contender.group() != group);
            if (!rates.isEmpty()) {
                bars.group(Producers.parse(producers).title());
                rates.forEach((contender, rate) -> bars.bar(contender.label(), rate, contender.isOurs()));
                any = true;
            }
        }
        return any ? Optional.of(bars.toString()) : Optional.empty();
    }

    public Optional<String> sentEvents() throws IOException {
        Map<String, Double> rates = figures.sentEventsPerSecond();
        Bars bars = new Bars(
                "Events over a TCP connection, one thread logs, the reader included; nobody may drop",
                caption,
                "events at the reader per second, median");
        for (EventSender sender : EventSender.values()) {
            Optional.ofNullable(rates.get(sender.id()))
                    .ifPresent(rate -> bars.bar(sender.label(), rate, sender.isOurs()));
        }
        return rates.isEmpty() ? Optional.empty() : Optional.of(bars.toString());
    }

    /** Of the facts about a run: what a figure needs beside it. */
    public static String caption(Map<String, String> facts) {
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
