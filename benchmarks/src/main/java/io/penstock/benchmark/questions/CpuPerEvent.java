package io.penstock.benchmark.questions;

import io.penstock.benchmark.contenders.Contender;
import io.penstock.benchmark.contenders.Group;
import io.penstock.benchmark.contenders.LoggingSubject;
import io.penstock.benchmark.contenders.SinkOptions;
import io.penstock.benchmark.figures.Audit;
import io.penstock.benchmark.figures.Figures;
import io.penstock.benchmark.figures.MarkdownTable;
import io.penstock.benchmark.measure.Fork;
import io.penstock.benchmark.measure.Form;
import io.penstock.benchmark.measure.JitCompiler;
import io.penstock.benchmark.measure.Pace;
import io.penstock.benchmark.measure.PacedCalls;
import io.penstock.benchmark.measure.Run;
import io.penstock.benchmark.measure.Settings;
import io.penstock.benchmark.measure.ThreadCpu;
import io.penstock.benchmark.measure.ThreadCpu.Kind;
import io.penstock.benchmark.report.Audits;
import io.penstock.benchmark.report.Section;
import io.penstock.benchmark.report.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * How much processor time does the whole process spend per event, when one thread logs ten events, sleeps a millisecond, and so on?
 *
 * <p>At some 9,000 events a second a consumer can sleep in between, and what waking it costs is part of the answer, wherever it is
 * spent. The row of the appender that does nothing is what sleeping itself costs, and one column is without it. Flat out, the same
 * is a column of {@link DrainedThroughput}.
 *
 * <p>The JVM's compiler works beside the application, and at so few events a second it is most of what a young process does: 100,000
 * events go before those that count, then those of the same kind until the compiler is quiet, for some seconds at most. What it
 * still took is a column of its own and in no other. The median of the rounds counts.
 *
 * <p>Alone: {@code java -cp ... io.penstock.benchmark.questions.CpuPerEvent form=short}; with the rest: {@code mvn -q -Pbench verify}.
 */
public final class CpuPerEvent implements Question {

