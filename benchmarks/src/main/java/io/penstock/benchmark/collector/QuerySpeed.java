package io.penstock.benchmark.collector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How fast does {@code query} find a text, beside {@code grep} over the same bytes?
 *
 * <p>Both as processes, in turns, everything in memory ({@code LC_ALL=C.UTF-8}); the start of the JVM is a query over an empty log, is
 * subtracted, and printed. The best of all rounds counts on either side, since what else a machine does only ever takes away. Both have to find as many.
 *
 * <p>{@code java -cp ... io.penstock.benchmark.collector.QuerySpeed data=penstock-data [text="timed out"] [rounds=10]}. The data, about 1 GB, is whatever a collector has
 * received.
 */
public final class QuerySpeed {

    private static final double TARGET = 0.5;

    private QuerySpeed() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path data = Path.of(setting(arguments, "data", "penstock-data"));
        String text = setting(arguments, "text", "timed out");
        int rounds = Integer.parseInt(setting(arguments, "rounds", "10"));
        List<Path> segments;
        try (Stream<Path> files = Files.walk(data)) {
            segments = files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList();
        }
        Path empty = Files.createTempDirectory("empty-log");
        Files.createDirectory(empty.resolve("topics"));
        long bytes = 0;
        for (Path segment : segments) {
            bytes += Files.size(segment);
        }
        List<String> grep = new ArrayList<>(List.of("grep", "-a", "-h", "-F", "--", text));
        segments.forEach(segment -> grep.add(segment.toString()));
        long bestGrep = Long.MAX_VALUE;
        long bestQuery = Long.MAX_VALUE;
        long bestStart = Long.MAX_VALUE;
        for (int round = 0; round < rounds; round++) {
            long[] byGrep = new long[1];
            long[] byQuery = new long[1];
            bestGrep = Math.min(bestGrep, nanos(grep, byGrep));
            bestQuery = Math.min(bestQuery, nanos(query(data, text), byQuery));
            bestStart = Math.min(bestStart, nanos(query(empty, text), new long[1]));
            if (byGrep[0] != byQuery[0]) {
                throw new IOException("grep has found " + byGrep[0] + " lines, query " + byQuery[0] + " records");
            }
        }
        double grepSpeed = bytes / 1e6 / (bestGrep / 1e9);
        double querySpeed = bytes / 1e6 / ((bestQuery - bestStart) / 1e9);
        System.out.printf(
                Locale.ROOT,
                "%.0f MB: grep %.0f MB/s (%d ms), query %.0f MB/s (%d ms, of which the start of the JVM %d ms): %.2f of grep, %s 0.5%n",
                bytes / 1e6,
                grepSpeed,
                bestGrep / 1_000_000,
                querySpeed,
                bestQuery / 1_000_000,
                bestStart / 1_000_000,
                querySpeed / grepSpeed,
                querySpeed / grepSpeed >= TARGET ? "meets" : "misses");
    }

    private static String setting(String[] arguments, String name, String otherwise) {
        return Stream.of(arguments)
                .filter(argument -> argument.startsWith(name + "="))
                .map(argument -> argument.substring(name.length() + 1))
                .findFirst()
                .orElse(otherwise);
    }

    private static List<String> query(Path data, String text) {
        return Peer.java(
                "io.penstock.collector.cli.Main", "query", "--data", data.toString(), "--text", text, "--json");
    }

    /** @param found is given the number of lines that were printed */
    private static long nanos(List<String> command, long... found) throws IOException, InterruptedException {
        Path out = Files.createTempFile("found", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out.toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        long started = System.nanoTime();
        int code = builder.start().waitFor();
        long nanos = System.nanoTime() - started;
        try (Stream<String> lines = Files.lines(out, java.nio.charset.StandardCharsets.ISO_8859_1)) {
            found[0] = lines.count();
        }
        Files.delete(out);
        if (code > 1) {
            throw new IOException(command.get(0) + " ended with " + code);
        }
        return nanos;
    }
}
