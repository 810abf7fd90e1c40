package io.penstock.benchmark.questions;

import com.sun.management.ThreadMXBean;
import io.penstock.benchmark.figures.Audit;
import io.penstock.benchmark.figures.Figures;
import io.penstock.benchmark.figures.Lookup;
import io.penstock.benchmark.figures.MarkdownTable;
import io.penstock.benchmark.measure.Fork;
import io.penstock.benchmark.measure.JitCompiler;
import io.penstock.benchmark.measure.Run;
import io.penstock.benchmark.measure.SentBatches;
import io.penstock.benchmark.measure.Settings;
import io.penstock.benchmark.report.Section;
import io.penstock.benchmark.report.Verdict;
import io.penstock.benchmark.wire.BareLoop;
import io.penstock.benchmark.wire.DiscardingReader;
import io.penstock.benchmark.wire.RecordCounter;
import io.penstock.benchmark.wire.SenderLoop;
import io.penstock.benchmark.wire.SendingLoop;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * How many records of 200 bytes per second does the sender's thread get to a reader that discards them?
 *
 * <p>The records are encoded already; one thread sends, one reads, both in one process, over the loopback interface. The yardstick
 * writes a full direct buffer of 64 KiB again and again. Timed until the reader has counted the last record. One process per
 * contender and round; in each, several batches over one connection, after its first second and once the compiler is quiet; the
 * median of all batches counts. What the check of the connection's state costs is asked by {@link StateCheckCost}.
 *
 * <p>Alone: {@code java -cp ... io.penstock.benchmark.questions.SenderThroughput form=short}; with the rest: {@code mvn -q -Pbench verify}.
 */
public final class SenderThroughput implements Question {

    /** Less than the smallest object. */
    private static final double TOLERANCE_BYTES = 0.5;

    /** What is compared. */
    enum Way {
        BARE("bare loop, 64 KiB direct buffers"),
        BARE_SMALL("bare loop, with the sender's socket buffer of 64 KiB"),
        SENDER("Penstock's sender");

        private final String title;

        Way(String title) {
            this.title = title;
        }

        SendingLoop open(int port) throws IOException {
            return switch (this) {
                case BARE -> new BareLoop(port, 0);
                case BARE_SMALL -> new BareLoop(port, 64 << 10);
                case SENDER -> new SenderLoop(port, true);
            };
        }
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Survey.run(List.of(new SenderThroughput()), arguments);
    }

    @Override
    public Section answer(Run run) throws IOException, InterruptedException {
        int rounds = run.form().pick(1, 1, 3);
        int batches = run.form().pick(2, 5, 9);
        int millis = run.form().pick(100, 250, 500);
        Map<Way, Measured> measured = new EnumMap<>(Way.class);
        StringBuilder csv = new StringBuilder(
                "round,way,batch,records_per_second,cpu_nanos_per_record,allocated_bytes_per_record,state_check\n");
        for (int round = 1; round <= rounds; round++) {
            for (Way way : Way.values()) {
                run.progress("sender throughput", round, rounds, way.name().toLowerCase(Locale.ROOT));
                Optional<Properties> answer = run.measure(
                        InFork.class,
                        "sender-throughput",
                        List.of(
                                "way=" + way,
                                "batches=" + batches,
                                "millis=" + millis,
                                "settleMillis=" + run.form().settleMillis()));
                if (answer.isEmpty()) {
                    continue;
                }
                Properties result = answer.get();
                measured.computeIfAbsent(way, first -> new Measured()).add(result, batches);
                for (int batch = 0; batch < batches; batch++) {
                    csv.append(String.join(
                                    ",",
                                    Integer.toString(round),
                                    way.toString(),
                                    Integer.toString(batch),
                                    result.getProperty(batch + ".rate"),
                                    result.getProperty(batch + ".cpu"),
                                    result.getProperty(batch + ".bytes"),
                                    result.getProperty("stateCheck")))
                            .append('\n');
                }
                run.keep("sender-throughput.csv", csv.toString());
            }
        }
        return new Section("Sender throughput", markdown(measured), verdicts(measured));
    }

    private static String markdown(Map<Way, Measured> measured) {
        double bare = Lookup.in(measured, Way.BARE).rate();
        MarkdownTable table = new MarkdownTable(
                "records of 200 bytes",
                "records/s",
                "MB/s",
                ": bare loop",
                "CPU ns/record, sending thread",
                "B allocated/record, sending thread",
                "state check",
                "steady: last batch : first",
                "sent",
                "received",
                "lost");
        measured.forEach((way, figures) -> table.row(
                way.title,
                Figures.of(figures.rate()),
                Figures.of(figures.rate() * SendingLoop.RECORD_BYTES / 1e6),
                Figures.of(figures.rate() / bare),
                Figures.of(Figures.median(figures.cpu)),
                String.format(Locale.ROOT, "%.3f", Figures.median(figures.bytes)),
                figures.stateCheck,
                Figures.of(Figures.median(figures.lastToFirst)),
                Figures.count(figures.audit.calls()),
                figures.audit.linesText(),
                figures.audit.lostText()));
        return "One thread sends, one reads and discards; medians over all batches of all rounds.\n\n" + table;
    }

