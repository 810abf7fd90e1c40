package io.penstock.benchmark;

import io.penstock.benchmark.subject.Contender;
import io.penstock.benchmark.subject.Group;
import io.penstock.benchmark.subject.LoggingSubject;
import io.penstock.benchmark.subject.SinkOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * How much of a processor core does an application pay for logging while it logs nothing?
 *
 * <p>The processor time of the whole process after one event, so that every thread that an appender starts is there. The row of
 * the appender that does nothing is what the JVM itself costs; it is not subtracted from the others.
 *
 * <p>Alone: {@code java -cp ... io.penstock.benchmark.IdleCost form=short}; with the rest: {@code mvn -q -Pbench verify}.
 */
public final class IdleCost implements Question {

    private static final double LIMIT_PERCENT = 0.3;
    private static final Set<Contender> NOTHING_IN_THE_BACKGROUND =
            EnumSet.of(Contender.LOGBACK_FILE, Contender.FORMAT_AND_DISCARD);

    public static void main(String[] arguments) throws IOException, InterruptedException {
        BenchmarkSuite.run(List.of(new IdleCost()), arguments);
    }

    @Override
    public Section answer(Run run) throws IOException, InterruptedException {
        int seconds = run.form().pick(1, 4, 60);
        Map<Contender, Double> percent = new LinkedHashMap<>();
        Map<Contender, Audit> audits = new LinkedHashMap<>();
        StringBuilder csv = new StringBuilder("contender,seconds,cpu_nanos,wall_nanos,calls,lines\n");
        for (Contender contender : run.callers(contender -> takesPart(contender, run.form()))) {
            run.progress("idle cost", 1, 1, contender);
            Properties result = Fork.run(
                    InFork.class,
                    run.work().resolve("idle-cost"),
                    List.of("contender=" + contender.id(), "seconds=" + seconds));
            long cpuNanos = Long.parseLong(result.getProperty("cpuNanos"));
            long wallNanos = Long.parseLong(result.getProperty("wallNanos"));
            percent.put(contender, 100.0 * cpuNanos / wallNanos);
            csv.append(contender.id())
                    .append(',')
                    .append(seconds)
                    .append(',')
                    .append(cpuNanos)
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
        return new Section("Idle cost", markdown(percent, audits), List.of(verdict(percent)));
    }

    /** Whoever burns a core all the time need not be asked each time how much of a core it is. */
    private static boolean takesPart(Contender contender, Form form) {
        return contender.group() == Group.LOGBACK
                && !NOTHING_IN_THE_BACKGROUND.contains(contender)
                && (form == Form.FULL || !contender.isYielding());
    }

    private static String markdown(Map<Contender, Double> percent, Map<Contender, Audit> audits) {
        MarkdownTable table =
                new MarkdownTable("idle process, after one event", "% of a core", "calls", "lines", "lost");
        percent.forEach((contender, cost) -> {
            Audit audit = audits.get(contender);
            table.row(
                    contender.title(),
                    String.format(Locale.ROOT, "%.3f", cost),
                    Figures.count(audit.calls()),
                    audit.linesText(),
                    audit.lostText());
        });
        return table.toString();
    }

    static Verdict verdict(Map<Contender, Double> percent) {
        String target = "idle below 0.3 % of a core";
        Double ours = percent.get(Contender.PENSTOCK);
        return ours == null
                ? Verdict.notRun(target)
                : Verdict.of(
                        ours < LIMIT_PERCENT,
                        target,
                        String.format(Locale.ROOT, "%.3f %%, JVM included, ratio %.3f", ours, ours / LIMIT_PERCENT));
    }

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
                ProcessCpu.nanos();
            }
            TimeUnit.SECONDS.sleep(SETTLE_SECONDS);

            long wallBefore = System.nanoTime();
            long cpuBefore = ProcessCpu.nanos();
            TimeUnit.SECONDS.sleep(settings.requireLong("seconds"));
            long cpuNanos = ProcessCpu.nanos() - cpuBefore;
            long wallNanos = System.nanoTime() - wallBefore;
            subject.stop();

            Properties result = new Properties();
            Audits.write(1, subject.linesInSink(), result);
            result.setProperty("cpuNanos", Long.toString(cpuNanos));
            result.setProperty("wallNanos", Long.toString(wallNanos));
            Fork.report(directory, result);
        }
    }
}
