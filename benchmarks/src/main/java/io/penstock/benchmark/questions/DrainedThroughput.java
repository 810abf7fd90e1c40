package io.penstock.benchmark.questions;

import io.penstock.benchmark.contenders.Contender;
import io.penstock.benchmark.contenders.Group;
import io.penstock.benchmark.contenders.LoggingSubject;
import io.penstock.benchmark.contenders.OrderAudit;
import io.penstock.benchmark.contenders.SinkOptions;
import io.penstock.benchmark.figures.Audit;
import io.penstock.benchmark.figures.Figures;
import io.penstock.benchmark.figures.Lookup;
import io.penstock.benchmark.figures.MarkdownTable;
import io.penstock.benchmark.figures.Spread;
import io.penstock.benchmark.measure.CpuMeter;
import io.penstock.benchmark.measure.Fork;
import io.penstock.benchmark.measure.Form;
import io.penstock.benchmark.measure.Jdks;
import io.penstock.benchmark.measure.JitCompiler;
import io.penstock.benchmark.measure.Producers;
import io.penstock.benchmark.measure.Run;
import io.penstock.benchmark.measure.Settings;
import io.penstock.benchmark.measure.Shares;
import io.penstock.benchmark.report.Audits;
import io.penstock.benchmark.report.Section;
import io.penstock.benchmark.report.Verdict;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * How many events per second get into the file, when 1, 2, 4 or 16 threads, or 1,000 virtual ones, log as fast as they can?
 *
 * <p>Timed from the first call until {@code stop()} has returned, and counted in lines that are really in the file, so that neither
 * a full queue at the end nor a drop makes anybody faster. Every contender is configured to wait when its queue is full, and
 * every queue has 8192 places (tinylog's has no bounds). The virtual threads run on JDK 25 and are left out where there is none.
 *
 * <p>Each process first writes batches of the same kind until the compiler is quiet; then come the numbers of
 * producers in turns, batch by batch, so that none of them has the warmest process for itself. The median of its batches is the figure of a start, the median of the starts
 * counts. Those of java.util.logging, whose FileHandler flushes every record,
 * write an eighth of the events, those behind jboss-logmanager a quarter, without virtual threads; each group is compared with itself only.
 *
 * <p>Alone: {@code java -cp ... io.penstock.benchmark.questions.DrainedThroughput form=short}; with the rest: {@code mvn -q -Pbench verify}.
 */
public final class DrainedThroughput implements Question {

    /** Whoever writes the same lines into a file and is not ours, those who do it on the caller's thread included. */
    static final Set<Contender> RIVALS = Arrays.stream(Contender.values())
            .filter(contender -> contender.group() == Group.LOGBACK && contender.writesFile() && !contender.isOurs())
            .collect(Collectors.toUnmodifiableSet());

    static final Set<Contender> JUL_RIVALS = Set.of(Contender.JUL_JBOSS);

    static final Set<Contender> JBOSS_RIVALS = Set.of(Contender.JBOSS_OWN);

    private static final List<Producers> PLATFORM =
            List.of(Producers.platform(1), Producers.platform(2), Producers.platform(4), Producers.platform(16));
    private static final Producers VIRTUAL = Producers.virtual(1_000);

    private static final int MOST_SETTLE_MILLIS = 2_000;
    /**
     * The rounds in which each line is looked at: the first and every third. That takes longer than to write the lines, which are
     * counted in every round.
     */
    private static final int ROUNDS_BETWEEN_AUDITS = 3;

    /**
     * A batch of the warm-up is so small that all numbers of producers have their turn before the compiler is quiet; if it were split
     * among 1,000 producers, each would do too little to be compiled.
     */
    private static final int MOST_WARM_UP_EVENTS = 300_000;

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Survey.run(List.of(new DrainedThroughput()), arguments);
    }

    @Override
    public Section answer(Run run) throws IOException, InterruptedException {
        int rounds = run.form().pick(1, 1, 6);
        // Fewer, longer batches in the long form: of 600,000 events they last a tenth of a second, and one collection
        // more or less shows.
        int batches = run.form().pick(1, 3, 2);
        int mostEvents = run.form().pick(50_000, 400_000, 1_500_000);
        List<Contender> contenders = run.contenders(contender -> takesPart(contender, run.form()));
        Map<Group, Map<Producers, Map<Contender, Measured>>> all = new EnumMap<>(Group.class);
        for (Group group : Group.values()) {
            all.put(group, byProducers(group, run.form()));
        }
        StringBuilder csv = new StringBuilder(
                "round,contender,producers,batch,calls,lines,call_nanos,drained_nanos,cpu_nanos,collector_millis\n");
        Optional<Path> virtualJdk = Jdks.withVirtualThreads();

        StringBuilder missing = new StringBuilder();
        for (int round = 1; round <= rounds; round++) {
            int present = round;
            for (Contender contender : Run.shuffled(contenders, round)) {
                Group group = contender.group();
                int events = events(group, mostEvents);
                run.progress("drained throughput", round, rounds, contender);
                var measuredOfGroup = Lookup.in(all, group);
                List<Producers> platform = platform(group, run.form());
                fork(run, round, Jdks.present(), contender, events, batches, platform)
                        .ifPresent(result -> add(
                                result, present, contender, events, batches, platform, measuredOfGroup, csv, missing));
                if (virtualJdk.isPresent() && hasVirtual(group)) {
                    List<Producers> virtual = List.of(VIRTUAL);
                    fork(run, round, virtualJdk.get(), contender, events, batches, virtual)
                            .ifPresent(result -> add(
                                    result,
                                    present,
                                    contender,
                                    events,
                                    batches,
                                    virtual,
                                    measuredOfGroup,
                                    csv,
                                    missing));
                }
                run.keep("drained-throughput.csv", csv.toString());
                if (!missing.isEmpty()) {
                    run.keep("drained-throughput-missing.txt", missing.toString());
                }
            }
        }
        String body = "Lines in the file per second, from the first call until everything is written; nobody may drop."
                + " The ratio compares with the best of all that are not ours; with java.util.logging and with"
                + " jboss-logmanager, with JBoss's AsyncHandler. Virtual threads: "
                + virtualJdk.map(jdk -> "by " + jdk.getFileName()).orElse("not run, no JDK 25 was found")
                + ".\n"
                + markdown(Group.LOGBACK, all, RIVALS)
                + markdown(Group.JUL, all, JUL_RIVALS)
                + markdown(Group.JBOSS, all, JBOSS_RIVALS);
        Map<Producers, Map<Contender, Measured>> measured = Lookup.in(all, Group.LOGBACK);
        List<Verdict> verdicts = new ArrayList<>();
        verdicts.addAll(verdicts(1, "the best rival", measured, Contender.PENSTOCK, RIVALS));
        verdicts.addAll(
                verdicts(1.5, "the best rival, with our encoder", measured, Contender.PENSTOCK_ENCODER, RIVALS));
        verdicts.addAll(verdicts(
                1.5,
                "the best rival, with our encoder and the fast lane",
                measured,
                Contender.PENSTOCK_LANE_ENCODER,
                RIVALS));
        verdicts.addAll(verdicts(
                3,
                "JBoss AsyncHandler with java.util.logging",
                Lookup.in(all, Group.JUL),
                Contender.JUL_PENSTOCK,
                JUL_RIVALS));
        verdicts.addAll(verdicts(
                1,
                "JBoss AsyncHandler behind its own manager",
                Lookup.in(all, Group.JBOSS),
                Contender.JBOSS_OWN_PENSTOCK,
                JBOSS_RIVALS));
        verdicts.add(noneLost(all.values()));
        return new Section("Drained throughput", body, verdicts);
    }

    /**
     * The synchronous handlers are nobody's yardstick here, and the slowest of all; the lane with Logback's encoder has no target.
     */
    private static boolean takesPart(Contender contender, Form form) {
        return contender.writesFile()
                && contender != Contender.JBOSS_OWN_FILE
                && contender != Contender.JUL_FILE
                && (form != Form.SHORT || contender != Contender.PENSTOCK_LANE);
    }

    /** The JDK's FileHandler writes each record by itself, JBoss's writes 8 KiB at a time. */
    private static int events(Group group, int most) {
        return switch (group) {
            case LOGBACK -> most;
            case JUL -> most / 8;
            case JBOSS -> most / 4;
        };
    }

    /** No target is about JBoss's manager: in the short form it gets the seconds that one number of producers takes. */
    private static List<Producers> platform(Group group, Form form) {
        return group == Group.JBOSS && form == Form.SHORT ? PLATFORM.subList(0, 1) : PLATFORM;
    }

    private static boolean hasVirtual(Group group) {
        return group != Group.JBOSS;
    }

    private static Optional<Properties> fork(
            Run run, int round, Path jdk, Contender contender, int events, int batches, List<Producers> producers)
            throws InterruptedException {
        return run.measure(
                jdk,
                contender,
                InFork.class,
                "drained-throughput",
                List.of(
                        "events=" + events,
                        "batches=" + batches,
                        "orderByOrder=" + (round % ROUNDS_BETWEEN_AUDITS == 1),
                        "warmUpEvents="
                                + (producers.contains(VIRTUAL) ? events : Math.min(events, MOST_WARM_UP_EVENTS)),
                        "settleMillis=" + Math.min(run.form().settleMillis(), MOST_SETTLE_MILLIS),
                        "producers=" + producers.stream().map(Producers::id).collect(Collectors.joining(","))));
    }

    private static void add(
            Properties result,
            int round,
            Contender contender,
            int events,
            int batches,
            List<Producers> all,
            Map<Producers, Map<Contender, Measured>> measured,
            StringBuilder csv,
            StringBuilder missing) {
        for (Producers producers : all) {
            List<Outcome> outcomes = new ArrayList<>();
            for (int batch = 0; batch < batches; batch++) {
                String key = producers.id() + "." + batch;
                String lines = result.getProperty(key + ".lines");
                String drainedNanos = result.getProperty(key + ".drainedNanos");
                String cpuNanos = result.getProperty(key + ".cpuNanos");
                String absent = result.getProperty(key + ".missing", "");
                String collectorMillis = result.getProperty(key + ".collectorMillis");
                outcomes.add(new Outcome(
                        events,
                        Long.parseLong(lines),
                        absent,
                        Long.parseLong(drainedNanos),
                        Long.parseLong(cpuNanos),
                        Long.parseLong(collectorMillis)));
                csv.append(String.join(
                                ",",
                                Integer.toString(round),
                                contender.id(),
                                producers.id(),
                                Integer.toString(batch),
                                Integer.toString(events),
                                lines,
                                result.getProperty(key + ".callNanos"),
                                drainedNanos,
                                cpuNanos,
                                collectorMillis))
                        .append('\n');
                if (!absent.isEmpty()) {
                    missing.append(String.format(
                            "round %d, %s, %s, batch %d: %s%n",
                            round, contender.id(), producers.title(), batch, absent));
                }
            }
            Lookup.in(measured, producers)
                    .computeIfAbsent(contender, first -> new Measured())
                    .add(outcomes);
        }
    }

    private static Map<Producers, Map<Contender, Measured>> byProducers(Group group, Form form) {
        Map<Producers, Map<Contender, Measured>> empty = new LinkedHashMap<>();
        platform(group, form).forEach(producers -> empty.put(producers, new EnumMap<>(Contender.class)));
        if (hasVirtual(group)) {
            empty.put(VIRTUAL, new EnumMap<>(Contender.class));
        }
        return empty;
    }

    private static Verdict noneLost(Collection<Map<Producers, Map<Contender, Measured>>> groups) {
        Audit audit = Audit.NOTHING;
        boolean exact = true;
        for (Map<Producers, Map<Contender, Measured>> group : groups) {
            for (Map<Contender, Measured> at : group.values()) {
                for (Map.Entry<Contender, Measured> entry : at.entrySet()) {
                    if (entry.getKey().isOurs()) {
                        audit = audit.plus(entry.getValue().audit);
                        exact &= entry.getValue().exact;
                    }
                }
            }
        }
        String target = "no line lost, doubled or damaged by Penstock, flat out";
        return exact ? Audits.noneLost(target, audit) : Verdict.of(false, target, "see drained-throughput-missing.txt");
    }

    private static String markdown(
            Group group, Map<Group, Map<Producers, Map<Contender, Measured>>> measured, Set<Contender> rivals) {
        StringBuilder text = new StringBuilder();
        Lookup.in(measured, group).forEach((producers, at) -> {
            if (at.isEmpty()) {
                return;
            }
            if (text.isEmpty()) {
                text.append("\n![Lines per second")
                        .append(group.suffix())
                        .append("](")
                        .append(group.fileName("drained-throughput"))
                        .append(".svg)\n");
            }
            OptionalDouble best = best(at, rivals);
            MarkdownTable table = new MarkdownTable(
                    "lines/s",
                    "median",
                    "worst",
                    "best",
                    "median : best rival",
                    "process CPU ns/event",
                    "% in the collector",
                    "steady: last batch : first",
                    "calls",
                    "lines",
                    "lost");
            at.forEach((contender, figures) -> table.row(
                    contender.title(),
                    Figures.of(figures.median()),
                    Figures.of(figures.worst()),
                    Figures.of(figures.best()),
                    best.isPresent() ? Figures.of(figures.median() / best.getAsDouble()) : "-",
                    Figures.of(figures.cpuNanos()),
                    String.format(Locale.ROOT, "%.1f", Figures.median(figures.collectorPercent)),
                    Figures.of(Figures.median(figures.lastToFirst)),
                    Figures.count(figures.audit.calls()),
                    figures.audit.linesText(),
                    figures.audit.lostText()));
            text.append("\n### ")
                    .append(group.prefix())
                    .append(producers.title())
                    .append("\n\n")
                    .append(table);
        });
        return text.toString();
    }

    private static List<Verdict> verdicts(
            double limit,
            String rivalName,
            Map<Producers, Map<Contender, Measured>> measured,
            Contender contender,
            Set<Contender> rivals) {
        List<Verdict> verdicts = new ArrayList<>();
        measured.forEach((producers, at) -> {
            Measured ours = at.get(contender);
            String target = "drained throughput with " + producers.title() + " against " + rivalName;
            if (ours == null || !at.keySet().containsAll(rivals)) {
                verdicts.add(Verdict.notRun(target));
                return;
            }
            Measured best = rivals.stream()
                    .map(at::get)
                    .max(Comparator.comparingDouble(Measured::median))
                    .orElseThrow();
            verdicts.add(Verdict.atLeast(
                    limit, target, Spread.of(ours.mediansOfProcesses), Spread.of(best.mediansOfProcesses), "lines/s"));
        });
        return verdicts;
    }

    private static OptionalDouble best(Map<Contender, Measured> at, Set<Contender> rivals) {
        return at.entrySet().stream()
                .filter(entry -> rivals.contains(entry.getKey()))
                .mapToDouble(entry -> entry.getValue().median())
                .max();
    }

    /** One contender with one number of producers, in one batch. */
    private record Outcome(
            long calls, long lines, String missing, long drainedNanos, long cpuNanos, long collectorMillis) {

        double linesPerSecond() {
            return lines * 1e9 / drainedNanos;
        }
    }

    /** One contender with one number of producers, over the rounds. */
    private static final class Measured {

        private final List<Double> linesPerSecond = new ArrayList<>();
        private final List<Double> mediansOfProcesses = new ArrayList<>();
        private final List<Double> cpuNanosPerEvent = new ArrayList<>();
        /** Pauses of the collector, of the time that the batches of a start took. */
        private final List<Double> collectorPercent = new ArrayList<>();
        /** Far from 1 in the median of the rounds: it was not warm yet. */
        private final List<Double> lastToFirst = new ArrayList<>();

        private Audit audit = Audit.NOTHING;
        /** No line was missing, doubled or damaged where that was looked at. */
        private boolean exact = true;

        private void add(List<Outcome> batches) {
            mediansOfProcesses.add(Figures.median(
                    batches.stream().mapToDouble(Outcome::linesPerSecond).toArray()));
            for (Outcome outcome : batches) {
                linesPerSecond.add(outcome.linesPerSecond());
                cpuNanosPerEvent.add((double) outcome.cpuNanos / outcome.calls);
                audit = audit.plus(new Audit(outcome.calls, OptionalLong.of(outcome.lines)));
                exact &= outcome.missing.isEmpty();
            }
            collectorPercent.add(100e6
                    * batches.stream().mapToLong(Outcome::collectorMillis).sum()
                    / batches.stream().mapToLong(Outcome::drainedNanos).sum());
            lastToFirst.add(batches.get(batches.size() - 1).linesPerSecond()
                    / batches.get(0).linesPerSecond());
        }

        private double cpuNanos() {
            return Figures.median(cpuNanosPerEvent);
        }

        private double median() {
            return Figures.median(mediansOfProcesses);
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

        public static void main(String[] arguments) throws Exception {
            Settings settings = Settings.parse(
                    arguments,
                    Set.of(
                            "directory",
                            "contender",
                            "events",
                            "batches",
                            "producers",
                            "orderByOrder",
                            "warmUpEvents",
                            "settleMillis"));
            Path directory = Path.of(settings.require("directory"));
            Contender contender = Contender.byId(settings.require("contender"));
            int events = (int) settings.requireLong("events");
            int warmUpEvents = (int) settings.requireLong("warmUpEvents");
            boolean orderByOrder = Boolean.parseBoolean(settings.require("orderByOrder"));
            Properties result = new Properties();

            String[] ids = settings.require("producers").split(",");
            // All numbers of producers in turns: each has code of its own that must be compiled.
            AtomicInteger stretches = new AtomicInteger();
            JitCompiler.awaitQuiet(settings.requireLong("settleMillis"), () -> {
                String id = ids[stretches.getAndIncrement() % ids.length];
                log(contender, Fork.sinkDirectory(directory, "warm-up"), Producers.parse(id), warmUpEvents, false);
            });
            long batches = settings.requireLong("batches");
            for (int batch = 0; batch < batches; batch++) {
                for (String id : ids) {
                    System.gc();
                    boolean last = orderByOrder && batch == batches - 1;
                    log(contender, Fork.sinkDirectory(directory, "producers-" + id), Producers.parse(id), events, last)
                            .store(id + "." + batch, result);
                }
            }
            Fork.report(directory, result);
        }

        /**
         * @param orderByOrder whether each line is looked at although they are as many as the calls: one lost and one doubled
         *     would not show in their number
         */
        private static Timed log(
                Contender contender, Path directory, Producers producers, int events, boolean orderByOrder)
                throws IOException, InterruptedException {
            LoggingSubject subject = contender.create();
            subject.start(directory, SinkOptions.waiting());
            CountDownLatch ready = new CountDownLatch(producers.threads());
            CountDownLatch go = new CountDownLatch(1);
            LongAdder byProducers = new LongAdder();
            List<Thread> threads = new ArrayList<>();
            for (int producer = 0; producer < producers.threads(); producer++) {
                int share = Shares.of(events, producers.threads(), producer);
                threads.add(producers.start("producer-" + producer, () -> {
                    ready.countDown();
                    awaitUninterrupted(go);
                    // The carriers of virtual threads live on, and are counted with all others.
                    long cpuBefore = producers.virtual() ? 0 : CpuMeter.ofThisThread();
                    for (int id = 0; id < share; id++) {
                        subject.log(id, "Ada Lovelace");
                    }
                    byProducers.add(producers.virtual() ? 0 : CpuMeter.ofThisThread() - cpuBefore);
                }));
            }
            ready.await();

            long collected = collectorMillis();
            CpuMeter cpu = CpuMeter.start();
            long started = System.nanoTime();
            go.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            long returned = System.nanoTime();
            cpu.watchEndings();
            subject.stop();
            long drained = System.nanoTime();
            long cpuNanos = cpu.nanos(byProducers.sum());
            collected = collectorMillis() - collected;

            long lines = subject.linesInSink().orElseThrow();
            String missing = lines == events && !orderByOrder ? "" : missing(directory, producers, events, lines);
            Fork.clear(directory);
            return new Timed(lines, missing, returned - started, drained - started, cpuNanos, collected);
        }

        /**
         * Nobody may lose or invent a line here. If a contender seems to have done so, a second audit by other means checks that the first
         * one was right.
         */
        private static String missing(Path directory, Producers producers, int events, long lines) throws IOException {
            OrderAudit audit = new OrderAudit();
            for (int producer = 0; producer < producers.threads(); producer++) {
                audit.expect(Shares.of(events, producers.threads(), producer));
            }
            String found = audit.compare(directory.resolve("sink.log"));
            return lines == events && audit.isExact() ? "" : found;
        }

        /** For how long the collector has stopped everybody so far. */
        private static long collectorMillis() {
            return ManagementFactory.getGarbageCollectorMXBeans().stream()
                    .mapToLong(collector -> Math.max(0, collector.getCollectionTime()))
                    .sum();
        }

        private static void awaitUninterrupted(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts a producer", e);
            }
        }

        private record Timed(
                long lines, String missing, long callNanos, long drainedNanos, long cpuNanos, long collectorMillis) {

            void store(String id, Properties result) {
                result.setProperty(id + ".lines", Long.toString(lines));
                result.setProperty(id + ".missing", missing);
                result.setProperty(id + ".callNanos", Long.toString(callNanos));
                result.setProperty(id + ".drainedNanos", Long.toString(drainedNanos));
                result.setProperty(id + ".cpuNanos", Long.toString(cpuNanos));
                result.setProperty(id + ".collectorMillis", Long.toString(collectorMillis));
            }
        }
    }
}
