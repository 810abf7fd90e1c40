package io.penstock.benchmark.documentation;

import io.penstock.benchmark.contenders.Contender;
import io.penstock.benchmark.figures.Figures;
import io.penstock.benchmark.measure.Producers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The README's table: what somebody who chooses for Logback, or something in its place, wants to know first. */
final class ContenderTable {

    private static final List<Contender> ROWS = List.of(
            Contender.PENSTOCK,
            Contender.PENSTOCK_LANE,
            Contender.LOGBACK_ASYNC,
            Contender.LOGSTASH_ASYNC,
            Contender.LOGSTASH_ASYNC_YIELDING,
            Contender.LOGSTASH_ASYNC_SLEEPING,
            Contender.LOG4J_ASYNC,
            Contender.LOG4J_ASYNC_YIELDING,
            Contender.LOG4J_ASYNC_SLEEPING,
            Contender.LOG4J_ASYNC_APPENDER,
            Contender.TINYLOG,
            Contender.LOGBACK_FILE,
            Contender.NO_OP);
    private static final Comparator<Double> LESS = Comparator.naturalOrder();
    private static final Comparator<Double> MORE = Comparator.reverseOrder();
    private static final long RATE = 10_000;
    private static final String NO_FIGURE = "-";

    /** Cells with the best in bold; a contender without a figure has none. */
    private record Column(String heading, Map<Contender, String> cells) {}

    private final List<Column> columns = new ArrayList<>();

    private ContenderTable(RunFigures run) throws IOException {
        add("p50, µs", LESS, run.latency(RATE, "service", "p50"));
        add("p99, µs", LESS, run.latency(RATE, "service", "p99"));
        add("B/call", LESS, run.allocatedBytes(), texts("%.0f", run.allocatedBytes()));
        for (Producers producers : List.of(Producers.platform(1), Producers.platform(16))) {
            Map<Contender, Double> rates = run.linesPerSecond(producers.id());
            rates.replaceAll((contender, rate) -> rate / 1e6);
            add("M lines/s, " + producers.title(), MORE, rates, texts("%.2f", rates));
        }
        add("CPU µs/event", LESS, run.cpuPerEvent(), texts("%.1f", run.cpuPerEvent()));
        add("idle, % of a core", LESS, run.idlePercent(), texts("%.2f", run.idlePercent()));
        addLost(run.lostFlatOut(), run.lostInBursts());
    }

    /** @param report a link */
    static String markdown(RunFigures run, String report) throws IOException {
        return new ContenderTable(run).rows()
                + "\n**Bold** is the best of a column, or all that share it, the appender that does nothing left aside. p50, p99: what a"
                + " call takes at " + Figures.count(RATE)
                + " events a second, one producer. B/call: what it allocates. M lines/s:"
                + " millions of lines into a file, flat out. CPU: caller and consumer, ten events at a time. Idle: its own threads. Lost: lines, flat out where"
                + " everybody is told to wait, and in bursts of 20,000 as shipped.\n\n"
                + ResultPlots.caption(run.report().facts()) + " · report: " + report + "\n";
    }

    private String rows() {
        List<String> headings = new ArrayList<>(List.of("contender"));
        columns.forEach(column -> headings.add(column.heading));
        CompactTable table =
                new CompactTable(IntStream.range(1, headings.size()).boxed().collect(Collectors.toSet()), headings);
        for (Contender contender : ROWS) {
            if (columns.stream().anyMatch(column -> column.cells.containsKey(contender))) {
                List<String> cells = new ArrayList<>(List.of(name(contender)));
                columns.forEach(column -> cells.add(column.cells.getOrDefault(contender, NO_FIGURE)));
                table.row(cells);
            }
        }
        return table.toString();
    }

    private void add(String heading, Comparator<Double> best, Map<Contender, Double> figures) {
        Map<Contender, String> texts = new EnumMap<>(Contender.class);
        figures.forEach((contender, figure) -> texts.put(contender, Figures.of(figure)));
        add(heading, best, figures, texts);
    }

    /** Adds a column in which all cells are bold that print like the best one. A column without figures is not added. */
    private void add(
            String heading, Comparator<Double> best, Map<Contender, Double> figures, Map<Contender, String> texts) {
        String bestText = ROWS.stream()
                .filter(contender -> contender != Contender.NO_OP && figures.containsKey(contender))
                .min(Comparator.comparing(contender -> figures.getOrDefault(contender, Double.NaN), best))
                .map(contender -> texts.getOrDefault(contender, NO_FIGURE))
                .orElse(NO_FIGURE);
        Map<Contender, String> cells = new EnumMap<>(Contender.class);
        ROWS.stream().filter(texts::containsKey).forEach(contender -> {
            String text = texts.getOrDefault(contender, NO_FIGURE);
            cells.put(contender, contender != Contender.NO_OP && text.equals(bestText) ? "**" + text + "**" : text);
        });
        if (!cells.isEmpty()) {
            columns.add(new Column(heading, cells));
        }
    }

    /** Two figures in a cell: the table must fit into a narrow window. */
    private void addLost(Map<Contender, Double> flatOut, Map<Contender, Double> inBursts) {
        Map<Contender, String> flatOutTexts = texts("%,.0f", flatOut);
        Map<Contender, String> inBurstsTexts = texts("%,.0f", inBursts);
        Map<Contender, Double> sums = new EnumMap<>(flatOut);
        inBursts.forEach((contender, lost) -> sums.merge(contender, lost, Double::sum));
        Map<Contender, String> texts = new EnumMap<>(Contender.class);
        sums.keySet()
                .forEach(contender -> texts.put(
                        contender,
                        flatOutTexts.getOrDefault(contender, NO_FIGURE)
                                + " / "
                                + inBurstsTexts.getOrDefault(contender, NO_FIGURE)));
        add("lost flat out / in bursts", LESS, sums, texts);
    }

    private static Map<Contender, String> texts(String format, Map<Contender, Double> figures) {
        Map<Contender, String> texts = new EnumMap<>(Contender.class);
        figures.forEach((contender, figure) -> texts.put(contender, String.format(Locale.ROOT, format, figure)));
        return texts;
    }

    /** Short enough for a table; the report has the settings and versions. */
    static String name(Contender contender) {
        return switch (contender) {
            case PENSTOCK -> "Penstock";
            case PENSTOCK_LANE -> "Penstock, FastLane";
            case LOGBACK_ASYNC -> "AsyncAppender";
            case LOGSTASH_ASYNC -> "logstash-logback-encoder";
            case LOGSTASH_ASYNC_YIELDING -> "logstash-logback-encoder, yielding";
            case LOGSTASH_ASYNC_SLEEPING -> "logstash-logback-encoder, sleeping";
            case LOG4J_ASYNC -> "Log4j2 async";
            case LOG4J_ASYNC_YIELDING -> "Log4j2 async, yielding";
            case LOG4J_ASYNC_SLEEPING -> "Log4j2 async, sleeping";
            case TINYLOG -> "tinylog";
            case LOG4J_ASYNC_APPENDER -> "Log4j2 AsyncAppender";
            case LOGBACK_FILE -> "synchronous file";
            case NO_OP -> "appender that does nothing";
            default -> contender.label();
        };
    }
}
