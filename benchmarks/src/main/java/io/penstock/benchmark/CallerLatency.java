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
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * How long does {@code logger.info("order {} processed for {}", id, name)} keep its caller, at 1,000, 10,000 and 100,000 calls
 * per second?
 *
 * <p>One producer thread, busy waiting between its calls; a file behind a 256 KiB buffer; every contender as shipped. Each
 * contender runs in a process of its own, all contenders once per round; the rounds are merged. The calling path is compiled
 * before anything is recorded: by calls at 100,000 per second into another file, until the compiler is quiet. With java.util.logging the question is asked
 * at 10,000 calls per second only, and the file has no buffer: the JDK's FileHandler flushes every record.
 *
 * <p>Alone: {@code java -cp ... io.penstock.benchmark.CallerLatency form=short}; with the rest: {@code mvn -q -Pbench verify}.
 */
public final class CallerLatency implements Question {

    static final Set<Contender> RIVALS = Set.of(Contender.LOGBACK_ASYNC, Contender.LOGSTASH_ASYNC);

    static final Set<Contender> JUL_RIVALS = Set.of(Contender.JUL_JBOSS);

    private static final List<Long> RATES = List.of(1_000L, 10_000L, 100_000L);
    private static final List<Long> JUL_RATES = List.of(10_000L);
    /** What a call may take whoever else there is. */
    private static final double MOST_MICROS_P50 = 0.3;

