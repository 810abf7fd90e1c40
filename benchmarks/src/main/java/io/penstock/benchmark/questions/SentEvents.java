package io.penstock.benchmark.questions;

import com.sun.management.ThreadMXBean;
import io.penstock.benchmark.contenders.EventSender;
import io.penstock.benchmark.contenders.TcpSubject;
import io.penstock.benchmark.figures.Audit;
import io.penstock.benchmark.figures.Figures;
import io.penstock.benchmark.figures.Lookup;
import io.penstock.benchmark.figures.MarkdownTable;
import io.penstock.benchmark.figures.Spread;
import io.penstock.benchmark.measure.Fork;
import io.penstock.benchmark.measure.JitCompiler;
import io.penstock.benchmark.measure.Run;
import io.penstock.benchmark.measure.Settings;
import io.penstock.benchmark.report.Section;
import io.penstock.benchmark.report.Verdict;
import io.penstock.benchmark.wire.DiscardingReader;
import io.penstock.benchmark.wire.RecordCounter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * How many real events per second get to a reader at the other end of a connection?
 *
 * <p>One thread logs as fast as it can, one sends, one reads and counts records, in one process, over the loopback interface.
 * Timed until the reader has the last record. Everybody waits when full. Warm-up: batches of the same kind over the same
 * connection, until the compiler is quiet. All senders take part in all rounds, in another order each. The median of its batches is
 * a process's figure, and the median of these counts for a sender by itself; its ratio to the rival is taken round by round, and the
 * median of these counts.
 *
 * <p>Alone: {@code java -cp ... io.penstock.benchmark.questions.SentEvents form=short}; with the rest: {@code mvn -q -Pbench verify}.
 */
public final class SentEvents implements Question {

    private static final double LEAST_RATIO = 3;
    private static final double LEAST_PER_SECOND = 600_000;
    /** Less than the smallest object. */
    private static final double TOLERANCE_BYTES = 0.5;

    private static final String ROUNDS = "rounds";

