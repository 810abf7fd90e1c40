package io.penstock.benchmark.questions;

import io.penstock.benchmark.contenders.Contender;
import io.penstock.benchmark.contenders.Group;
import io.penstock.benchmark.contenders.LoggingSubject;
import io.penstock.benchmark.contenders.SinkOptions;
import io.penstock.benchmark.figures.Audit;
import io.penstock.benchmark.figures.Figures;
import io.penstock.benchmark.figures.Lookup;
import io.penstock.benchmark.figures.MarkdownTable;
import io.penstock.benchmark.measure.Fork;
import io.penstock.benchmark.measure.Form;
import io.penstock.benchmark.measure.ProcessCpu;
import io.penstock.benchmark.measure.Run;
import io.penstock.benchmark.measure.Settings;
import io.penstock.benchmark.measure.ThreadCpu;
import io.penstock.benchmark.report.Audits;
import io.penstock.benchmark.report.Section;
import io.penstock.benchmark.report.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How much of a processor core does an application pay for logging while it logs nothing?
 *
 * <p>The processor time of all threads that are not the JVM's own, but for the one that measures, after one event. The whole process stands
 * beside it, since an appender may keep a collector or a compiler busy, too; the row of the appender that does nothing shows
 * what a JVM costs by itself: about as much as the target allows. Without {@code /proc} only the process is known, and decides.
 *
 * <p>Alone: {@code java -cp ... io.penstock.benchmark.questions.IdleCost form=short}; with the rest: {@code mvn -q -Pbench verify}.
 */
public final class IdleCost implements Question {

    private static final double LIMIT_PERCENT = 0.3;
    /** Each has a heap of 1 GiB. */
    private static final int AT_A_TIME = 3;