    private static final double MOST_MICROS_P99 = 1;
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99, 100};

    public static void main(String[] arguments) throws IOException, InterruptedException {
        BenchmarkSuite.run(List.of(new CallerLatency()), arguments);
    }

    @Override
    public Section answer(Run run) throws IOException, InterruptedException {
        int rounds = run.form().pick(1, 1, 3);
        int millis = run.form().pick(300, 1_500, 2_500);
        Map<Long, Measured> measured = new LinkedHashMap<>();
        RATES.forEach(rate -> measured.put(rate, new Measured()));
        Map<Long, Measured> measuredJul = new LinkedHashMap<>();
        JUL_RATES.forEach(rate -> measuredJul.put(rate, new Measured()));
        StringBuilder csv = new StringBuilder("round,contender,rate,time,p50,p90,p99,p99.9,p99.99,max,calls,lines\n");

        for (int round = 1; round <= rounds; round++) {
            for (Contender contender :
                    Run.shuffled(run.callers(contender -> takesPart(contender, run.form())), round)) {
                run.progress("caller latency", round, rounds, contender);
                Path directory = run.work().resolve("caller-latency");
                Optional<Properties> answer = run.measure(
                        InFork.class,
                        "caller-latency",
                        List.of(
                                "contender=" + contender.id(),
                                "millis=" + millis,
                                "settleMillis=" + run.form().settleMillis()));
                if (answer.isEmpty()) {
                    continue;
                }
                for (long rate : rates(contender)) {
                    Audit audit = audit(answer.get(), rate);
                    Histogram service = Histograms.read(directory.resolve(rate + ".service"));
                    Histogram response = Histograms.read(directory.resolve(rate + ".response"));
                    (contender.group() == Group.JUL ? measuredJul : measured)
                            .get(rate)
                            .add(contender, service, response, audit);
                    appendCsv(csv, Integer.toString(round), contender, rate, "service", service, audit);
                    appendCsv(csv, Integer.toString(round), contender, rate, "response", response, audit);
                }
                run.keep("caller-latency.csv", csv.toString());
            }
        }
        appendAllRounds(csv, measured);
        appendAllRounds(csv, measuredJul);
        run.keep("caller-latency.csv", csv.toString());
        keepHistograms(run, measured);
        keepHistograms(run, measuredJul);
        List<Verdict> verdicts = new ArrayList<>(verdicts(measured));
        verdicts.addAll(verdictsJul(measuredJul));
        return new Section("Caller latency", markdown(measured) + markdownJul(measuredJul), verdicts);
    }

    /** No target is about a handler that does nothing. */
    private static boolean takesPart(Contender contender, Form form) {
        return form != Form.SHORT || contender != Contender.JUL_NO_OP;
    }

    private static List<Long> rates(Contender contender) {
        return contender.group() == Group.JUL ? JUL_RATES : RATES;
    }

    private static String markdown(Map<Long, Measured> measured) {
        StringBuilder text = new StringBuilder(
                "One producer; the ratios compare with the better of Logback's AsyncAppender and"
                        + " logstash-logback-encoder's, both at their default wait strategy; with java.util.logging, with JBoss's AsyncHandler.\n");
        measured.forEach((rate, at) -> appendTables(text, Figures.count(rate) + " events/s", rate, at, RIVALS));
        return text.toString();
    }

    private static String markdownJul(Map<Long, Measured> measured) {
        StringBuilder text = new StringBuilder();
        measured.forEach((rate, at) -> {
            appendTables(text, "java.util.logging, " + Figures.count(rate) + " events/s", rate, at, JUL_RIVALS);
        });
        return text.toString();
    }

    private static void appendTables(
            StringBuilder text, String heading, long rate, Measured at, Set<Contender> rivals) {
        if (at.service.isEmpty()) {
            return;
        }
        text.append("\n### ")
                .append(heading)
                .append("\n\n![Percentiles](")
                .append(plotName(rate, at))
                .append(".svg)\n\nThe call itself (service time):\n\n")
                .append(LatencyTable.markdown(at.service, at.audits, rivals))
                .append("\nFrom the intended start (response time, corrected for coordinated omission):\n\n")
                .append(LatencyTable.markdown(at.response, at.audits, rivals));
    }

    /** Each target twice, by what a call took and by what its caller had waited since it was due: one does not excuse the other. */
    private static List<Verdict> verdicts(Map<Long, Measured> measured) {
        List<Verdict> verdicts = new ArrayList<>();
        measured.forEach((rate, at) ->
                verdicts.addAll(decide(0.1, 50, rate, at, Contender.PENSTOCK, RIVALS, "the better rival")));
        verdicts.addAll(
                decide(0.125, 99, 100_000, measured.get(100_000L), Contender.PENSTOCK, RIVALS, "the better rival"));
        verdicts.addAll(decide(
                1,
                99,
                10_000,
                measured.get(10_000L),
                Contender.PENSTOCK,
                Set.of(Contender.FORMAT_AND_DISCARD),
                "formatting and discarding"));
        measured.forEach((rate, at) -> verdicts.addAll(decide(MOST_MICROS_P50, 50, rate, at)));
        verdicts.addAll(decide(MOST_MICROS_P99, 99, 100_000, measured.get(100_000L)));
        verdicts.add(noneLost("no line lost by Penstock at any rate", measured));
        return verdicts;
    }

    private static List<Verdict> verdictsJul(Map<Long, Measured> measured) {
        List<Verdict> verdicts = new ArrayList<>(decide(
                0.1,
                99,
                10_000,
                measured.get(10_000L),
                Contender.JUL_PENSTOCK,
                JUL_RIVALS,
                "JBoss AsyncHandler with java.util.logging"));
        verdicts.add(noneLost("no line lost by Penstock with java.util.logging", measured));
        return verdicts;
    }

    private static List<Verdict> decide(
            double limit,
            double percentile,
            long rate,
            Measured at,
            Contender ours,
            Set<Contender> rivals,
            String rivalName) {
        String target = String.format("caller p%.0f at %s/s against %s", percentile, Figures.count(rate), rivalName);
        return List.of(
                compare(limit, target + ", the call itself", at.service, ours, rivals, percentile),
                compare(limit, target + ", from the intended start", at.response, ours, rivals, percentile));
    }

    /** Without a rival: the figure of a machine and no ratio, and therefore worth less. */
    private static List<Verdict> decide(double limit, double percentile, long rate, Measured at) {
        String target = String.format("caller p%.0f at %s/s below %s µs", percentile, Figures.count(rate), limit);
        return List.of(
                below(limit, target + ", the call itself", micros(at.service, percentile)),
                below(limit, target + ", from the intended start", micros(at.response, percentile)));
    }

    private static Verdict below(double limit, String target, OptionalDouble micros) {
        return micros.isEmpty()
                ? Verdict.notRun(target)
                : Verdict.of(micros.getAsDouble() < limit, target, Figures.of(micros.getAsDouble()) + " µs");
    }

    private static OptionalDouble micros(Map<Contender, Histogram> latencies, double percentile) {
        return micros(Optional.ofNullable(latencies.get(Contender.PENSTOCK)), percentile);
    }

    private static Verdict compare(
            double limit,
            String target,
            Map<Contender, Histogram> latencies,
            Contender contender,
            Set<Contender> rivals,
            double percentile) {
        Optional<Histogram> ours = Optional.ofNullable(latencies.get(contender));
        // Half of the rivals would make a weaker yardstick than the target means.
        Optional<Histogram> theirs = latencies.keySet().containsAll(rivals)
                ? LatencyTable.better(latencies, rivals, percentile)
                : Optional.empty();
        return Verdict.atMost(limit, target, micros(ours, percentile), micros(theirs, percentile), "µs");
    }

    private static OptionalDouble micros(Optional<Histogram> latency, double percentile) {
        return latency.map(found -> OptionalDouble.of(found.getValueAtPercentile(percentile) / 1_000.0))
                .orElse(OptionalDouble.empty());
    }

    private static Verdict noneLost(String target, Map<Long, Measured> measured) {
        Audit audit = Audit.NOTHING;
        for (Measured at : measured.values()) {
            audit = audit.plus(Audits.ours(at.audits));
        }
        return Audits.noneLost(target, audit);
    }

    private static void appendAllRounds(StringBuilder csv, Map<Long, Measured> measured) {
        measured.forEach((rate, at) -> at.audits.forEach((contender, audit) -> {
            appendCsv(csv, RunFigures.ALL_ROUNDS, contender, rate, "service", at.service.get(contender), audit);
            appendCsv(csv, RunFigures.ALL_ROUNDS, contender, rate, "response", at.response.get(contender), audit);
        }));
    }

    private static void appendCsv(
            StringBuilder csv,
            String round,
            Contender contender,
            long rate,
            String time,
            Histogram latency,
            Audit audit) {
        csv.append(round)
                .append(',')
                .append(contender.id())
                .append(',')
                .append(rate)
                .append(',')
                .append(time);
        for (double percentile : PERCENTILES) {
            csv.append(',').append(latency.getValueAtPercentile(percentile));
        }
        csv.append(',')
                .append(audit.calls())
                .append(',')
                .append(audit.lines().isPresent() ? audit.lines().getAsLong() : "")
                .append('\n');
    }

    private static void keepHistograms(Run run, Map<Long, Measured> measured) throws IOException {
        for (Map.Entry<Long, Measured> entry : measured.entrySet()) {
            Measured at = entry.getValue();
            for (Contender contender : at.service.keySet()) {
                String name = "caller-latency-" + contender.id() + "-" + entry.getKey();
                Histograms.keep(run.results().resolve(name + "-service.hgrm"), at.service.get(contender));
                Histograms.keep(run.results().resolve(name + "-response.hgrm"), at.response.get(contender));
            }
        }
    }

    private static String plotName(long rate, Measured at) {
        boolean jul = at.service.keySet().stream().anyMatch(contender -> contender.group() == Group.JUL);
        return "caller-latency-" + (jul ? "jul-" : "") + rate;
    }

    private static Audit audit(Properties result, long rate) {
        String lines = result.getProperty(rate + ".lines", "");
        return new Audit(
                Long.parseLong(result.getProperty(rate + ".calls")),
                lines.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(lines)));
    }

    /** What all contenders showed at one rate, rounds merged. */
    private static final class Measured {

        private final Map<Contender, Histogram> service = new LinkedHashMap<>();
        private final Map<Contender, Histogram> response = new LinkedHashMap<>();
        private final Map<Contender, Audit> audits = new LinkedHashMap<>();

        private void add(Contender contender, Histogram serviceOfRound, Histogram responseOfRound, Audit audit) {
            service.computeIfAbsent(contender, first -> new Histogram(serviceOfRound.getHighestTrackableValue(), 3))
                    .add(serviceOfRound);
            response.computeIfAbsent(contender, first -> new Histogram(responseOfRound.getHighestTrackableValue(), 3))
                    .add(responseOfRound);
            audits.merge(contender, audit, Audit::plus);
        }
    }

    /** The measuring process: one contender, all rates. */
    static final class InFork {

        private static final Pace WARM_UP = new Pace(100_000);
        private static final long WARM_UP_CALLS = 20_000;
        private static final long LEAD_IN_MILLIS = 300;
        private static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

        public static void main(String[] arguments) throws Exception {
            Settings settings = Settings.parse(arguments, Set.of("directory", "contender", "millis", "settleMillis"));
            Path directory = Path.of(settings.require("directory"));
            Contender contender = Contender.byId(settings.require("contender"));
            long millis = settings.requireLong("millis");
            Properties result = new Properties();

            LoggingSubject warmUp = contender.create();
            warmUp.start(Fork.sinkDirectory(directory, "warm-up"), SinkOptions.asShipped());
            JitCompiler.awaitQuiet(
                    settings.requireLong("settleMillis"),
                    () -> new PacedCalls(System::nanoTime)
                            .run(WARM_UP, WARM_UP_CALLS, id -> warmUp.log(id, "Ada Lovelace")));
            warmUp.stop();

            for (long rate : rates(contender)) {
                LoggingSubject subject = contender.create();
                subject.start(Fork.sinkDirectory(directory, "rate-" + rate), SinkOptions.asShipped());
                System.gc();
                LockSupport.parkNanos(SETTLE_NANOS);

                Pace pace = new Pace(rate);
                long leadIn = pace.eventsIn(LEAD_IN_MILLIS);
                new PacedCalls(System::nanoTime).run(pace, leadIn, id -> subject.log(id, "Ada Lovelace"));
                PacedCalls measured = new PacedCalls(System::nanoTime);
                measured.run(pace, pace.eventsIn(millis), id -> subject.log(id, "Ada Lovelace"));
                subject.stop();

                Histograms.write(directory.resolve(rate + ".service"), measured.service());
                Histograms.write(directory.resolve(rate + ".response"), measured.response());
                result.setProperty(rate + ".calls", Long.toString(leadIn + pace.eventsIn(millis)));
                OptionalLong lines = subject.linesInSink();
                result.setProperty(rate + ".lines", lines.isPresent() ? Long.toString(lines.getAsLong()) : "");
            }
            Fork.report(directory, result);
        }
    }
}