    static List<Verdict> verdicts(Map<Way, Measured> measured) {
        Measured sender = Lookup.in(measured, Way.SENDER);
        double allocated = Figures.median(sender.bytes);
        return List.of(
                Verdict.atLeast(
                        0.75,
                        "sender thread against a bare loop of full 64 KiB direct buffers",
                        OptionalDouble.of(sender.rate()),
                        OptionalDouble.of(Lookup.in(measured, Way.BARE).rate()),
                        "records/s"),
                Verdict.of(
                        allocated < TOLERANCE_BYTES,
                        "no allocation per record on the sender's thread",
                        String.format(Locale.ROOT, "%.3f bytes", allocated)),
                Verdict.of(
                        sender.audit.lost().orElseThrow() == 0,
                        "no record lost by the sender",
                        Figures.count(sender.audit.calls()) + " sent, " + sender.audit.linesText() + " received"));
    }

    /** One way, over all batches of all rounds. */
    static final class Measured {

        private final List<Double> rate = new ArrayList<>();
        private final List<Double> cpu = new ArrayList<>();
        private final List<Double> bytes = new ArrayList<>();
        /** Far from 1 in the median of the rounds: it was not warm yet. */
        private final List<Double> lastToFirst = new ArrayList<>();

        private String stateCheck = "";
        private Audit audit = Audit.NOTHING;

        private void add(Properties result, int batches) {
            for (int batch = 0; batch < batches; batch++) {
                rate.add(Double.valueOf(result.getProperty(batch + ".rate")));
                cpu.add(Double.valueOf(result.getProperty(batch + ".cpu")));
                bytes.add(Double.valueOf(result.getProperty(batch + ".bytes")));
            }
            lastToFirst.add(rate.get(rate.size() - 1) / rate.get(rate.size() - batches));
            stateCheck = result.getProperty("stateCheck");
            audit = audit.plus(new Audit(
                    Long.parseLong(result.getProperty("sent")),
                    OptionalLong.of(Long.parseLong(result.getProperty("received")))));
        }

        private double rate() {
            return Figures.median(rate);
        }
    }

    /** The measuring process: one way, several batches. */
    static final class InFork {

        private static final long PROBE_RECORDS = 100_000;
        private static final long WARM_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);

        public static void main(String[] arguments) throws Exception {
            Settings settings =
                    Settings.parse(arguments, Set.of("directory", "way", "batches", "millis", "settleMillis"));
            int batches = (int) settings.requireLong("batches");
            Properties result = new Properties();
            try (DiscardingReader reader = new DiscardingReader(RecordCounter.ofSize(SendingLoop.RECORD_BYTES))) {
                try (SendingLoop loop = Way.valueOf(settings.require("way")).open(reader.port())) {
                    SentBatches sending = new SentBatches(loop, reader);
                    long records =
                            warmUp(sending, settings.requireLong("millis"), settings.requireLong("settleMillis"));
                    for (int batch = 0; batch < batches; batch++) {
                        measure(sending, batch, records, result);
                    }
                    result.setProperty("stateCheck", loop.stateCheck());
                    result.setProperty("sent", Long.toString(sending.sent()));
                    result.setProperty("received", Long.toString(reader.records()));
                }
            }
            Fork.report(Path.of(settings.require("directory")), result);
        }

        /** Also the connection's first second, in which the sender holds on to more. Returns a batch's records. */
        private static long warmUp(SentBatches sending, long batchMillis, long settleMillis) throws Exception {
            long start = System.nanoTime();
            double perSecond = 0;
            while (System.nanoTime() - start < WARM_UP_NANOS) {
                perSecond = sending.recordsPerSecond(PROBE_RECORDS);
            }
            long records = (long) Math.max(PROBE_RECORDS, perSecond * batchMillis / 1_000);
            JitCompiler.awaitQuiet(settleMillis, () -> sending.send(records));
            return records;
        }

        private static void measure(SentBatches sending, int batch, long records, Properties result) throws Exception {
            ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
            long bytes = threads.getCurrentThreadAllocatedBytes();
            long cpu = threads.getCurrentThreadCpuTime();
            long start = System.nanoTime();
            sending.send(records);
            long nanos = System.nanoTime() - start;
            cpu = threads.getCurrentThreadCpuTime() - cpu;
            bytes = threads.getCurrentThreadAllocatedBytes() - bytes;
            result.setProperty(batch + ".rate", Double.toString(records * 1e9 / nanos));
            result.setProperty(batch + ".cpu", Double.toString((double) cpu / records));
            result.setProperty(batch + ".bytes", Double.toString((double) bytes / records));
        }
    }
}
