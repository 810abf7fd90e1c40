package io.penstock.benchmark.questions;

import io.penstock.benchmark.figures.Audit;
import io.penstock.benchmark.figures.Figures;
import io.penstock.benchmark.figures.MarkdownTable;
import io.penstock.benchmark.figures.Spread;
import io.penstock.benchmark.measure.Fork;
import io.penstock.benchmark.measure.JitCompiler;
import io.penstock.benchmark.measure.Run;
import io.penstock.benchmark.measure.SentBatches;
import io.penstock.benchmark.measure.Settings;
import io.penstock.benchmark.report.Audits;
import io.penstock.benchmark.report.Section;
import io.penstock.benchmark.report.Verdict;
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
 * <p>Records of 200 bytes, encoded already, over the loopback interface to readers that discard them, by our sender and by the same
 * without the check: in one process, over four connections that are open all the time, two of each, batch by batch in turns.
 * The speed of two processes differs by more than the check costs, that of two batches in a row hardly.
 *
 * <p>What a batch gains by being the first or the second, over the connection that was opened first or second, is more than the check
 * costs, too. Hence quadruples: checked, unchecked, unchecked, checked, and the next one the other way round; the geometric mean of
 * the two ratios is one figure, in which both sides were first as often as second, and on an earlier connection as often as on a
 * later one. All quadruples of a process share what it compiled and where its buffers lie: their median is one figure, and the interval is that of the
 * processes. As often both sides are without the check: that control must include 1, or this measurement is invalid.
 *
 * <p>Alone: {@code java -cp ... io.penstock.benchmark.questions.StateCheckCost form=short}; with the rest: {@code mvn -q -Pbench verify}.
 */
public final class StateCheckCost implements Question {

