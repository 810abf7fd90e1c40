package io.penstock.benchmark.questions;

import io.penstock.benchmark.contenders.Contender;
import io.penstock.benchmark.contenders.Group;
import io.penstock.benchmark.contenders.LoggingSubject;
import io.penstock.benchmark.contenders.SinkOptions;
import io.penstock.benchmark.figures.Audit;
import io.penstock.benchmark.figures.Figures;
import io.penstock.benchmark.figures.Histograms;
import io.penstock.benchmark.figures.Lookup;
import io.penstock.benchmark.figures.MarkdownTable;
import io.penstock.benchmark.measure.Fork;
import io.penstock.benchmark.measure.Form;
import io.penstock.benchmark.measure.Pace;
import io.penstock.benchmark.measure.PacedCalls;
import io.penstock.benchmark.measure.Run;
import io.penstock.benchmark.measure.Settings;
import io.penstock.benchmark.report.Audits;
import io.penstock.benchmark.report.LatencyTable;
import io.penstock.benchmark.report.Section;
import io.penstock.benchmark.report.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
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
 * look at the lines lost; one process per contender and round, and the calls of all rounds together. Warm-up as in {@link CallerLatency}, and two bursts that do not count.
 *
 * <p>Alone: {@code java -cp ... io.penstock.benchmark.questions.CallerBurst form=short}; with the rest: {@code mvn -q -Pbench verify}.
 */
public final class CallerBurst implements Question {

    private static final int CALLS = 20_000;
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99, 100};

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Survey.run(List.of(new CallerBurst()), arguments);
    }

    @Override
    public Section answer(Run run) throws IOException, InterruptedException {
        // In the long form some four seconds per process: one of warm-up, 14 times the silence and a burst.
        int rounds = run.form().pick(1, 1, 2);
        int bursts = run.form().pick(2, 8, 12);
        int warmUpCalls = run.form().pick(50_000, 100_000, 100_000);
        Map<Contender, Histogram> calls = new EnumMap<>(Contender.class);
        Map<Contender, List<Double>> millis = new EnumMap<>(Contender.class);
        Map<Contender, Audit> audits = new EnumMap<>(Contender.class);
        StringBuilder csv = new StringBuilder("round,contender,burst,nanos\n");
        for (int round = 1; round <= rounds; round++) {
            for (Contender contender :
                    Run.shuffled(run.callers(contender -> takesPart(contender, run.form())), round)) {
                run.progress("caller burst", round, rounds, contender);
                Path directory = run.work().resolve("caller-burst");
                Optional<Properties> answer = run.measure(
                        contender,
                        InFork.class,
                        "caller-burst",
                        List.of("bursts=" + bursts, "warmUpCalls=" + warmUpCalls));
                if (answer.isEmpty()) {
                    continue;
                }
                Properties result = answer.get();
                Histogram ofRound = Histograms.read(directory.resolve("calls"));
                calls.computeIfAbsent(contender, first -> new Histogram(ofRound.getHighestTrackableValue(), 3))
                        .add(ofRound);
                audits.merge(contender, Audits.read(result), Audit::plus);
                List<Double> durations = new ArrayList<>();
                for (int burst = 0; burst < bursts; burst++) {
                    String nanos = result.getProperty(burst + ".nanos");
                    durations.add(Long.parseLong(nanos) / 1e6);
                    csv.append(String.join(
                                    ",", Integer.toString(round), contender.id(), Integer.toString(burst), nanos))
                            .append('\n');
                }
                millis.computeIfAbsent(contender, first -> new ArrayList<>()).add(Figures.median(durations));
                Histograms.keep(
                        run.results().resolve("caller-burst-" + contender.id() + ".hgrm"), Lookup.in(calls, contender));
                run.keep("caller-burst.csv", csv.toString());
            }
            run.keep("caller-burst-calls.csv", callsCsv(calls, audits));
        }
        return new Section("Burst", markdown(calls, millis, audits), verdicts(audits, run.form()));
    }

    private static String callsCsv(Map<Contender, Histogram> calls, Map<Contender, Audit> audits) {
        StringBuilder csv = new StringBuilder("contender,p50,p90,p99,p99.9,p99.99,max,calls,lines\n");
        calls.forEach((contender, histogram) -> {
            csv.append(contender.id());
            for (double percentile : PERCENTILES) {
                csv.append(',').append(histogram.getValueAtPercentile(percentile));
            }
            Audit audit = Lookup.in(audits, contender);
            csv.append(',').append(audit.calls()).append(',');
            audit.lines().ifPresent(csv::append);
            csv.append('\n');
        });
        return csv.toString();
    }

    /**
     * Contenders of java.util.logging and those that only wait in another way take part in the long form only: the former write just a hundred
     * thousand lines a second, so their bursts take long.
     */
    private static boolean takesPart(Contender contender, Form form) {
        return switch (contender.group()) {
            case LOGBACK -> form != Form.SHORT || !contender.differsInItsWaitOnly();
            case JUL -> form != Form.SHORT;
            case JBOSS -> false;
        };
    }

    private static String markdown(
            Map<Contender, Histogram> calls, Map<Contender, List<Double>> millis, Map<Contender, Audit> audits) {
        StringBuilder text = new StringBuilder("20,000 calls after 100 ms of silence, everybody as shipped.\n");
        for (Group group : Group.values()) {
            Map<Contender, Histogram> ofGroup = new LinkedHashMap<>(calls);
            ofGroup.keySet().removeIf(contender -> contender.group() != group);
            if (ofGroup.isEmpty()) {
                continue;
            }
            MarkdownTable table = new MarkdownTable(
                    "20,000 calls in a row", "ms, median of the bursts, then of the starts", "best start", "worst");
            ofGroup.keySet().forEach(contender -> {
                List<Double> starts = Lookup.in(millis, contender);
                table.row(
                        contender.title(),
                        Figures.of(Figures.median(starts)),
                        Figures.of(Collections.min(starts)),
                        Figures.of(Collections.max(starts)));
            });
            text.append(group.heading())
                    .append("\n![Percentiles](")
                    .append(group.fileName("caller-burst"))
                    .append(".svg)\n\n")
                    .append(LatencyTable.markdown(
                            ofGroup, audits, group == Group.JUL ? CallerLatency.JUL_RIVALS : CallerLatency.RIVALS))
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
