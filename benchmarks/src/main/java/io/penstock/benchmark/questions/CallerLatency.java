package io.penstock.benchmark.questions;

import io.penstock.benchmark.contenders.Contender;
import io.penstock.benchmark.contenders.Group;
import io.penstock.benchmark.contenders.LoggingSubject;
import io.penstock.benchmark.contenders.SinkOptions;
import io.penstock.benchmark.documentation.RunFigures;
import io.penstock.benchmark.figures.Audit;
import io.penstock.benchmark.figures.Figures;
import io.penstock.benchmark.figures.Histograms;
import io.penstock.benchmark.figures.Lookup;
import io.penstock.benchmark.measure.Fork;
import io.penstock.benchmark.measure.Form;
import io.penstock.benchmark.measure.JitCompiler;
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
import java.util.EnumMap;
import java.util.EnumSet;
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
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/**
 * How long does {@code logger.info("order {} processed for {}", id, name)} keep its caller, at 1,000, 10,000 and 100,000 calls
 * per second?
 *
 * <p>One producer thread, busy waiting between its calls; a file behind a 256 KiB buffer; every contender as shipped. Each
 * contender runs in a process of its own, all contenders once per round; the rounds are merged. The calling path is compiled
 * before anything is recorded: by calls at 100,000 per second into another file, until the compiler is quiet. With java.util.logging and with
 * jboss-logmanager the question is asked at 10,000 calls per second only, and the file has no buffer to speak of: the JDK's FileHandler
 * flushes every record, JBoss's has 8 KiB.
 *
 * <p>Alone: {@code java -cp ... io.penstock.benchmark.questions.CallerLatency form=short}; with the rest: {@code mvn -q -Pbench verify}.
 */
public final class CallerLatency implements Question {

    static final Set<Contender> RIVALS = Set.of(Contender.LOGBACK_ASYNC, Contender.LOGSTASH_ASYNC);

    static final Set<Contender> JUL_RIVALS = Set.of(Contender.JUL_JBOSS);

    static final Set<Contender> JBOSS_RIVALS = Set.of(Contender.JBOSS_OWN);

    private static final List<Long> RATES = List.of(1_000L, 10_000L, 100_000L);
    private static final List<Long> JUL_RATES = List.of(10_000L);
    private static final List<Long> MIDDLE_RATE = List.of(10_000L);
    /**
     * These are asked at all rates in the long form only. The short form has time for all rates only with contenders of a target and
     * with those that wait as shipped.
     */
    private static final Set<Contender> ALL_RATES_IN_LONG_FORM_ONLY = EnumSet.of(
            Contender.PENSTOCK_LANE,
            Contender.LOGSTASH_ASYNC_YIELDING,
            Contender.LOGSTASH_ASYNC_SLEEPING,
            Contender.LOG4J_ASYNC_YIELDING,
            Contender.LOG4J_ASYNC_SLEEPING,
            Contender.LOGBACK_FILE,
            Contender.FORMAT_AND_DISCARD);
    /** The most that a call may take at the median, whatever the rivals take. */
    private static final double MOST_MICROS_P50 = 0.3;

