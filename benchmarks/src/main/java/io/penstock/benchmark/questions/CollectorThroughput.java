package io.penstock.benchmark.questions;

import io.penstock.benchmark.collector.BareCopy;
import io.penstock.benchmark.collector.Frames;
import io.penstock.benchmark.collector.Peer;
import io.penstock.benchmark.collector.Replay;
import io.penstock.benchmark.figures.Csv;
import io.penstock.benchmark.figures.Figures;
import io.penstock.benchmark.figures.MarkdownTable;
import io.penstock.benchmark.measure.Run;
import io.penstock.benchmark.report.Section;
import io.penstock.benchmark.report.Verdict;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How many records a second does the collector store, and how many does what a user would pick instead?
 *
 * <p>The seed's workload (550,000 records of 200 clients), encoded beforehand, unpaced, sender and receiver on the same machine; the clock stops when the
 * receiver has all of it in its file. Before, each gets a tenth of it, since a collector runs for days. Collector and rsyslog in turns; the best of the
 * rounds counts, since what else a machine does only ever takes away. Then {@code bench} into the collector and into {@link BareCopy}.
 *
 * <p>Alone: {@code mvn -q -Pbench verify -Dbench.question=CollectorThroughput}. It is not part of the suite, which compares appenders.
 */
public final class CollectorThroughput implements Question {

    private static final int CLIENTS = 200;
    private static final double TARGET_RECORDS = 200_000;
    private static final double TARGET_TIMES = 1.5;
    private static final double TARGET_BENCH = 0.7;
    private static final String UNITS = "KMGT";
    private static final Pattern BYTES = Pattern.compile("bytes out : \\S+ ([0-9.]+)([KMGT]?)b/s");

    /** What a run came to. */
    private record Speed(double perSecond, double cpuMicros) {
        Speed better(Speed other) {
            return other.perSecond > perSecond ? other : this;
        }
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Survey.run(List.of(new CollectorThroughput()), arguments);
    }

    @Override
    public Section answer(Run run) throws IOException, InterruptedException {
        int perClient = run.form().pick(20, 2_750, 2_750);
        int rounds = run.form().pick(1, 3, 10);
        MarkdownTable table = new MarkdownTable("protocol", "receiver", "records/s", "CPU per record, µs");
        StringBuilder csv =
                new StringBuilder(Csv.line("protocol", "receiver", "round", "records_per_second", "cpu_micros"));
        List<Verdict> verdicts = new ArrayList<>();
        for (Frames.Protocol protocol : Frames.Protocol.values()) {
            List<Frames> warmUp = shares(protocol, CLIENTS, Math.max(1, perClient / 10));
            List<Frames> shares = shares(protocol, 0, perClient);
            Speed ours = new Speed(0, 0);
            Speed rival = new Speed(0, 0);
            for (int round = 1; round <= rounds; round++) {
                run.progress("collector throughput", round, rounds, protocol.toString());
                Speed collector = measure(run, protocol, warmUp, shares, true);
                csv.append(line(protocol, "collector", round, collector));
                ours = ours.better(collector);
                if (protocol.isOfRsyslog()) {
                    Speed rsyslog = measure(run, protocol, warmUp, shares, false);
                    csv.append(line(protocol, "rsyslog", round, rsyslog));
                    rival = rival.better(rsyslog);
                }
                run.keep("collector-throughput.csv", csv.toString());
            }
            table.row(protocol.toString(), "collector", Figures.of(ours.perSecond), Figures.of(ours.cpuMicros));
            if (protocol.isOfRsyslog()) {
                table.row(protocol.toString(), "rsyslog", Figures.of(rival.perSecond), Figures.of(rival.cpuMicros));
                verdicts.add(Verdict.atLeast(
                        TARGET_TIMES,
                        "collector by " + protocol + " at least 1.5 times the records/s of rsyslog",
                        OptionalDouble.of(ours.perSecond),
                        OptionalDouble.of(rival.perSecond),
                        "records/s"));
            }
            if (protocol != Frames.Protocol.SYSLOG) {
                verdicts.add(Verdict.atLeast(
                        1,
                        "collector by " + protocol + " at least 200,000 records/s",
                        OptionalDouble.of(ours.perSecond),
                        OptionalDouble.of(TARGET_RECORDS),
                        "records/s"));
            }
        }
        return new Section(
                "How many records the collector stores", table + "\n" + bench(run, rounds, verdicts), verdicts);
    }

