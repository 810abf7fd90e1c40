package io.penstock.collector.cli;

import io.penstock.collector.client.LogdConnection;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How much a collector takes and gives. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Writes batches to a collector as fast as it takes them, then reads them back, and prints how much and how fast.",
            "What is written stays there, in the topics bench-0, bench-1 and so on: use a collector of its own."
        })
final class Bench implements Callable<Integer> {

    private static final int MESSAGE_BYTES = 250;
    private static final int MESSAGES_PER_READ = 1_000;
    private static final int LEAST_BYTES = 64;
    private static final int MOST_BYTES = 65_000;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private ServerOption server = new ServerOption();

    @Option(
            names = "--size",
            paramLabel = "SIZE",
            defaultValue = "60000",
            converter = SizeConverter.class,
            description = "of a batch, in bytes (${DEFAULT-VALUE})")
    private long size = 60_000;

    @Option(
            names = {"--connections", "--conns"},
            paramLabel = "N",
            defaultValue = "16",
            description = "at the same time (${DEFAULT-VALUE})")
    private int connections = 16;

    @Option(names = "--topics", paramLabel = "N", defaultValue = "4", description = "(${DEFAULT-VALUE})")
    private int topics = 4;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = DurationConverter.class,
            description = "of writing, and again of reading (${DEFAULT-VALUE})")
    private Duration duration = Duration.ofSeconds(10);

    @Option(
            names = {"--read-only", "--only-read"},
            description = "read what an earlier bench has written")
    private boolean readOnly;

    @Option(
            names = {"--write-only", "--only-write"},
            description = "do not read it back")
    private boolean writeOnly;

    @Override
    public Integer call() throws Exception {
        requirePlausible();
        List<LogdConnection> open = new ArrayList<>();
        try {
            for (int i = 0; i < connections; i++) {
                open.add(server.connect());
            }
            out().println("batch size: " + size + "b, topics: " + topics + ", duration: " + text(duration)
                    + ", connections: " + connections);
            out().flush();
            if (!readOnly) {
                print("out", run("writing", open, writers()));
            }
            if (!writeOnly) {
                print("in", run("reading", open, readers()));
            }
        } finally {
            for (LogdConnection connection : open) {
                connection.close();
            }
        }
        return 0;
    }

    private void requirePlausible() {
        if (size < LEAST_BYTES || size > MOST_BYTES) {
            throw wrong("--size=" + size + " is not in " + LEAST_BYTES + ".." + MOST_BYTES
                    + ": a batch has a message, and a server takes 64 KiB with its first line");
        }
        if (connections < 1 || topics < 1) {
            throw wrong("--connections=" + connections + " and --topics=" + topics + " must be at least 1");
        }
        if (readOnly && writeOnly) {
            throw wrong("--read-only and --write-only exclude each other; leave one out, or both");
        }
    }

    private List<BenchRun.Step> writers() {
        List<BenchRun.Step> steps = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            byte[] request = LogdConnection.request(topic(i), messages());
            steps.add((connection, done) -> {
                connection.write(request);
                done.add(request.length, 1);
            });
        }
        return steps;
    }

    /** As many as a batch of this size has room for. */
    private List<byte[]> messages() {
        List<byte[]> messages = new ArrayList<>();
        long left = size;
        while (left > 0) {
            int framing = "MSG 65000\r\n\r\n".length();
            byte[] message = new byte[(int) Math.max(1, Math.min(left, MESSAGE_BYTES) - framing)];
            Arrays.fill(message, (byte) 'x');
            messages.add(message);
            left -= message.length + framing;
        }
        return messages;
    }

    private List<BenchRun.Step> readers() {
        List<BenchRun.Step> steps = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            steps.add(new Reader(topic(i)));
        }
        return steps;
    }

    private String topic(int connection) {
        return "bench-" + connection % topics;
    }

    /** Reads a topic from its beginning, again and again. */
    private static final class Reader implements BenchRun.Step {
        private final String topic;
        private long next = -1;

        private Reader(String topic) {
            this.topic = topic;
        }

        @Override
        public void once(LogdConnection connection, BenchRun.Done done) throws IOException {
            LogdConnection.Batches found = next < 0
                    ? connection.tail(topic, MESSAGES_PER_READ)
                    : connection.read(topic, next, MESSAGES_PER_READ);
            if (found.batches().isEmpty()) {
                if (next < 0) {
                    throw new IOException(
                            "topic " + topic + " has nothing to read; run bench without --read-only first");
                }
                next = -1;
            } else {
                // Offsets count the bytes as they go over the wire.
                done.add(
                        found.next() - found.batches().get(0).offset(),
                        found.batches().size());
                next = found.next();
            }
        }
    }

    private BenchFigures run(String what, List<LogdConnection> open, List<BenchRun.Step> steps) throws Exception {
        BenchFigures figures =
                new BenchRun(duration.toNanos(), Terminal.isThere() ? progress(what) : null).run(open, steps);
        if (Terminal.isThere()) {
            err().print("\r" + " ".repeat(78) + "\r");
            err().flush();
        }
        return figures;
    }

    private BenchRun.Progress progress(String what) {
        return (elapsed, bytes, batches) -> {
            err().printf(
                            "\r%s: %d of %s, %sb, %s batches   ",
                            what,
                            TimeUnit.NANOSECONDS.toSeconds(elapsed),
                            text(duration),
                            BenchFigures.scaled((double) bytes),
                            BenchFigures.scaled((double) batches));
            err().flush();
        };
    }

    private void print(String direction, BenchFigures figures) {
        out().print(figures.lines(direction));
        out().flush();
    }

    /** As Go prints it: 1m0s. */
    private static String text(Duration time) {
        return time.toString().substring(2).toLowerCase(java.util.Locale.ROOT).replaceFirst("m$", "m0s");
    }

    private CommandLine.ParameterException wrong(String message) {
        return new CommandLine.ParameterException(spec().commandLine(), message);
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("not run as a command");
        }
        return spec;
    }

    private PrintWriter out() {
        return spec().commandLine().getOut();
    }

    private PrintWriter err() {
        return spec().commandLine().getErr();
    }
}
