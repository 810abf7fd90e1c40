package io.penstock.benchmark;

import io.penstock.benchmark.subject.Contender;
import io.penstock.benchmark.subject.Group;
import io.penstock.benchmark.subject.LoggingSubject;
import io.penstock.benchmark.subject.SinkOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * How long does each of 20,000 calls in a row keep its caller, after 100 ms without any?
 *
 * <p>More than a ring holds, from a standing start: the consumer sleeps, and is then slower than the producer. Everybody as shipped, so
 * look at the lines lost; one process per contender. Warm-up as in {@link CallerLatency}, and two bursts that do not count.
 *
 * <p>Alone: {@code java -cp ... io.penstock.benchmark.CallerBurst form=short}; with the rest: {@code mvn -q -Pbench verify}.
 */
public final class CallerBurst implements Question {

    private static final int CALLS = 20_000;
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99, 100};

    public static void main(String[] arguments) throws IOException, InterruptedException {
        BenchmarkSuite.run(List.of(new CallerBurst()), arguments);
    }

    @Override
    public Section answer(Run run) throws IOException, InterruptedException {
        int bursts = run.form().pick(2, 8, 30);
        int warmUpCalls = run.form().pick(50_000, 100_000, 300_000);
        Map<Contender, Histogram> calls = new LinkedHashMap<>();
        Map<Contender, Double> millis = new LinkedHashMap<>();
        Map<Contender, Audit> audits = new LinkedHashMap<>();
        StringBuilder csv = new StringBuilder("contender,burst,nanos\n");
        StringBuilder callsCsv = new StringBuilder("contender,p50,p90,p99,p99.9,p99.99,max,calls,lines\n");
        for (Contender contender : run.callers(contender -> takesPart(contender, run.form()))) {
            run.progress("caller burst", 1, 1, contender);
            Path directory = run.work().resolve("caller-burst");
            Optional<Properties> answer = run.measure(
                    InFork.class,
                    "caller-burst",
                    List.of("contender=" + contender.id(), "bursts=" + bursts, "warmUpCalls=" + warmUpCalls));
            if (answer.isEmpty()) {
                continue;
            }
            Properties result = answer.get();
            calls.put(contender, Histograms.read(directory.resolve("calls")));
            audits.put(contender, Audits.read(result));
            List<Double> durations = new ArrayList<>();
            for (int burst = 0; burst < bursts; burst++) {
                long nanos = Long.parseLong(result.getProperty(burst + ".nanos"));
                durations.add(nanos / 1e6);
                csv.append(contender.id())
                        .append(',')
                        .append(burst)
                        .append(',')
                        .append(nanos)
                        .append('\n');
            }
            millis.put(contender, Figures.median(durations));
            Histograms.keep(run.results().resolve("caller-burst-" + contender.id() + ".hgrm"), calls.get(contender));
            run.keep("caller-burst.csv", csv.toString());
            appendCalls(callsCsv, contender, calls.get(contender), result);
            run.keep("caller-burst-calls.csv", callsCsv.toString());
        }
        return new Section("Burst", markdown(calls, millis, audits), verdicts(audits, run.form()));
    }

    private static void appendCalls(StringBuilder csv, Contender contender, Histogram calls, Properties result) {
        csv.append(contender.id());
        for (double percentile : PERCENTILES) {
            csv.append(',').append(calls.getValueAtPercentile(percentile));
        }
        csv.append(',')
                .append(result.getProperty("calls"))
                .append(',')
                .append(result.getProperty("lines"))
                .append('\n');
    }

    /** Those of java.util.logging write a hundred thousand lines a second without a queue: that takes the long form's time. */
    private static boolean takesPart(Contender contender, Form form) {
        return contender.group() == Group.LOGBACK || form != Form.SHORT;
    }

    private static String markdown(
            Map<Contender, Histogram> calls, Map<Contender, Double> millis, Map<Contender, Audit> audits) {
        StringBuilder text = new StringBuilder("20,000 calls after 100 ms of silence, everybody as shipped.\n");
        for (Group group : Group.values()) {
            Map<Contender, Histogram> ofGroup = new LinkedHashMap<>(calls);
            ofGroup.keySet().removeIf(contender -> contender.group() != group);
            if (ofGroup.isEmpty()) {
                continue;
            }
            boolean jul = group == Group.JUL;
            MarkdownTable table = new MarkdownTable("20,000 calls in a row", "ms, median of the bursts");
            ofGroup.keySet().forEach(contender -> table.row(contender.title(), Figures.of(millis.get(contender))));
            text.append(jul ? "\n### java.util.logging\n" : "")
                    .append("\n![Percentiles](caller-burst")
                    .append(jul ? "-jul" : "")
                    .append(".svg)\n\n")
                    .append(LatencyTable.markdown(
                            ofGroup, audits, jul ? CallerLatency.JUL_RIVALS : CallerLatency.RIVALS))
                    .append('\n')
                    .append(table);
        }
        return text.toString();
    }

    private static List<Verdict> verdicts(Map<Contender, Audit> audits, Form form) {
        List<Verdict> verdicts = new ArrayList<>();
        verdicts.add(Audits.noneLost("no line lost by Penstock in bursts", Audits.ours(Group.LOGBACK, audits)));
        if (takesPart(Contender.JUL_PENSTOCK, form)) {
            verdicts.add(Audits.noneLost(
                    "no line lost by Penstock in bursts, with java.util.logging", Audits.ours(Group.JUL, audits)));
        }
        return verdicts;
    }

    /** The measuring process: one contender. */
    static final class InFork {

        private static final Pace WARM_UP = new Pace(100_000);
        private static final int UNCOUNTED_BURSTS = 2;
        private static final long SILENCE_MILLIS = 100;
        private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(10);

        public static void main(String[] arguments) throws IOException, InterruptedException {
            Settings settings = Settings.parse(arguments, Set.of("directory", "contender", "bursts", "warmUpCalls"));
            Path directory = Path.of(settings.require("directory"));
            LoggingSubject subject =
                    Contender.byId(settings.require("contender")).create();
            subject.start(Fork.sinkDirectory(directory, "sink"), SinkOptions.asShipped());
            long warmUpCalls = settings.requireLong("warmUpCalls");
            new PacedCalls(System::nanoTime).run(WARM_UP, warmUpCalls, id -> subject.log(id, "Ada Lovelace"));
            int bursts = (int) settings.requireLong("bursts");
            Histogram ignored = new Histogram(LONGEST_NANOS, 3);
            Histogram calls = new Histogram(LONGEST_NANOS, 3);
            Properties result = new Properties();

            for (int burst = -UNCOUNTED_BURSTS; burst < bursts; burst++) {
                TimeUnit.MILLISECONDS.sleep(SILENCE_MILLIS);
                long nanos = burst(subject, burst < 0 ? ignored : calls);
                result.setProperty(burst + ".nanos", Long.toString(nanos));
            }
            subject.stop();

            Histograms.write(directory.resolve("calls"), calls);
            Audits.write(warmUpCalls + (long) CALLS * (bursts + UNCOUNTED_BURSTS), subject.linesInSink(), result);
            Fork.report(directory, result);
        }

        private static long burst(LoggingSubject subject, Histogram calls) {
            long start = System.nanoTime();
            long before = start;
            for (int id = 0; id < CALLS; id++) {
                subject.log(id, "Ada Lovelace");
                long now = System.nanoTime();
                calls.recordValue(Math.min(now - before, LONGEST_NANOS));
                before = now;
            }
            return before - start;
        }
    }
}