    /** The rival's rows: as shipped, which the target names, and with as large a buffer as ours. */
    private static final List<EventSender> RIVAL = List.of(EventSender.LLE, EventSender.LLE_64K);

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Survey.run(List.of(new SentEvents()), arguments);
    }

    @Override
    public Section answer(Run run) throws IOException, InterruptedException {
        // In the long form 30 processes of some six seconds; six are the fewest that an interval can be made of.
        int rounds = run.form().pick(1, 3, 6);
        int batches = run.form().pick(1, 2, 3);
        int millis = run.form().pick(300, 350, 700);
        Map<EventSender, Measured> measured = new EnumMap<>(EventSender.class);
        StringBuilder csv =
                new StringBuilder("round,sender,batch,events_per_second,allocated_bytes_per_event,bytes_per_event\n");
        for (int round = 1; round <= rounds; round++) {
            for (EventSender sender : Run.shuffled(List.of(EventSender.values()), round)) {
                run.progress("sent events", round, rounds, sender.id());
                Optional<Properties> answer = run.measure(
                        InFork.class,
                        "sent-events",
                        List.of(
                                "sender=" + sender,
                                "batches=" + batches,
                                "millis=" + millis,
                                "settleMillis=" + run.form().settleMillis()));
                if (answer.isEmpty()) {
                    continue;
                }
                Properties result = answer.get();
                measured.computeIfAbsent(sender, first -> new Measured()).add(round, result, batches);
                for (int batch = 0; batch < batches; batch++) {
                    csv.append(String.join(
                                    ",",
                                    Integer.toString(round),
                                    sender.id(),
                                    Integer.toString(batch),
                                    result.getProperty(batch + ".rate"),
                                    result.getProperty(batch + ".allocated"),
                                    result.getProperty("size")))
                            .append('\n');
                }
                run.keep("sent-events.csv", csv.toString());
            }
        }
        return new Section("Sent events", markdown(measured), verdicts(measured));
    }

    private static String markdown(Map<EventSender, Measured> measured) {
        MarkdownTable table = new MarkdownTable(
                "real events over the loopback interface",
                "events/s",
                ": LogstashTcpSocketAppender, by rounds",
                "steady: last batch : first",
                "bytes/event",
                "B allocated/event, sending thread",
                "calls",
                "received",
                "lost");
        measured.forEach((sender, figures) -> table.row(
                sender.title(),
                Figures.of(figures.rate()),
                ratios(measured, sender, EventSender.LLE)
                        .map(Spread::median)
                        .map(Figures::of)
                        .orElse("-"),
                Figures.of(Figures.median(figures.lastToFirst)),
                Figures.of(figures.size),
                String.format(Locale.ROOT, "%.1f", Figures.median(figures.allocated)),
                Figures.count(figures.audit.calls()),
                figures.audit.linesText(),
                figures.audit.lostText()));
        return "One thread logs, one sends, one reads; nobody may drop; medians.\n\n![Events per second](sent-events.svg)\n\n"
                + table + "\n"
                + line("RFC 5424 by Penstock", measured, EventSender.PENSTOCK_SYSLOG)
                + line(
                        "The same encoder, LogstashEncoder, on both sides, by Penstock",
                        measured,
                        EventSender.PENSTOCK_LOGSTASH);
    }

    /** One of ours against each of the rival's rows; by its own encoder, or by the rival's, which is the sender alone. */
    private static String line(String what, Map<EventSender, Measured> measured, EventSender ours) {
        StringBuilder text = new StringBuilder();
        for (EventSender rival : RIVAL) {
            ratios(measured, ours, rival)
                    .ifPresent(ratios -> text.append("- ")
                            .append(what)
                            .append(", against ")
                            .append(rival.label())
                            .append(": ")
                            .append(ratios.text(ROUNDS))
                            .append(".\n"));
        }
        return text.toString();
    }

    /** The ratios of both, round by round; empty if they have no round in common. */
    private static Optional<Spread> ratios(Map<EventSender, Measured> measured, EventSender sender, EventSender rival) {
        if (!measured.containsKey(sender) || !measured.containsKey(rival)) {
            return Optional.empty();
        }
        Map<Integer, Double> theirs = Lookup.in(measured, rival).rateOfRound;
        List<Double> ratios = new ArrayList<>();
        Lookup.in(measured, sender).rateOfRound.forEach((round, ours) -> {
            if (theirs.containsKey(round)) {
                ratios.add(ours / theirs.get(round));
            }
        });
        return ratios.isEmpty() ? Optional.empty() : Optional.of(Spread.of(ratios));
    }

    static List<Verdict> verdicts(Map<EventSender, Measured> measured) {
        Measured syslog = Lookup.in(measured, EventSender.PENSTOCK_SYSLOG);
        double allocated = Figures.median(syslog.allocated);
        Audit audit = Audit.NOTHING;
        for (Map.Entry<EventSender, Measured> entry : measured.entrySet()) {
            audit = entry.getKey().isOurs() ? audit.plus(entry.getValue().audit) : audit;
        }
        String target = "RFC 5424 from real events against LogstashTcpSocketAppender with its own encoder";
        return List.of(
                ratios(measured, EventSender.PENSTOCK_SYSLOG, EventSender.LLE)
                        .map(ratios -> Verdict.atLeast(LEAST_RATIO, target, ratios, ROUNDS)
                                .and(againstBest(measured)))
                        .orElseGet(() -> Verdict.notRun(target)),
                Verdict.of(
                        syslog.rate() >= LEAST_PER_SECOND,
                        "RFC 5424 from real events, at least " + Figures.of(LEAST_PER_SECOND)
                                + " events/s, reader included",
                        Figures.of(syslog.rate()) + " events/s on "
                                + Runtime.getRuntime().availableProcessors() + " cores, ratio "
                                + Figures.of(syslog.rate() / LEAST_PER_SECOND)),
                Verdict.of(
                        allocated < TOLERANCE_BYTES,
                        "no allocation per real event on the sender's thread, the event's own object and text included",
                        String.format(Locale.ROOT, "%.1f bytes", allocated)),
                Verdict.of(
                        audit.lost().orElseThrow() == 0,
                        "no event lost by TcpAppender",
                        Figures.count(audit.calls()) + " calls, " + audit.linesText() + " received"));
    }

    /** The target is about the rival as shipped. This adds the ratio to the rival with a large buffer, for users who can set it. */
    private static String againstBest(Map<EventSender, Measured> measured) {
        return RIVAL.stream()
                .filter(measured::containsKey)
                .max(Comparator.comparingDouble(
                        rival -> Lookup.in(measured, rival).rate()))
                .flatMap(best -> ratios(measured, EventSender.PENSTOCK_SYSLOG, best)
                        .map(ratios -> "; against its best row (" + best.label() + ") " + ratios.text(ROUNDS)))
                .orElse("");
    }

    /** One sender, over all rounds. */
    static final class Measured {

        private final Map<Integer, Double> rateOfRound = new TreeMap<>();
        /** Far from 1 in the median of the rounds: it was not warm yet. */
        private final List<Double> lastToFirst = new ArrayList<>();

        private final List<Double> allocated = new ArrayList<>();
        private double size;
        private Audit audit = Audit.NOTHING;

        void add(int round, Properties result, int batches) {
            List<Double> ofRound = new ArrayList<>();
            for (int batch = 0; batch < batches; batch++) {
                ofRound.add(Double.valueOf(result.getProperty(batch + ".rate")));
                allocated.add(Double.valueOf(result.getProperty(batch + ".allocated")));
            }
            rateOfRound.put(round, Figures.median(ofRound));
            lastToFirst.add(ofRound.get(batches - 1) / ofRound.get(0));
            size = Double.parseDouble(result.getProperty("size"));
            audit = audit.plus(new Audit(
                    Long.parseLong(result.getProperty("calls")),
                    OptionalLong.of(Long.parseLong(result.getProperty("received")))));
        }

        private double rate() {
            return Figures.median(rateOfRound.values());
        }
    }

    /** The measuring process: one sender, several batches. */
    static final class InFork {

        private static final int PROBE_EVENTS = 50_000;
        private static final long WARM_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(2_000);
        private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);
        private static final ThreadMXBean THREADS = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

        private final EventSender sender;
        private final TcpSubject subject;
        private final DiscardingReader reader;
        private int calls;
        private long received;

        private InFork(EventSender sender, TcpSubject subject, DiscardingReader reader) {
            this.sender = sender;
            this.subject = subject;
            this.reader = reader;
        }

        public static void main(String[] arguments) throws Exception {
            Settings settings =
                    Settings.parse(arguments, Set.of("directory", "sender", "batches", "millis", "settleMillis"));
            EventSender sender = EventSender.valueOf(settings.require("sender"));
            RecordCounter counter = sender.isOctetCounted() ? RecordCounter.octetCounted() : RecordCounter.lines();
            Properties result = new Properties();
            try (DiscardingReader reader = new DiscardingReader(counter)) {
                TcpSubject subject = sender.create();
                subject.start(reader.port());
                InFork sending = new InFork(sender, subject, reader);
                int events = sending.warmUp(settings.requireLong("millis"), settings.requireLong("settleMillis"));
                for (int batch = 0; batch < settings.requireLong("batches"); batch++) {
                    sending.measure(batch, events, result);
                }
                subject.stop();
                result.setProperty("calls", Integer.toString(sending.calls));
                result.setProperty("received", Long.toString(reader.awaitRecords(sending.calls, PATIENCE_NANOS / 5)));
                result.setProperty("size", Double.toString((double) reader.bytes() / reader.records()));
            }
            Fork.report(Path.of(settings.require("directory")), result);
        }

        private int warmUp(long batchMillis, long settleMillis) throws Exception {
            long start = System.nanoTime();
            long perSecond = 0;
            while (System.nanoTime() - start < WARM_UP_NANOS) {
                long before = System.nanoTime();
                logAndAwait(PROBE_EVENTS);
                perSecond = PROBE_EVENTS * TimeUnit.SECONDS.toNanos(1) / (System.nanoTime() - before);
            }
            int events = (int) Math.max(PROBE_EVENTS, perSecond * batchMillis / 1_000);
            JitCompiler.awaitQuiet(settleMillis, () -> logAndAwait(events));
            return events;
        }

        private void measure(int batch, int events, Properties result) throws InterruptedException {
            long allocated = allocatedBySender();
            long start = System.nanoTime();
            long arrived = logAndAwait(events);
            long nanos = System.nanoTime() - start;
            allocated = allocatedBySender() - allocated;
            // Only the events that arrived are counted, so that a sender does not become faster by losing some.
            result.setProperty(batch + ".rate", Double.toString(arrived * 1e9 / nanos));
            result.setProperty(batch + ".allocated", Double.toString((double) allocated / events));
        }

        private long logAndAwait(int events) throws InterruptedException {
            for (int event = 0; event < events; event++) {
                subject.log(calls++, "Ada Lovelace");
            }
            long before = received;
            received = reader.awaitRecords(before + events, PATIENCE_NANOS);
            return received - before;
        }

        private long allocatedBySender() {
            long sum = 0;
            for (long id : THREADS.getAllThreadIds()) {
                ThreadInfo thread = THREADS.getThreadInfo(id);
                if (thread != null && thread.getThreadName().startsWith(sender.threadPrefix())) {
                    sum += THREADS.getThreadAllocatedBytes(id);
                }
            }
            return sum;
        }
    }
}