    private static final double MOST_MICROS_P99 = 1;
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99, 100};

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Survey.run(List.of(new CallerLatency()), arguments);
    }

    @Override
    public Section answer(Run run) throws IOException, InterruptedException {
        // The long form makes 10,200 calls at 1,000 per second, 102,000 at 10,000 and 360,000 at 100,000, so that ten
        // calls lie beyond p99.9 at the first rate and beyond p99.99 at the second. A process takes 3.4 + 3.4 + 1.2
        // seconds for that, and with start, warm-up and compiler twelve; there are three per contender.
        int rounds = run.form().pick(1, 1, 3);
        int millis = run.form().pick(300, 1_500, 3_400);
        int millisFast = run.form().pick(300, 1_500, 1_200);
        Map<Group, Map<Long, Measured>> measured = new EnumMap<>(Group.class);
        for (Group group : Group.values()) {
            Map<Long, Measured> byRate = new LinkedHashMap<>();
            (group == Group.LOGBACK ? RATES : JUL_RATES).forEach(rate -> byRate.put(rate, new Measured()));
            measured.put(group, byRate);
        }
        StringBuilder csv = new StringBuilder("round,contender,rate,time,p50,p90,p99,p99.9,p99.99,max,calls,lines\n");

        for (int round = 1; round <= rounds; round++) {
            for (Contender contender :
                    Run.shuffled(run.callers(contender -> takesPart(contender, run.form())), round)) {
                run.progress("caller latency", round, rounds, contender);
                Path directory = run.work().resolve("caller-latency");
                Optional<Properties> answer = run.measure(
                        contender,
                        InFork.class,
                        "caller-latency",
                        List.of(
                                "rates="
                                        + rates(contender, run.form()).stream()
                                                .map(String::valueOf)
                                                .collect(Collectors.joining(",")),
                                "millis=" + millis,
                                "millisFast=" + millisFast,
                                "settleMillis=" + run.form().settleMillis()));
                if (answer.isEmpty()) {
                    continue;
                }
                for (long rate : rates(contender, run.form())) {
                    Audit audit = audit(answer.get(), rate);
                    Histogram service = Histograms.read(directory.resolve(rate + ".service"));
                    Histogram response = Histograms.read(directory.resolve(rate + ".response"));
                    Lookup.in(Lookup.in(measured, contender.group()), rate).add(contender, service, response, audit);
                    appendCsv(csv, Integer.toString(round), contender, rate, "service", service, audit);
                    appendCsv(csv, Integer.toString(round), contender, rate, "response", response, audit);
                }
                run.keep("caller-latency.csv", csv.toString());
            }
        }
        for (Map<Long, Measured> ofGroup : measured.values()) {
            appendAllRounds(csv, ofGroup);
            keepHistograms(run, ofGroup);
        }
        run.keep("caller-latency.csv", csv.toString());
        List<Verdict> verdicts = new ArrayList<>(verdicts(Lookup.in(measured, Group.LOGBACK)));
        verdicts.addAll(verdictsJul(Lookup.in(measured, Group.JUL)));
        if (takesPart(Contender.JBOSS_OWN_PENSTOCK, run.form())) {
            verdicts.addAll(verdictsJBoss(Lookup.in(measured, Group.JBOSS)));
        }
        return new Section("Caller latency", markdown(measured), verdicts);
    }

    /** No target is about a handler that does nothing, nor about JBoss's manager. */
    private static boolean takesPart(Contender contender, Form form) {
        return form != Form.SHORT || (contender != Contender.JUL_NO_OP && contender.group() != Group.JBOSS);
    }

    static List<Long> rates(Contender contender, Form form) {
        if (contender.group() != Group.LOGBACK) {
            return JUL_RATES;
        }
        return form == Form.SHORT && ALL_RATES_IN_LONG_FORM_ONLY.contains(contender) ? MIDDLE_RATE : RATES;
    }

    private static Set<Contender> rivals(Group group) {
        return switch (group) {
            case LOGBACK -> RIVALS;
            case JUL -> JUL_RIVALS;
            case JBOSS -> JBOSS_RIVALS;
        };
    }

    private static String markdown(Map<Group, Map<Long, Measured>> measured) {
        StringBuilder text = new StringBuilder(
                "One producer; the ratios compare with the better of Logback's AsyncAppender and"
                        + " logstash-logback-encoder's, both at their default wait strategy; with java.util.logging and with"
                        + " jboss-logmanager, with JBoss's AsyncHandler."
                        + " At that, both signal a consumer that sleeps: AsyncAppender by its ArrayBlockingQueue,"
                        + " logstash-logback-encoder by Disruptor's BlockingWaitStrategy. The rows that say \"sleeping\" are those"
                        + " without signals, by Disruptor's SleepingWaitStrategy: set Penstock, which does not signal either, beside"
                        + " these to see what is left without that difference, and look at what they cost while idle.\n");
        measured.forEach((group, ofGroup) -> ofGroup.forEach((rate, at) -> appendTables(text, group, rate, at)));
        return text.toString();
    }

    private static void appendTables(StringBuilder text, Group group, long rate, Measured at) {
        if (at.service.isEmpty()) {
            return;
        }
        Set<Contender> rivals = rivals(group);
        text.append("\n### ")
                .append(group.prefix())
                .append(Figures.count(rate))
                .append(" events/s\n\n![Percentiles](")
                .append(group.fileName("caller-latency"))
                .append('-')
                .append(rate)
                .append(".svg)\n\nThe call itself (service time):\n\n")
                .append(LatencyTable.markdown(at.service, at.audits, rivals))
                .append("\nFrom the intended start (response time, corrected for coordinated omission):\n\n")
                .append(LatencyTable.markdown(at.response, at.audits, rivals));
    }

    /** Decides each target twice: by the time of the call itself, and by the time since the call should have begun. Both have to be met. */
    private static List<Verdict> verdicts(Map<Long, Measured> measured) {
        List<Verdict> verdicts = new ArrayList<>();
        measured.forEach((rate, at) ->
                verdicts.addAll(decide(0.1, 50, rate, at, Contender.PENSTOCK, RIVALS, "the better rival")));
        verdicts.addAll(decide(
                0.125, 99, 100_000, Lookup.in(measured, 100_000L), Contender.PENSTOCK, RIVALS, "the better rival"));
        verdicts.addAll(decide(
                1,
                99,
                10_000,
                Lookup.in(measured, 10_000L),
                Contender.PENSTOCK,
                Set.of(Contender.FORMAT_AND_DISCARD),
                "formatting and discarding"));
        measured.forEach((rate, at) -> verdicts.addAll(decide(MOST_MICROS_P50, 50, rate, at)));
        verdicts.addAll(decide(MOST_MICROS_P99, 99, 100_000, Lookup.in(measured, 100_000L)));
        verdicts.add(noneLost("no line lost by Penstock at any rate", measured));
        return verdicts;
    }

    private static List<Verdict> verdictsJul(Map<Long, Measured> measured) {
        List<Verdict> verdicts = new ArrayList<>(decide(
                0.1,
                99,
                10_000,
                Lookup.in(measured, 10_000L),
                Contender.JUL_PENSTOCK,
                JUL_RIVALS,
                "JBoss AsyncHandler with java.util.logging"));
        verdicts.add(noneLost("no line lost by Penstock with java.util.logging", measured));
        return verdicts;
    }

    /** No target of the project's, but what somebody will ask who has JBoss's manager. */
    private static List<Verdict> verdictsJBoss(Map<Long, Measured> measured) {
        List<Verdict> verdicts = new ArrayList<>(decide(
                1,
                99,
                10_000,
                Lookup.in(measured, 10_000L),
                Contender.JBOSS_OWN_PENSTOCK,
                JBOSS_RIVALS,
                "JBoss AsyncHandler behind its own manager"));
        verdicts.add(noneLost("no line lost by Penstock with jboss-logmanager", measured));
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
        // If only some of the rivals took part, the best of them would be a weaker yardstick than the target means.
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
            appendCsv(csv, RunFigures.ALL_ROUNDS, contender, rate, "service", Lookup.in(at.service, contender), audit);
            appendCsv(
                    csv, RunFigures.ALL_ROUNDS, contender, rate, "response", Lookup.in(at.response, contender), audit);
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
                Histograms.keep(run.results().resolve(name + "-service.hgrm"), Lookup.in(at.service, contender));
                Histograms.keep(run.results().resolve(name + "-response.hgrm"), Lookup.in(at.response, contender));
            }
        }
    }

    private static Audit audit(Properties result, long rate) {
        String lines = result.getProperty(rate + ".lines", "");
        return new Audit(
                Long.parseLong(result.getProperty(rate + ".calls")),
                lines.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(lines)));
    }

    /** What all contenders showed at one rate, rounds merged. */
    private static final class Measured {

        private final Map<Contender, Histogram> service = new EnumMap<>(Contender.class);
        private final Map<Contender, Histogram> response = new EnumMap<>(Contender.class);
        private final Map<Contender, Audit> audits = new EnumMap<>(Contender.class);

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
        /** From here on a second has calls enough. */
        private static final long FAST = 100_000;

        private static final long LEAD_IN_MILLIS = 250;
        private static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

        public static void main(String[] arguments) throws Exception {
            Settings settings = Settings.parse(
                    arguments, Set.of("directory", "contender", "rates", "millis", "millisFast", "settleMillis"));
            Path directory = Path.of(settings.require("directory"));
            Contender contender = Contender.byId(settings.require("contender"));
            Properties result = new Properties();

            LoggingSubject warmUp = contender.create();
            warmUp.start(Fork.sinkDirectory(directory, "warm-up"), SinkOptions.asShipped());
            JitCompiler.awaitQuiet(
                    settings.requireLong("settleMillis"),
                    () -> new PacedCalls(System::nanoTime)
                            .run(WARM_UP, WARM_UP_CALLS, id -> warmUp.log(id, "Ada Lovelace")));
            warmUp.stop();

            for (String word : settings.require("rates").split(",")) {
                long rate = Long.parseLong(word);
                LoggingSubject subject = contender.create();
                subject.start(Fork.sinkDirectory(directory, "rate-" + rate), SinkOptions.asShipped());
                System.gc();
                LockSupport.parkNanos(SETTLE_NANOS);

                Pace pace = new Pace(rate);
                long events = pace.eventsIn(settings.requireLong(rate >= FAST ? "millisFast" : "millis"));
                long leadIn = pace.eventsIn(LEAD_IN_MILLIS);
                new PacedCalls(System::nanoTime).run(pace, leadIn, id -> subject.log(id, "Ada Lovelace"));
                PacedCalls measured = new PacedCalls(System::nanoTime);
                measured.run(pace, events, id -> subject.log(id, "Ada Lovelace"));
                subject.stop();

                Histograms.write(directory.resolve(rate + ".service"), measured.service());
                Histograms.write(directory.resolve(rate + ".response"), measured.response());
                result.setProperty(rate + ".calls", Long.toString(leadIn + events));
                OptionalLong lines = subject.linesInSink();
                result.setProperty(rate + ".lines", lines.isPresent() ? Long.toString(lines.getAsLong()) : "");
            }
            Fork.report(directory, result);
        }
    }
}