    private static final int MOST_SETTLE_MILLIS = 2_000;

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Survey.run(List.of(new CpuPerEvent()), arguments);
    }

    @Override
    public Section answer(Run run) throws IOException, InterruptedException {
        // In the long form some five seconds per process: one of warm-up, two until the compiler is quiet, 1.2 that
        // count.
        int rounds = run.form().pick(1, 1, 3);
        int millis = run.form().pick(300, 1_000, 1_200);
        Map<Contender, Measured> measured = new EnumMap<>(Contender.class);
        StringBuilder csv = new StringBuilder(
                "round,contender,events,appender_nanos,compiler_nanos,jvm_nanos,settled,calls,lines\n");
        for (int round = 1; round <= rounds; round++) {
            for (Contender contender :
                    Run.shuffled(run.callers(contender -> takesPart(contender, run.form())), round)) {
                run.progress("cpu per event", round, rounds, contender);
                Optional<Properties> answer = run.measure(
                        contender,
                        InFork.class,
                        "cpu-per-event",
                        List.of(
                                "millis=" + millis,
                                "settleMillis=" + Math.min(run.form().settleMillis(), MOST_SETTLE_MILLIS)));
                if (answer.isEmpty()) {
                    continue;
                }
                Properties result = answer.get();
                measured.computeIfAbsent(contender, first -> new Measured()).add(result);
                csv.append(round).append(',').append(contender.id());
                for (String column : List.of("events", "application", "compiler", "jvm", "settled", "calls", "lines")) {
                    csv.append(',').append(result.getProperty(column));
                }
                csv.append('\n');
                run.keep("cpu-per-event.csv", csv.toString());
            }
        }
        return new Section("Processor time per event", markdown(measured), verdicts(measured, run.form()));
    }

    private static List<Verdict> verdicts(Map<Contender, Measured> measured, Form form) {
        Map<Contender, Audit> audits = new LinkedHashMap<>();
        measured.forEach((contender, figures) -> audits.put(contender, figures.audit));
        List<Verdict> verdicts = new ArrayList<>();
        verdicts.add(Audits.noneLost("no line lost by Penstock in small bursts", Audits.ours(Group.LOGBACK, audits)));
        if (takesPart(Contender.JUL_PENSTOCK, form)) {
            verdicts.add(Audits.noneLost(
                    "no line lost by Penstock in small bursts, with java.util.logging",
                    Audits.ours(Group.JUL, audits)));
            verdicts.add(Audits.noneLost(
                    "no line lost by Penstock in small bursts, with jboss-logmanager",
                    Audits.ours(Group.JBOSS, audits)));
        }
        return verdicts;
    }

    /**
     * In the short form contenders that burn a core all the time are left out, since the answer is known, and those that nap, since
     * {@link IdleCost} asks that.
     */
    private static boolean takesPart(Contender contender, Form form) {
        return form != Form.SHORT || (contender.group() == Group.LOGBACK && !contender.differsInItsWaitOnly());
    }

    private static String markdown(Map<Contender, Measured> measured) {
        StringBuilder text = new StringBuilder(
                "A young process compiles for seconds after its appender is warm, and at so few events a second that alone can be"
                        + " ten times what an event costs; it stands in a column of its own, and belongs to nobody's events.\n");
        for (Group group : Group.values()) {
            Map<Contender, Measured> ofGroup = new LinkedHashMap<>(measured);
            ofGroup.keySet().removeIf(contender -> contender.group() != group);
            if (!ofGroup.isEmpty()) {
                text.append(group.heading()).append('\n').append(table(ofGroup, doesNothing(group)));
            }
        }
        return text.toString();
    }

    private static Contender doesNothing(Group group) {
        return switch (group) {
            case LOGBACK -> Contender.NO_OP;
            case JUL -> Contender.JUL_NO_OP;
            case JBOSS -> Contender.JBOSS_OWN_NO_OP;
        };
    }

    private static MarkdownTable table(Map<Contender, Measured> measured, Contender doesNothing) {
        MarkdownTable table = new MarkdownTable(
                "ten events, then a millisecond of sleep; CPU µs/event",
                "caller and consumer",
                "less the one that does nothing",
                "JVM, without its compiler",
                "not counted: compiler",
                "calls",
                "lines",
                "lost");
        Measured nothing = measured.get(doesNothing);
        measured.forEach((contender, figures) -> table.row(
                contender.title(),
                Figures.of(figures.application()),
                nothing == null ? "-" : Figures.of(figures.application() - nothing.application()),
                Figures.of(Figures.median(figures.jvm)),
                Figures.of(Figures.median(figures.compiler)),
                Figures.count(figures.audit.calls()),
                figures.audit.linesText(),
                figures.audit.lostText()));
        return table;
    }

    /** One contender, over the rounds; microseconds per event. */
    private static final class Measured {

        private final List<Double> application = new ArrayList<>();
        private final List<Double> compiler = new ArrayList<>();
        private final List<Double> jvm = new ArrayList<>();
        private Audit audit = Audit.NOTHING;

        private void add(Properties result) {
            double events = Double.parseDouble(result.getProperty("events"));
            application.add(Long.parseLong(result.getProperty("application")) / 1e3 / events);
            compiler.add(Long.parseLong(result.getProperty("compiler")) / 1e3 / events);
            jvm.add(Long.parseLong(result.getProperty("jvm")) / 1e3 / events);
            audit = audit.plus(Audits.read(result));
        }

        private double application() {
            return Figures.median(application);
        }
    }

    /** The measuring process. */
    static final class InFork {

        private static final int WARM_UP_CALLS = 100_000;
        private static final int CALLS_PER_TURN = 10;
        private static final long TURNS_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

        public static void main(String[] arguments) throws Exception {
            Settings settings = Settings.parse(arguments, Set.of("directory", "contender", "millis", "settleMillis"));
            Path directory = Path.of(settings.require("directory"));
            LoggingSubject subject =
                    Contender.byId(settings.require("contender")).create();
            subject.start(Fork.sinkDirectory(directory, "sink"), SinkOptions.asShipped());
            new PacedCalls(System::nanoTime)
                    .run(new Pace(100_000), WARM_UP_CALLS, id -> subject.log(id, "Ada Lovelace"));
            boolean settled =
                    JitCompiler.awaitQuiet(settings.requireLong("settleMillis"), () -> turns(subject, TURNS_NANOS));
            for (int reading = 0; reading < 20; reading++) {
                ThreadCpu.now();
            }
            ThreadCpu before = ThreadCpu.now();
            long uncounted = calls;
            turns(subject, TimeUnit.MILLISECONDS.toNanos(settings.requireLong("millis")));
            Map<String, Long> spent = ThreadCpu.now().since(before);
            long events = calls - uncounted;
            subject.stop();

            Properties result = new Properties();
            result.setProperty("events", Long.toString(events));
            result.setProperty("application", Long.toString(ThreadCpu.nanosOf(Kind.APPLICATION, spent)));
            result.setProperty("compiler", Long.toString(ThreadCpu.nanosOf(Kind.COMPILER, spent)));
            result.setProperty(
                    "jvm",
                    Long.toString(ThreadCpu.nanosOf(Kind.COLLECTOR, spent) + ThreadCpu.nanosOf(Kind.OTHER_JVM, spent)));
            result.setProperty("settled", Boolean.toString(settled));
            Audits.write(WARM_UP_CALLS + calls, subject.linesInSink(), result);
            Fork.report(directory, result);
        }

        private static long calls;

        private static void turns(LoggingSubject subject, long nanos) throws InterruptedException {
            long start = System.nanoTime();
            while (System.nanoTime() - start < nanos) {
                for (int call = 0; call < CALLS_PER_TURN; call++) {
                    subject.log((int) calls++, "Ada Lovelace");
                }
                TimeUnit.MILLISECONDS.sleep(1);
            }
        }
    }
}