    private static List<Frames> shares(Frames.Protocol protocol, int firstClient, int records) {
        List<Frames> shares = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            shares.add(Frames.of(protocol, firstClient + client, records));
        }
        return shares;
    }

    private static String line(Frames.Protocol protocol, String receiver, int round, Speed speed) {
        return Csv.line(
                protocol.toString(),
                receiver,
                Integer.toString(round),
                String.format(Locale.ROOT, "%.0f", speed.perSecond),
                String.format(Locale.ROOT, "%.3f", speed.cpuMicros));
    }

    private static Speed measure(
            Run run, Frames.Protocol protocol, List<Frames> warmUp, List<Frames> shares, boolean ours)
            throws IOException, InterruptedException {
        Path directory = emptied(run);
        long warm = records(warmUp);
        long all = records(shares);
        try (Peer peer = ours ? Peer.collector(directory) : Peer.rsyslog(directory)) {
            Replay.run(peer.port(protocol), protocol, warmUp);
            peer.await(warm, bytes(warmUp));
            Duration before = peer.cpu();
            long started = System.nanoTime();
            Replay.run(peer.port(protocol), protocol, shares);
            peer.await(warm + all, bytes(warmUp) + bytes(shares));
            double seconds = (System.nanoTime() - started) / 1e9;
            return new Speed(all / seconds, peer.cpu().minus(before).toNanos() / 1e3 / all);
        }
    }

    private static long bytes(List<Frames> shares) {
        return shares.stream().mapToLong(Frames::recordBytes).sum();
    }

    private static long records(List<Frames> shares) {
        return shares.stream().mapToLong(Frames::records).sum();
    }

    private static String bench(Run run, int rounds, List<Verdict> verdicts) throws IOException, InterruptedException {
        int seconds = run.form().pick(1, 5, 10);
        double ours = 0;
        double bare = 0;
        for (int round = 1; round <= rounds; round++) {
            run.progress("collector throughput", round, rounds, "bench");
            try (Peer.Collector collector = Peer.collector(emptied(run))) {
                ours = Math.max(ours, bench(collector.logd().getPort(), seconds));
            }
            Process copy = new ProcessBuilder(
                            Peer.java(BareCopy.class.getName(), emptied(run).toString()))
                    .start();
            try (BufferedReader port = copy.inputReader(StandardCharsets.US_ASCII)) {
                bare = Math.max(bare, bench(Integer.parseInt(port.readLine()), seconds));
            } finally {
                copy.destroyForcibly();
            }
        }
        verdicts.add(Verdict.atLeast(
                TARGET_BENCH,
                "bench into the collector at least 0.7 of a bare loop from socket to file",
                OptionalDouble.of(ours / 1e6),
                OptionalDouble.of(bare / 1e6),
                "MB/s"));
        MarkdownTable table = new MarkdownTable("bench, 16 connections, 60 KB batches, into", "MB/s");
        table.row("collector", Figures.of(ours / 1e6));
        table.row("a bare loop from socket to file", Figures.of(bare / 1e6));
        return table.toString();
    }

    /** Bytes per second. */
    private static double bench(int port, int seconds) throws IOException, InterruptedException {
        Process bench = new ProcessBuilder(Peer.java(
                        "io.penstock.collector.cli.Main",
                        "bench",
                        "--server",
                        "127.0.0.1:" + port,
                        "--write-only",
                        "--duration",
                        seconds + "s"))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String out = new String(bench.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher matcher = BYTES.matcher(out);
        if (bench.waitFor() != 0 || !matcher.find()) {
            throw new IOException("bench ended with " + bench.exitValue() + ": " + out);
        }
        String unit = matcher.group(2);
        return Double.parseDouble(matcher.group(1)) * (unit.isEmpty() ? 1 : Math.pow(1000, UNITS.indexOf(unit) + 1));
    }

    private static Path emptied(Run run) throws IOException {
        // Peers run elsewhere: an absolute path is the same for all.
        Path directory = run.work().resolve("collector").toAbsolutePath();
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        return Files.createDirectories(directory);
    }
}
