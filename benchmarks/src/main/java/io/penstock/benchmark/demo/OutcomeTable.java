package io.penstock.benchmark.demo;

import io.penstock.benchmark.figures.Figures;
import io.penstock.benchmark.figures.MarkdownTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The table at the end of the demonstration: one column per way of logging. "-" is what nobody counted. */
final class OutcomeTable {

    private OutcomeTable() {}

    static String markdown(Map<Way, Outcome> outcomes) {
        List<String> headings = new ArrayList<>(List.of(""));
        outcomes.keySet().forEach(way -> headings.add(way.title()));
        MarkdownTable table = new MarkdownTable(headings.toArray(String[]::new));
        row(table, outcomes, "offered", outcome -> Figures.count(outcome.offered()));
        row(table, outcomes, "delivered", outcome -> counted(outcome, Books::delivered));
        row(table, outcomes, "dropped", outcome -> counted(outcome, Books::dropped));
        row(
                table,
                outcomes,
                "dropped by reason",
                outcome -> outcome.books()
                        .map(Books::droppedByReason)
                        .filter(reason -> !reason.isBlank())
                        .orElse("-"));
        row(table, outcomes, "lines found in the files", outcome -> Figures.count(outcome.linesFound()));
        row(table, outcomes, "missing", outcome -> Figures.count(outcome.missing()));
        row(table, outcomes, "caller latency p50, µs", outcome -> latency(outcome, 50));
        row(table, outcomes, "caller latency p99, µs", outcome -> latency(outcome, 99));
        row(table, outcomes, "caller latency p99.9, µs", outcome -> latency(outcome, 99.9));
        row(table, outcomes, "caller latency max, µs", outcome -> latency(outcome, 100));
        row(table, outcomes, "seconds until all was written", outcome -> Figures.of(outcome.elapsedNanos() / 1e9));
        row(
                table,
                outcomes,
                "messages per second",
                outcome -> Figures.count(Math.round(outcome.offered() * 1e9 / outcome.elapsedNanos())));
        return table.toString();
    }

    private static void row(
            MarkdownTable table, Map<Way, Outcome> outcomes, String title, Function<Outcome, String> cell) {
        List<String> cells = new ArrayList<>(List.of(title));
        outcomes.values().forEach(outcome -> cells.add(cell.apply(outcome)));
        table.row(cells);
    }

    private static String counted(Outcome outcome, Function<Books, Long> count) {
        return outcome.books().map(books -> Figures.count(count.apply(books))).orElse("-");
    }

    private static String latency(Outcome outcome, double percentile) {
        return Figures.micros(outcome.latency().getValueAtPercentile(percentile));
    }
}
