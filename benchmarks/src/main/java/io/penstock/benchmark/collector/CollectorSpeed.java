package io.penstock.benchmark.collector;

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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How many records a second does the collector store, and how many does what a user would pick instead?
 *
 * <p>The seed's workload (550,000 records of 200 clients), encoded beforehand, unpaced, sender and receiver on the same machine; the clock stops when the
 * receiver has all of it in its file. Before, each gets a tenth of it, since a collector runs for days. Collector and rsyslog in turns; the best of the rounds counts, since what else a machine does only ever takes away. Then
 * {@code bench} into the collector and into {@link BareCopy}.
 *
 * <p>{@code java -cp ... io.penstock.benchmark.collector.CollectorSpeed [records=550000] [rounds=3] [directory=target/collector-speed]}. Ends with 0 whether
 * targets are met or not: a missed target is a result.
 */
public final class CollectorSpeed {

    private static final int CLIENTS = 200;
    private static final double TARGET_RECORDS = 200_000;
    private static final double TARGET_TIMES = 1.5;
    private static final double TARGET_BENCH = 0.7;
    private static final Pattern BYTES = Pattern.compile("bytes out : \\S+ ([0-9.]+)([KMGT]?)b/s");

    private final int records;
    private final int rounds;
    private final Path directory;

    /** What a run came to. */
    private record Speed(double perSecond, double cpuMicros) {
        static final Speed NONE = new Speed(0, 0);

        Speed better(Speed other) {
            return other.perSecond > perSecond ? other : this;
        }
    }

    private CollectorSpeed(int records, int rounds, Path directory) {
        this.records = records;
        this.rounds = rounds;
        this.directory = directory;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        new CollectorSpeed(
                        Integer.parseInt(setting(arguments, "records", "550000")),
                        Integer.parseInt(setting(arguments, "rounds", "3")),
                        Path.of(setting(arguments, "directory", "target/collector-speed")))
                .run();
    }

    private static String setting(String[] arguments, String name, String otherwise) {
        return Stream.of(arguments)
                .filter(argument -> argument.startsWith(name + "="))
                .map(argument -> argument.substring(name.length() + 1))
                .findFirst()
                .orElse(otherwise);
    }

    private void run() throws IOException, InterruptedException {
        System.out.println("| protocol | receiver | records/s | CPU per record, µs | |\n|---|---|---:|---:|---|");
        for (Frames.Protocol protocol : Frames.Protocol.values()) {
            List<Frames> shares = new ArrayList<>();
            List<Frames> warmUp = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                shares.add(Frames.of(protocol, client, records / CLIENTS));
                warmUp.add(Frames.of(protocol, CLIENTS + client, records / CLIENTS / 10));
            }
            Speed ours = Speed.NONE;
            Speed rival = Speed.NONE;
            for (int round = 0; round < rounds; round++) {
                ours = ours.better(measure(protocol, warmUp, shares, true));
                if (protocol != Frames.Protocol.PYTHON) {
                    rival = rival.better(measure(protocol, warmUp, shares, false));
                }
            }
            print(protocol, ours, rival);
        }
        bench();
    }

    private void print(Frames.Protocol protocol, Speed ours, Speed rival) {
        row(protocol, "collector", ours, verdict(ours.perSecond, TARGET_RECORDS, "200,000/s"));
        if (protocol != Frames.Protocol.PYTHON) {
            double times = ours.perSecond / rival.perSecond;
            row(
                    protocol,
                    "rsyslog",
                    rival,
                    String.format(
                            Locale.ROOT,
                            "collector %.2f times as many: %s",
                            times,
                            verdict(times, TARGET_TIMES, "1.5 times")));
        }
    }

    private static String verdict(double value, double target, String words) {
        return (value >= target ? "meets " : "misses ") + words;
    }

    private static void row(Frames.Protocol protocol, String receiver, Speed speed, String verdict) {
        System.out.printf(
                Locale.ROOT,
                "| %s | %s | %,.0f | %.2f | %s |%n",
                protocol.name().toLowerCase(Locale.ROOT),
                receiver,
                speed.perSecond,
                speed.cpuMicros,
                verdict);
    }

    private Speed measure(Frames.Protocol protocol, List<Frames> warmUp, List<Frames> shares, boolean ours)
            throws IOException, InterruptedException {
        Path emptied = emptied();
        long all = (long) CLIENTS * (records / CLIENTS);
        long warm = (long) CLIENTS * (records / CLIENTS / 10);
        long warmUpBytes = bytes(warmUp);
        try (Peer peer = ours ? Peer.collector(emptied) : Peer.rsyslog(emptied)) {
            Replay.run(peer.port(protocol), protocol, warmUp);
            peer.await(warm, warmUpBytes);
            Duration before = peer.cpu();
            long started = System.nanoTime();
            Replay.run(peer.port(protocol), protocol, shares);
            peer.await(warm + all, warmUpBytes + bytes(shares));
            double seconds = (System.nanoTime() - started) / 1e9;
            return new Speed(all / seconds, peer.cpu().minus(before).toNanos() / 1e3 / all);
        }
    }

    private static long bytes(List<Frames> shares) {
        return shares.stream().mapToLong(share -> share.recordBytes).sum();
    }

    private void bench() throws IOException, InterruptedException {
        double ours = 0;
        double bare = 0;
        for (int round = 0; round < rounds; round++) {
            try (Peer.Collector collector = Peer.collector(emptied())) {
                ours = Math.max(ours, bench(collector.logd().getPort()));
            }
            Process copy = new ProcessBuilder(
                            Peer.java(BareCopy.class.getName(), emptied().toString()))
                    .start();
            try (BufferedReader port = copy.inputReader(StandardCharsets.US_ASCII)) {
                bare = Math.max(bare, bench(Integer.parseInt(port.readLine())));
            } finally {
                copy.destroyForcibly();
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%nbench, 16 connections: %.0f MB/s, into a bare loop %.0f MB/s: %.2f of it, %s%n",
                ours / 1e6,
                bare / 1e6,
                ours / bare,
                verdict(ours / bare, TARGET_BENCH, "0.7"));
    }

    private static double bench(int port) throws IOException, InterruptedException {
        Process bench = new ProcessBuilder(Peer.java(
                        "io.penstock.collector.cli.Main",
                        "bench",
                        "--server",
                        "127.0.0.1:" + port,
                        "--write-only",
                        "--duration",
                        "5s"))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String out = new String(bench.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher matcher = BYTES.matcher(out);
        if (bench.waitFor() != 0 || !matcher.find()) {
            throw new IOException("bench failed: " + out);
        }
        return Double.parseDouble(matcher.group(1))
                * Math.pow(1000, " KMGT".indexOf(matcher.group(2).isEmpty() ? " " : matcher.group(2)));
    }

    private Path emptied() throws IOException {
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
