package io.penstock.benchmark;

import io.penstock.benchmark.wire.DiscardingReader;
import io.penstock.benchmark.wire.RecordCounter;
import io.penstock.benchmark.wire.SenderLoop;
import io.penstock.benchmark.wire.SendingLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * How much of its speed does the check of the connection's state cost the sender?
 *
 * <p>Records of 200 bytes, encoded already, over the loopback interface to a reader that discards them, once by our sender and once
 * by the same without the check: in one process, over two connections that are both open all the time, batch by batch in turns,
 * and who begins changes from pair to pair. The speed of two processes differs by more than the check costs, that of two batches
 * in a row hardly. The median of the ratios of all pairs counts. In the last row both are without the check: what its ratios spread is
 * what this measurement cannot tell.
 *
 * <p>Alone: {@code java -cp ... io.penstock.benchmark.StateCheckCost form=short}; with the rest: {@code mvn -q -Pbench verify}.
 */
public final class StateCheckCost implements Question {

    private static final double LEAST_RATIO = 0.9;

    public static void main(String[] arguments) throws IOException, InterruptedException {
        BenchmarkSuite.run(List.of(new StateCheckCost()), arguments);
    }

    @Override
    public Section answer(Run run) throws IOException, InterruptedException {
        int rounds = run.form().pick(1, 2, 3);
        int pairs = run.form().pick(3, 60, 200);
        int millis = run.form().pick(20, 20, 40);
        Measured check = new Measured();
        Measured nothing = new Measured();
        StringBuilder csv =
                new StringBuilder("round,first,pair,first_records_per_second,unchecked_records_per_second\n");
        for (int round = 1; round <= rounds; round++) {
            measure(run, round, rounds, true, pairs, millis, check, csv);
            measure(run, round, rounds, false, pairs, millis, nothing, csv);
            run.keep("state-check-cost.csv", csv.toString());
        }
        return new Section("What the state check costs", markdown(check, nothing), verdicts(check));
    }

    private static void measure(
            Run run,
            int round,
            int rounds,
            boolean checked,
            int pairs,
            int millis,
            Measured measured,
            StringBuilder csv)
            throws IOException, InterruptedException {
        run.progress("state check cost", round, rounds, checked ? "checked" : "unchecked against itself");
        Optional<Properties> answer = run.measure(
                InFork.class,
                "state-check-cost",
                List.of(
                        "checked=" + checked,
                        "pairs=" + pairs,
                        "millis=" + millis,
                        "settleMillis=" + run.form().settleMillis()));
        if (answer.isEmpty()) {
            return;
        }
        Properties result = answer.get();
        measured.add(result, pairs);
        for (int pair = 0; pair < pairs; pair++) {
            csv.append(String.join(
                            ",",
                            Integer.toString(round),
                            result.getProperty("stateCheck"),
                            Integer.toString(pair),
                            result.getProperty(pair + ".first"),
                            result.getProperty(pair + ".second")))
                    .append('\n');
        }
    }

    private static String markdown(Measured check, Measured nothing) {
        MarkdownTable table = new MarkdownTable(
                "records/s against the same sender without the check",
                "median of the ratios",
                "95 % sure from",
                "to",
                "middle half from",
                "to",
                "pairs",
                "sent",
                "received",
                "lost");
        check.row("with its state check (" + check.stateCheck + ")", table);
        nothing.row("without, too: the noise of the measurement", table);
        return "Pairs of batches in one process, over two connections, in turns.\n\n" + table;
    }

    private static List<Verdict> verdicts(Measured check) {
        return List.of(
                Verdict.atLeast(
                        LEAST_RATIO,
                        "sender with its state check (" + check.stateCheck + ") against the same without",
                        Spread.of(check.ratios)),
                Audits.noneLost("no record lost by the sender, with and without its state check", check.audit));
    }

    /** One sender against the one without the check, over all pairs of all rounds. */
    private static final class Measured {

        private final List<Double> ratios = new ArrayList<>();
        private String stateCheck = "";
        private Audit audit = Audit.NOTHING;

        private void add(Properties result, int pairs) {
            for (int pair = 0; pair < pairs; pair++) {
                ratios.add(Double.parseDouble(result.getProperty(pair + ".first"))
                        / Double.parseDouble(result.getProperty(pair + ".second")));
            }
            stateCheck = result.getProperty("stateCheck");
            audit = audit.plus(new Audit(
                    Long.parseLong(result.getProperty("sent")),
                    OptionalLong.of(Long.parseLong(result.getProperty("received")))));
        }

        private void row(String title, MarkdownTable table) {
            Spread spread = Spread.of(ratios);
            table.row(
                    title,
                    Figures.of(spread.median()),
                    Figures.of(spread.lowerBound()),
                    Figures.of(spread.upperBound()),
                    Figures.of(spread.lowerQuartile()),
                    Figures.of(spread.upperQuartile()),
                    Integer.toString(ratios.size()),
                    Figures.count(audit.calls()),
                    audit.linesText(),
                    audit.lostText());
        }
    }

    /** The measuring process: two senders, in turns. */
    static final class InFork {

        private static final long PROBE_RECORDS = 100_000;
        /** The first second of a connection is another matter: the sender holds on to more. */
        private static final long WARM_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);

        public static void main(String[] arguments) throws Exception {
            Settings settings =
                    Settings.parse(arguments, Set.of("directory", "checked", "pairs", "millis", "settleMillis"));
            boolean checked = Boolean.parseBoolean(settings.require("checked"));
            Properties result = new Properties();
            try (DiscardingReader firstReader = new DiscardingReader(RecordCounter.ofSize(SendingLoop.RECORD_BYTES));
                    DiscardingReader secondReader =
                            new DiscardingReader(RecordCounter.ofSize(SendingLoop.RECORD_BYTES))) {
                try (SendingLoop firstLoop = new SenderLoop(firstReader.port(), checked);
                        SendingLoop secondLoop = new SenderLoop(secondReader.port(), false)) {
                    SentBatches first = new SentBatches(firstLoop, firstReader);
                    SentBatches second = new SentBatches(secondLoop, secondReader);
                    JitCompiler.Work both = () -> {
                        first.send(PROBE_RECORDS);
                        second.send(PROBE_RECORDS);
                    };
                    long start = System.nanoTime();
                    while (System.nanoTime() - start < WARM_UP_NANOS) {
                        both.run();
                    }
                    JitCompiler.awaitQuiet(settings.requireLong("settleMillis"), both);
                    long records = (long) Math.max(
                            PROBE_RECORDS,
                            second.recordsPerSecond(PROBE_RECORDS) * settings.requireLong("millis") / 1_000);
                    for (int pair = 0; pair < settings.requireLong("pairs"); pair++) {
                        measure(pair, records, first, second, result);
                    }
                    result.setProperty("stateCheck", firstLoop.stateCheck());
                    result.setProperty("sent", Long.toString(first.sent() + second.sent()));
                    result.setProperty("received", Long.toString(firstReader.records() + secondReader.records()));
                }
            }
            Fork.report(Path.of(settings.require("directory")), result);
        }

        private static void measure(int pair, long records, SentBatches first, SentBatches second, Properties result)
                throws Exception {
            double firstRate;
            double secondRate;
            if (pair % 2 == 0) {
                firstRate = first.recordsPerSecond(records);
                secondRate = second.recordsPerSecond(records);
            } else {
                secondRate = second.recordsPerSecond(records);
                firstRate = first.recordsPerSecond(records);
            }
            result.setProperty(pair + ".first", Double.toString(firstRate));
            result.setProperty(pair + ".second", Double.toString(secondRate));
        }
    }
}
