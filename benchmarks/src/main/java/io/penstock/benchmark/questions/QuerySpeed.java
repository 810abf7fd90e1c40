package io.penstock.benchmark.questions;

import io.penstock.benchmark.collector.Peer;
import io.penstock.benchmark.collector.QueryData;
import io.penstock.benchmark.figures.Csv;
import io.penstock.benchmark.figures.Figures;
import io.penstock.benchmark.figures.MarkdownTable;
import io.penstock.benchmark.measure.Run;
import io.penstock.benchmark.report.Section;
import io.penstock.benchmark.report.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * How fast does {@code query} find a text, beside {@code grep} over the same bytes?
 *
 * <p>1 GB of records in the collector's segments, one in 20,000 with the text. Both as processes, in turns, everything in memory ({@code LC_ALL=C.UTF-8}); the start of the JVM is
 * a query over an empty log, is subtracted, and printed. The best of all rounds counts on either side, since what else a machine does only ever takes
 * away. Both have to find as many.
 *
 * <p>Alone: {@code mvn -q -Pbench verify -Dbench.question=QuerySpeed}. It is not part of the suite, which compares appenders.
 */
public final class QuerySpeed implements Question {

    private static final double TARGET = 0.5;

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Survey.run(List.of(new QuerySpeed()), arguments);
    }

    /** How long a command took, and how many lines it printed. */
    private record Ran(long nanos, long lines) {}

    @Override
    public Section answer(Run run) throws IOException, InterruptedException {
        long size = run.form().pick(10, 1_000, 1_000) * 1_000_000L;
        int rounds = run.form().pick(1, 10, 30);
        Path data = run.work().resolve("query-data-" + size);
        if (Files.notExists(data)) {
            QueryData.write(data, size);
        }
        List<Path> segments = segments(data);
        long bytes = 0;
        for (Path segment : segments) {
            bytes += Files.size(segment);
        }
        Path empty = run.work().resolve("query-empty");
        Files.createDirectories(empty.resolve("topics"));
        List<String> grep = new ArrayList<>(List.of("grep", "-a", "-h", "-F", "--", QueryData.TEXT));
        segments.forEach(segment -> grep.add(segment.toString()));
        long bestGrep = Long.MAX_VALUE;
        long bestQuery = Long.MAX_VALUE;
        long bestStart = Long.MAX_VALUE;
        StringBuilder csv = new StringBuilder(Csv.line("round", "grep_nanos", "query_nanos", "start_nanos"));
        for (int round = 1; round <= rounds; round++) {
            run.progress("query speed", round, rounds, "grep, query, an empty log");
            Ran byGrep = run(run, grep);
            Ran byQuery = run(run, query(data));
            Ran start = run(run, query(empty));
            if (byGrep.lines != byQuery.lines) {
                throw new IOException("grep has found " + byGrep.lines + " lines, query " + byQuery.lines + " records");
            }
            bestGrep = Math.min(bestGrep, byGrep.nanos);
            bestQuery = Math.min(bestQuery, byQuery.nanos);
            bestStart = Math.min(bestStart, start.nanos);
            csv.append(Csv.line(
                    Integer.toString(round),
                    Long.toString(byGrep.nanos),
                    Long.toString(byQuery.nanos),
                    Long.toString(start.nanos)));
            run.keep("query-speed.csv", csv.toString());
        }
        double grepSpeed = bytes * 1e3 / bestGrep;
        double querySpeed = bytes * 1e3 / (bestQuery - bestStart);
        MarkdownTable table = new MarkdownTable(
                "over " + Figures.of(bytes / 1e6) + " MB", "MB/s", "ms", "of which the start of the JVM");
        table.row("grep -a -F", Figures.of(grepSpeed), Figures.of(bestGrep / 1e6), "-");
        table.row("query", Figures.of(querySpeed), Figures.of(bestQuery / 1e6), Figures.of(bestStart / 1e6));
        return new Section(
                "How fast a query is",
                table.toString(),
                List.of(Verdict.atLeast(
                        TARGET,
                        "query at least 0.5 of the MB/s of grep, without the start of the JVM",
                        OptionalDouble.of(querySpeed),
                        OptionalDouble.of(grepSpeed),
                        "MB/s")));
    }

    private static List<Path> segments(Path data) throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> query(Path data) {
        return Peer.java(
                "io.penstock.collector.cli.Main",
                "query",
                "--data",
                data.toString(),
                "--text",
                QueryData.TEXT,
                "--json");
    }

    private static Ran run(Run run, List<String> command) throws IOException, InterruptedException {
        Path out = run.work().resolve("query-found");
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out.toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        long started = System.nanoTime();
        int code = builder.start().waitFor();
        long nanos = System.nanoTime() - started;
        if (code > 1) {
            throw new IOException(command.get(0) + " ended with " + code);
        }
        try (Stream<String> lines = Files.lines(out, StandardCharsets.ISO_8859_1)) {
            return new Ran(nanos, lines.count());
        }
    }
}
