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
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * How many events per second get into the file, when 1, 2 or 4 threads log as fast as they can?
 *
 * <p>Timed from the first call until {@code stop()} has returned, and counted in lines that are really in the file, so that neither
 * a full queue at the end nor a drop makes anybody faster. Every contender is configured to wait when its queue is full, and
 * every queue has 8192 places. The median of the rounds counts. Those of java.util.logging, whose FileHandler flushes every record,
 * write an eighth of the events, and are compared with each other only.
 *
 * <p>Alone: {@code java -cp ... io.penstock.benchmark.DrainedThroughput form=short}; with the rest: {@code mvn -q -Pbench verify}.
 */
public final class DrainedThroughput implements Question {

    static final Set<Contender> RIVALS =
            Set.of(Contender.LOGBACK_ASYNC, Contender.LOGSTASH_ASYNC_YIELDING, Contender.LOG4J_ASYNC_YIELDING);
    static final Set<Contender> JUL_RIVALS = Set.of(Contender.JUL_JBOSS);

    private static final List<Integer> PRODUCERS = List.of(1, 2, 4);

    public static void main(String[] arguments) throws IOException, InterruptedException {
        BenchmarkSuite.run(List.of(new DrainedThroughput()), arguments);
    }

    @Override
    public Section answer(Run run) throws IOException, InterruptedException {
        int rounds = run.form().pick(1, 3, 7);
        int mostEvents = run.form().pick(100_000, 800_000, 5_000_000);
        List<Contender> contenders = run.contenders(Contender::writesFile);
        Map<Integer, Map<Contender, Measured>> measured = byProducers();
        Map<Integer, Map<Contender, Measured>> measuredJul = byProducers();
        StringBuilder csv = new StringBuilder("round,contender,producers,calls,lines,call_nanos,drained_nanos\n");

        for (int round = 1; round <= rounds; round++) {
            for (Contender contender : contenders) {
                boolean jul = contender.group() == Group.JUL;
                int events = jul ? mostEvents / 8 : mostEvents;
                run.progress("drained throughput", round, rounds, contender);
                Properties result = Fork.run(
                        InFork.class,
                        run.work().resolve("drained-throughput"),
                        List.of("contender=" + contender.id(), "events=" + events));
                for (int producers : PRODUCERS) {
                    long lines = Long.parseLong(result.getProperty(producers + ".lines"));
                    long callNanos = Long.parseLong(result.getProperty(producers + ".callNanos"));
                    long drainedNanos = Long.parseLong(result.getProperty(producers + ".drainedNanos"));
                    (jul ? measuredJul : measured)
                            .get(producers)
                            .computeIfAbsent(contender, first -> new Measured())
                            .add(events, lines, drainedNanos);
                    csv.append(round)
                            .append(',')
                            .append(contender.id())
                            .append(',')
                            .append(producers)
                            .append(',')
                            .append(events)
                            .append(',')
                            .append(lines)
                            .append(',')
                            .append(callNanos)
                            .append(',')
                            .append(drainedNanos)
                            .append('\n');
                }
            }
        }
        run.keep("drained-throughput.csv", csv.toString());
        String body = "Lines in the file per second, from the first call until everything is written; nobody may drop."
                + " The ratio compares with the best of Logback's AsyncAppender and the two yielding rivals;"
                + " with java.util.logging, with JBoss's AsyncHandler.\n"
                + markdown("", measured, RIVALS)
                + markdown("java.util.logging, ", measuredJul, JUL_RIVALS);
        List<Verdict> verdicts = new ArrayList<>();
        verdicts.addAll(verdicts(1, "the best rival", measured, Contender.PENSTOCK, RIVALS));
        verdicts.addAll(verdicts(
                3, "JBoss AsyncHandler with java.util.logging", measuredJul, Contender.JUL_PENSTOCK, JUL_RIVALS));
        return new Section("Drained throughput", body, verdicts);
    }

    private static Map<Integer, Map<Contender, Measured>> byProducers() {
        Map<Integer, Map<Contender, Measured>> empty = new LinkedHashMap<>();
        PRODUCERS.forEach(producers -> empty.put(producers, new LinkedHashMap<>()));
        return empty;
    }

