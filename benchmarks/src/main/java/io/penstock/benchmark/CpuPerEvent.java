package io.penstock.benchmark;

import io.penstock.benchmark.subject.Contender;
import io.penstock.benchmark.subject.Group;
import io.penstock.benchmark.subject.LoggingSubject;
import io.penstock.benchmark.subject.SinkOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * How much processor time does the whole process spend per event, when one thread logs ten events, sleeps a millisecond, and so on?
 *
 * <p>At some 9,000 events a second a consumer can sleep in between, and what waking it costs is part of the answer, wherever it is
 * spent. The row of the appender that does nothing is what sleeping itself costs. Flat out, the same is a column of {@link
 * DrainedThroughput}. The calling path is warm: 100,000 events go before those that count.
 *
 * <p>Alone: {@code java -cp ... io.penstock.benchmark.CpuPerEvent form=short}; with the rest: {@code mvn -q -Pbench verify}.
 */
public final class CpuPerEvent implements Question {

    public static void main(String[] arguments) throws IOException, InterruptedException {
        BenchmarkSuite.run(List.of(new CpuPerEvent()), arguments);
    }

    @Override
    public Section answer(Run run) throws IOException, InterruptedException {
        int millis = run.form().pick(300, 1_500, 20_000);
        Map<Contender, Double> micros = new LinkedHashMap<>();
        Map<Contender, Audit> audits = new LinkedHashMap<>();
        StringBuilder csv = new StringBuilder("contender,events,cpu_nanos,calls,lines\n");
        for (Contender contender : run.callers(contender -> contender.group() == Group.LOGBACK)) {
            run.progress("cpu per event", 1, 1, contender);
            Properties result = Fork.run(
                    InFork.class,
                    run.work().resolve("cpu-per-event"),
                    List.of("contender=" + contender.id(), "millis=" + millis));
            long events = Long.parseLong(result.getProperty("events"));
            long cpuNanos = Long.parseLong(result.getProperty("cpuNanos"));
            micros.put(contender, cpuNanos / 1e3 / events);
            audits.put(contender, Audits.read(result));
            csv.append(String.join(
                            ",",
                            contender.id(),
                            Long.toString(events),
                            Long.toString(cpuNanos),
                            result.getProperty("calls"),
                            result.getProperty("lines")))
                    .append('\n');
        }
        run.keep("cpu-per-event.csv", csv.toString());
        return new Section(
                "Processor time per event",
                markdown(micros, audits),
                List.of(Audits.noneLost(
                        "no line lost by Penstock in small bursts",
                        audits.getOrDefault(Contender.PENSTOCK, Audit.NOTHING))));
    }

    private static String markdown(Map<Contender, Double> micros, Map<Contender, Audit> audits) {
        MarkdownTable table =
                new MarkdownTable("ten events, then a millisecond of sleep", "CPU µs/event", "calls", "lines", "lost");
        micros.forEach((contender, cost) -> {
            Audit audit = audits.get(contender);
            table.row(
                    contender.title(),
                    Figures.of(cost),
                    Figures.count(audit.calls()),
                    audit.linesText(),
                    audit.lostText());
        });
        return table.toString();
    }

    /** The measuring process. */
    static final class InFork {

        private static final int WARM_UP_CALLS = 100_000;
        private static final int CALLS_PER_TURN = 10;

        public static void main(String[] arguments) throws IOException, InterruptedException {
            Settings settings = Settings.parse(arguments, Set.of("directory", "contender", "millis"));
            Path directory = Path.of(settings.require("directory"));
            LoggingSubject subject =
                    Contender.byId(settings.require("contender")).create();
            subject.start(Fork.sinkDirectory(directory, "sink"), SinkOptions.asShipped());
            new PacedCalls(System::nanoTime)
                    .run(new Pace(100_000), WARM_UP_CALLS, id -> subject.log(id, "Ada Lovelace"));
            turns(subject, TimeUnit.MILLISECONDS.toNanos(200));
            for (int reading = 0; reading < 20; reading++) {
                ProcessCpu.nanos();
            }
            long cpuBefore = ProcessCpu.nanos();
            long uncounted = calls;
            turns(subject, TimeUnit.MILLISECONDS.toNanos(settings.requireLong("millis")));
            long cpuNanos = ProcessCpu.nanos() - cpuBefore;
            long events = calls - uncounted;
            subject.stop();

            Properties result = new Properties();
            result.setProperty("events", Long.toString(events));
            result.setProperty("cpuNanos", Long.toString(cpuNanos));
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