    private static final double LEAST_RATIO = 0.9;
    private static final String PROCESSES = "processes";

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Survey.run(List.of(new StateCheckCost()), arguments);
    }

    @Override
    public Section answer(Run run) throws IOException, InterruptedException {
        // In the long form twelve processes of some nine seconds: one and a half of warm-up, two until the compiler is
        // quiet, four of batches.
        int rounds = run.form().pick(1, 2, 6);
        int quadruples = run.form().pick(4, 30, 40);
        int millis = run.form().pick(20, 20, 25);
        Measured check = new Measured();
        Measured nothing = new Measured();
        StringBuilder csv = new StringBuilder(
                "round,first,quadruple,checked_1_per_second,unchecked_1_per_second,unchecked_2_per_second,checked_2_per_second,ratio\n");
        for (int round = 1; round <= rounds; round++) {
            for (boolean checked : Run.shuffled(List.of(true, false), round)) {
                measure(run, round, rounds, checked, quadruples, millis, checked ? check : nothing, csv);
            }
            run.keep("state-check-cost.csv", csv.toString());
        }
        return new Section("What the state check costs", markdown(check, nothing), verdicts(check, nothing));
    }

    private static void measure(
            Run run,
            int round,
            int rounds,
            boolean checked,
            int quadruples,
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
                        "quadruples=" + quadruples,
                        "millis=" + millis,
                        "settleMillis=" + run.form().settleMillis()));
        if (answer.isEmpty()) {
            return;
        }
        Properties result = answer.get();
        List<Double> ratios = new ArrayList<>();
        for (int quadruple = 0; quadruple < quadruples; quadruple++) {
            double[] rates = new double[InFork.CONNECTIONS];
            csv.append(round)
                    .append(',')
                    .append(result.getProperty("stateCheck"))
                    .append(',')
                    .append(quadruple);
            for (int connection = 0; connection < rates.length; connection++) {
                String rate = result.getProperty(quadruple + "." + connection);
                rates[connection] = Double.parseDouble(rate);
                csv.append(',').append(rate);
            }
            ratios.add(ratio(rates));
            csv.append(',').append(ratio(rates)).append('\n');
        }
        measured.add(result, ratios);
    }

    /** Of the rates over the four connections: checked, unchecked, unchecked, checked. */
    static double ratio(double... rates) {
        return Math.sqrt(rates[0] / rates[1] * (rates[3] / rates[2]));
    }

    private static String markdown(Measured check, Measured nothing) {
        MarkdownTable table = new MarkdownTable(
                "records/s against the same sender without the check",
                "median of the processes",
                "lowest",
                "highest",
                "quadruples: middle half from",
                "to",
                "processes",
                "sent",
                "received",
                "lost");
        check.row("with its state check (" + check.stateCheck + ")", table);
        nothing.row("without, too: the control", table);
        return "Batches in turns over four connections of one process, two with and two without the check; each quadruple is one ratio, the"
                + " median of a process one figure. The control must include 1.\n\n" + table;
    }

    private static List<Verdict> verdicts(Measured check, Measured nothing) {
        String target = "sender with its state check (" + check.stateCheck + ") against the same without";
        Verdict verdict = check.ofProcesses.isEmpty() || nothing.ofProcesses.isEmpty()
                ? Verdict.notRun(target)
                : verdict(target, Spread.of(check.ofProcesses), Spread.of(nothing.ofProcesses));
        return List.of(
                verdict,
                Audits.noneLost("no record lost by the sender, with and without its state check", check.audit));
    }

    static Verdict verdict(String target, Spread check, Spread control) {
        return Verdict.atLeast(LEAST_RATIO, target, check, PROCESSES)
                .and("; control: " + control.text(PROCESSES))
                .unlessControlExcludesOne(control, PROCESSES);
    }

    /** One sender against the one without the check, over all processes. */
    private static final class Measured {

        private final List<Double> ofProcesses = new ArrayList<>();
        private final List<Double> ofQuadruples = new ArrayList<>();
        private String stateCheck = "";
        private Audit audit = Audit.NOTHING;

        private void add(Properties result, List<Double> ratios) {
            ofQuadruples.addAll(ratios);
            ofProcesses.add(Figures.median(ratios));
            stateCheck = result.getProperty("stateCheck");
            audit = audit.plus(new Audit(
                    Long.parseLong(result.getProperty("sent")),
                    OptionalLong.of(Long.parseLong(result.getProperty("received")))));
        }

        private void row(String title, MarkdownTable table) {
            if (ofProcesses.isEmpty()) {
                return;
            }
            Spread spread = Spread.of(ofProcesses);
            Spread within = Spread.of(ofQuadruples);
            table.row(
                    title,
                    Figures.of(spread.median()),
                    Figures.of(spread.lowerBound()),
                    Figures.of(spread.upperBound()),
                    Figures.of(within.lowerQuartile()),
                    Figures.of(within.upperQuartile()),
                    Integer.toString(ofProcesses.size()),
                    Figures.count(audit.calls()),
                    audit.linesText(),
                    audit.lostText());
        }
    }

    /** The measuring process: four senders, in turns. */
    static final class InFork {

        /** Checked, unchecked, unchecked, checked. */
        static final int CONNECTIONS = 4;

        private static final long PROBE_RECORDS = 100_000;
        /** The first second of a connection is another matter: the sender holds on to more. */
        private static final long WARM_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);

        private final List<DiscardingReader> readers = new ArrayList<>();
        private final List<SendingLoop> loops = new ArrayList<>();
        private final List<SentBatches> senders = new ArrayList<>();

        public static void main(String[] arguments) throws Exception {
            Settings settings =
                    Settings.parse(arguments, Set.of("directory", "checked", "quadruples", "millis", "settleMillis"));
            Properties result = new Properties();
            InFork sending = new InFork();
            try {
                sending.open(Boolean.parseBoolean(settings.require("checked")));
                sending.measure(settings, result);
            } finally {
                sending.close();
            }
            Fork.report(Path.of(settings.require("directory")), result);
        }

        private void open(boolean checked) throws IOException {
            for (int connection = 0; connection < CONNECTIONS; connection++) {
                DiscardingReader reader = new DiscardingReader(RecordCounter.ofSize(SendingLoop.RECORD_BYTES));
                readers.add(reader);
                boolean outer = connection == 0 || connection == CONNECTIONS - 1;
                SendingLoop loop = new SenderLoop(reader.port(), checked && outer);
                loops.add(loop);
                senders.add(new SentBatches(loop, reader));
            }
        }

        private void close() throws IOException {
            for (SendingLoop loop : loops) {
                loop.close();
            }
            for (DiscardingReader reader : readers) {
                reader.close();
            }
        }

        private void measure(Settings settings, Properties result) throws Exception {
            JitCompiler.Work all = () -> {
                for (SentBatches sender : senders) {
                    sender.send(PROBE_RECORDS);
                }
            };
            long start = System.nanoTime();
            while (System.nanoTime() - start < WARM_UP_NANOS) {
                all.run();
            }
            JitCompiler.awaitQuiet(settings.requireLong("settleMillis"), all);
            long records = (long) Math.max(
                    PROBE_RECORDS,
                    senders.get(1).recordsPerSecond(PROBE_RECORDS) * settings.requireLong("millis") / 1_000);
            for (int quadruple = 0; quadruple < settings.requireLong("quadruples"); quadruple++) {
                for (int turn = 0; turn < CONNECTIONS; turn++) {
                    // Who begins changes within each half: 0 1 2 3, 1 0 3 2.
                    int connection = quadruple % 2 == 0 ? turn : turn ^ 1;
                    result.setProperty(
                            quadruple + "." + connection,
                            Double.toString(senders.get(connection).recordsPerSecond(records)));
                }
            }
            result.setProperty("stateCheck", loops.get(0).stateCheck());
            result.setProperty(
                    "sent",
                    Long.toString(senders.stream().mapToLong(SentBatches::sent).sum()));
            result.setProperty(
                    "received",
                    Long.toString(readers.stream()
                            .mapToLong(DiscardingReader::records)
                            .sum()));
        }
    }
}