    private static final Set<Contender> NOTHING_IN_THE_BACKGROUND =
            EnumSet.of(Contender.LOGBACK_FILE, Contender.FORMAT_AND_DISCARD, Contender.JUL_FILE);

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Survey.run(List.of(new IdleCost()), arguments);
    }

    @Override
    public Section answer(Run run) throws IOException, InterruptedException {
        int seconds = run.form().pick(1, 4, 12);
        Map<Contender, Idle> idle = new LinkedHashMap<>();
        Map<Contender, Audit> audits = new LinkedHashMap<>();
        StringBuilder csv = new StringBuilder("contender,seconds,cpu_nanos,own_nanos,wall_nanos,calls,lines\n");
        for (Map.Entry<Contender, Properties> measured : measure(run, seconds).entrySet()) {
            Contender contender = measured.getKey();
            Properties result = measured.getValue();
            long cpuNanos = Long.parseLong(result.getProperty("cpuNanos"));
            long ownNanos = Long.parseLong(result.getProperty("ownNanos"));
            long wallNanos = Long.parseLong(result.getProperty("wallNanos"));
            idle.put(contender, new Idle(100.0 * cpuNanos / wallNanos, 100.0 * ownNanos / wallNanos));
            csv.append(contender.id())
                    .append(',')
                    .append(seconds)
                    .append(',')
                    .append(cpuNanos)
                    .append(',')
                    .append(ownNanos)
                    .append(',')
                    .append(wallNanos)
                    .append(',')
                    .append(result.getProperty("calls"))
                    .append(',')
                    .append(result.getProperty("lines"))
                    .append('\n');
            audits.put(contender, Audits.read(result));
        }
        run.keep("idle-cost.csv", csv.toString());
        return new Section("Idle cost", markdown(idle, audits), List.of(verdict(idle), verdictJul(idle)));
    }

    /** Several at a time: idle processes are in nobody's way, and each counts its own time. */
    private static Map<Contender, Properties> measure(Run run, int seconds) throws IOException, InterruptedException {
        Map<Contender, Future<Optional<Properties>>> forks = new LinkedHashMap<>();
        ExecutorService atATime = Executors.newFixedThreadPool(AT_A_TIME);
        try {
            for (Contender contender : run.callers(contender -> takesPart(contender, run.form()))) {
                forks.put(contender, atATime.submit(() -> {
                    run.progress("idle cost", 1, 1, contender);
                    return run.measure(
                            contender, InFork.class, "idle-cost-" + contender.id(), List.of("seconds=" + seconds));
                }));
            }
            Map<Contender, Properties> results = new LinkedHashMap<>();
            for (Map.Entry<Contender, Future<Optional<Properties>>> fork : forks.entrySet()) {
                fork.getValue().get().ifPresent(result -> results.put(fork.getKey(), result));
            }
            return results;
        } catch (ExecutionException e) {
            throw new IOException("a process could not be measured", e.getCause());
        } finally {
            atATime.shutdownNow();
        }
    }

    /**
     * Contenders that burn a core all the time are left out of the shorter forms, since the answer is known; those that nap instead of being
     * signalled are what this question is about. Of java.util.logging only the one that a target is about, in the short form.
     */
    private static boolean takesPart(Contender contender, Form form) {
        if (contender.group() == Group.JUL && form == Form.SHORT) {
            return contender == Contender.JUL_PENSTOCK;
        }
        return contender.group() != Group.JBOSS
                && !NOTHING_IN_THE_BACKGROUND.contains(contender)
                && (form == Form.FULL || !contender.isYielding());
    }

    private static String markdown(Map<Contender, Idle> idle, Map<Contender, Audit> audits) {
        MarkdownTable table = new MarkdownTable(
                "% of a core, idle after one event", "its own threads", "whole process", "calls", "lines", "lost");
        idle.forEach((contender, cost) -> {
            Audit audit = Lookup.in(audits, contender);
            table.row(
                    contender.title(),
                    String.format(Locale.ROOT, "%.3f", cost.ownPercent),
                    String.format(Locale.ROOT, "%.3f", cost.processPercent),
                    Figures.count(audit.calls()),
                    audit.linesText(),
                    audit.lostText());
        });
        return table.toString();
    }

    static Verdict verdict(Map<Contender, Idle> idle) {
        return verdict("idle below 0.3 % of a core", idle.get(Contender.PENSTOCK), idle.get(Contender.NO_OP));
    }

    private static Verdict verdictJul(Map<Contender, Idle> idle) {
        return verdict(
                "idle below 0.3 % of a core, with java.util.logging",
                idle.get(Contender.JUL_PENSTOCK), idle.get(Contender.JUL_NO_OP));
    }

    private static Verdict verdict(String target, @Nullable Idle ours, @Nullable Idle nothing) {
        return ours == null
                ? Verdict.notRun(target)
                : Verdict.of(
                        ours.ownPercent < LIMIT_PERCENT,
                        target,
                        String.format(
                                Locale.ROOT,
                                "%.3f %%, ratio %.3f; the process with its JVM %.3f %%%s",
                                ours.ownPercent,
                                ours.ownPercent / LIMIT_PERCENT,
                                ours.processPercent,
                                byItself(nothing)));
    }

    private static String byItself(@Nullable Idle nothing) {
        return nothing == null
                ? ""
                : String.format(Locale.ROOT, ", with an appender that does nothing %.3f %%", nothing.processPercent);
    }

    record Idle(double processPercent, double ownPercent) {}

    /** The measuring process. */
    static final class InFork {

        private static final long SETTLE_SECONDS = 2;

        public static void main(String[] arguments) throws IOException, InterruptedException {
            Settings settings = Settings.parse(arguments, Set.of("directory", "contender", "seconds"));
            Path directory = Path.of(settings.require("directory"));
            LoggingSubject subject =
                    Contender.byId(settings.require("contender")).create();
            subject.start(Fork.sinkDirectory(directory, "sink"), SinkOptions.asShipped());
            subject.log(1, "Ada Lovelace");
            // The first readings load and compile code; what they cost must not count.
            for (int reading = 0; reading < 20; reading++) {
                ThreadCpu.now();
                ProcessCpu.nanos();
            }
            TimeUnit.SECONDS.sleep(SETTLE_SECONDS);

            long wallBefore = System.nanoTime();
            ThreadCpu threadsBefore = ThreadCpu.now();
            long cpuBefore = ProcessCpu.nanos();
            TimeUnit.SECONDS.sleep(settings.requireLong("seconds"));
            long cpuNanos = ProcessCpu.nanos() - cpuBefore;
            Map<String, Long> spent = ThreadCpu.now().since(threadsBefore);
            long wallNanos = System.nanoTime() - wallBefore;
            subject.stop();

            Properties result = new Properties();
            Audits.write(1, subject.linesInSink(), result);
            result.setProperty("cpuNanos", Long.toString(cpuNanos));
            result.setProperty("ownNanos", Long.toString(spent.isEmpty() ? cpuNanos : ownNanos(spent)));
            result.setProperty("wallNanos", Long.toString(wallNanos));
            Fork.report(directory, result);
        }

        /** All but the present thread, which has read all these files. */
        private static long ownNanos(Map<String, Long> spent) throws IOException {
            Map<String, Long> others = new HashMap<>(spent);
            Path measuring = Path.of("/proc/thread-self").toRealPath().getFileName();
            others.keySet().removeIf(thread -> thread.startsWith(measuring + " "));
            return ThreadCpu.nanosOf(ThreadCpu.Kind.APPLICATION, others);
        }
    }
}