    private static String markdown(
            String prefix, Map<Integer, Map<Contender, Measured>> measured, Set<Contender> rivals) {
        StringBuilder text = new StringBuilder();
        measured.forEach((producers, at) -> {
            if (at.isEmpty()) {
                return;
            }
            OptionalDouble best = best(at, rivals);
            MarkdownTable table = new MarkdownTable(
                    "lines/s", "median", "worst", "best", "median : best rival", "calls", "lines", "lost");
            at.forEach((contender, figures) -> table.row(
                    contender.title(),
                    Figures.of(figures.median()),
                    Figures.of(figures.worst()),
                    Figures.of(figures.best()),
                    best.isPresent() ? Figures.of(figures.median() / best.getAsDouble()) : "-",
                    Figures.count(figures.audit.calls()),
                    figures.audit.linesText(),
                    figures.audit.lostText()));
            text.append("\n### ")
                    .append(prefix)
                    .append(producers)
                    .append(producers == 1 ? " producer\n\n" : " producers\n\n")
                    .append(table);
        });
        return text.toString();
    }

    private static List<Verdict> verdicts(
            double limit,
            String rivalName,
            Map<Integer, Map<Contender, Measured>> measured,
            Contender contender,
            Set<Contender> rivals) {
        List<Verdict> verdicts = new ArrayList<>();
        measured.forEach((producers, at) -> {
            Measured ours = at.get(contender);
            String target = "drained throughput with " + producers + (producers == 1 ? " producer" : " producers")
                    + " against " + rivalName;
            OptionalDouble best = at.keySet().containsAll(rivals) ? best(at, rivals) : OptionalDouble.empty();
            verdicts.add(Verdict.atLeast(
                    limit,
                    target,
                    ours == null ? OptionalDouble.empty() : OptionalDouble.of(ours.median()),
                    best,
                    "lines/s"));
        });
        return verdicts;
    }

    private static OptionalDouble best(Map<Contender, Measured> at, Set<Contender> rivals) {
        return at.entrySet().stream()
                .filter(entry -> rivals.contains(entry.getKey()))
                .mapToDouble(entry -> entry.getValue().median())
                .max();
    }

    /** One contender with one number of producers, over the rounds. */
    private static final class Measured {

        private final List<Double> linesPerSecond = new ArrayList<>();
        private Audit audit = Audit.NOTHING;

        private void add(long calls, long lines, long drainedNanos) {
            linesPerSecond.add(lines * 1e9 / drainedNanos);
            audit = audit.plus(new Audit(calls, OptionalLong.of(lines)));
        }

        private double median() {
            return Figures.median(
                    linesPerSecond.stream().mapToDouble(Double::doubleValue).toArray());
        }

        private double worst() {
            return linesPerSecond.stream()
                    .mapToDouble(Double::doubleValue)
                    .min()
                    .orElseThrow();
        }

        private double best() {
            return linesPerSecond.stream()
                    .mapToDouble(Double::doubleValue)
                    .max()
                    .orElseThrow();
        }
    }

    /** The measuring process: one contender, all numbers of producers. */
    static final class InFork {

        public static void main(String[] arguments) throws IOException, InterruptedException {
            Settings settings = Settings.parse(arguments, Set.of("directory", "contender", "events"));
            Path directory = Path.of(settings.require("directory"));
            Contender contender = Contender.byId(settings.require("contender"));
            int events = (int) settings.requireLong("events");
            Properties result = new Properties();

            log(contender, Fork.sinkDirectory(directory, "warm-up"), 2, events);
            for (int producers : PRODUCERS) {
                System.gc();
                Timed timed =
                        log(contender, Fork.sinkDirectory(directory, "producers-" + producers), producers, events);
                result.setProperty(producers + ".lines", Long.toString(timed.lines));
                result.setProperty(producers + ".callNanos", Long.toString(timed.callNanos));
                result.setProperty(producers + ".drainedNanos", Long.toString(timed.drainedNanos));
            }
            Fork.report(directory, result);
        }

        private static Timed log(Contender contender, Path directory, int producers, int events)
                throws IOException, InterruptedException {
            LoggingSubject subject = contender.create();
            subject.start(directory, SinkOptions.waiting());
            CountDownLatch ready = new CountDownLatch(producers);
            CountDownLatch go = new CountDownLatch(1);
            List<Thread> threads = new ArrayList<>();
            for (int producer = 0; producer < producers; producer++) {
                int share = Shares.of(events, producers, producer);
                Thread thread = new Thread(
                        () -> {
                            ready.countDown();
                            awaitUninterrupted(go);
                            for (int id = 0; id < share; id++) {
                                subject.log(id, "Ada Lovelace");
                            }
                        },
                        "producer-" + producer);
                thread.start();
                threads.add(thread);
            }
            ready.await();

            long started = System.nanoTime();
            go.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            long returned = System.nanoTime();
            subject.stop();
            long drained = System.nanoTime();

            long lines = subject.linesInSink().orElseThrow();
            Fork.clear(directory);
            return new Timed(lines, returned - started, drained - started);
        }

        private static void awaitUninterrupted(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts a producer", e);
            }
        }

        private record Timed(long lines, long callNanos, long drainedNanos) {}
    }
}
