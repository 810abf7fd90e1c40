package io.penstock.benchmark;

import com.sun.management.ThreadMXBean;
import io.penstock.benchmark.subject.Contender;
import io.penstock.benchmark.subject.Content;
import io.penstock.benchmark.subject.Group;
import io.penstock.benchmark.subject.LoggingSubject;
import io.penstock.benchmark.subject.SinkOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What does a call cost its caller in time and memory, when its arguments can change, with an MDC, an exception, or the caller's place
 * in the source?
 *
 * <p>Groups of 500 calls, few enough for every queue but one, and a pause after each in which the queue gets empty: the time of a
 * group is that of its calls, without a clock reading in between. The median of the groups counts. Everybody may wait, nobody may
 * drop; AsyncAppender gets its 8192 places for that. One process per contender and content.
 *
 * <p>Alone: {@code java -cp ... io.penstock.benchmark.ContentCost form=short}; with the rest: {@code mvn -q -Pbench verify}.
 */
public final class ContentCost implements Question {

    private static final Set<Contender> LONG_FORM_ONLY = EnumSet.of(
            Contender.LOGSTASH_ASYNC_YIELDING,
            Contender.LOGSTASH_ASYNC_SLEEPING,
            Contender.LOG4J_ASYNC_YIELDING,
            Contender.LOG4J_ASYNC_SLEEPING,
            Contender.LOG4J_ASYNC_APPENDER,
            Contender.TINYLOG,
            Contender.LOGBACK_FILE,
            Contender.FORMAT_AND_DISCARD);
    private static final int MOST_SETTLE_MILLIS = 2_500;
    private static final double LANE_BYTES = 48;
    private static final double LANE_TIME = 0.6;

    public static void main(String[] arguments) throws IOException, InterruptedException {
        BenchmarkSuite.run(List.of(new ContentCost()), arguments);
    }

    @Override
    public Section answer(Run run) throws IOException, InterruptedException {
        int groups = run.form().pick(20, 40, 150);
        Map<Content, Map<Contender, Cost>> costs = new EnumMap<>(Content.class);
        StringBuilder csv = new StringBuilder("content,contender,nanos_per_call,bytes_per_call,calls,lines\n");
        for (Content content : Content.values()) {
            Map<Contender, Cost> of = costs.computeIfAbsent(content, first -> new LinkedHashMap<>());
            for (Contender contender : run.callers(contender -> takesPart(contender, content, run.form()))) {
                run.progress("content cost, " + content.id(), 1, 1, contender);
                Optional<Properties> answer = run.measure(
                        InFork.class,
                        "content-cost",
                        List.of(
                                "contender=" + contender.id(),
                                "content=" + content,
                                "groups=" + groups,
                                "settleMillis=" + settleMillis(content, run.form())));
                if (answer.isEmpty()) {
                    continue;
                }
                Properties result = answer.get();
                of.put(
                        contender,
                        new Cost(
                                Double.parseDouble(result.getProperty("nanos")),
                                Double.parseDouble(result.getProperty("bytes")),
                                Audits.read(result)));
                csv.append(String.join(
                                ",",
                                content.id(),
                                contender.id(),
                                result.getProperty("nanos"),
                                result.getProperty("bytes"),
                                result.getProperty("calls"),
                                result.getProperty("lines")))
                        .append('\n');
                run.keep("content-cost.csv", csv.toString());
            }
        }
        return new Section("Cost by content", markdown(costs), verdicts(costs, run.form()));
    }

    /** In the short form there is time for that only where a target is decided. */
    private static int settleMillis(Content content, Form form) {
        return content == Content.PLAIN || form == Form.FULL ? Math.min(form.settleMillis(), MOST_SETTLE_MILLIS) : 0;
    }

    /** In the short forms one of those between which the content makes no difference; java.util.logging has no MDC. */
    private static boolean takesPart(Contender contender, Content content, Form form) {
        return contender.group() == Group.JUL
                ? content != Content.MDC && form != Form.SHORT
                : form == Form.FULL || !LONG_FORM_ONLY.contains(contender);
    }

    private static String markdown(Map<Content, Map<Contender, Cost>> costs) {
        StringBuilder text = new StringBuilder();
        for (Group group : Group.values()) {
            costs.forEach((content, of) -> {
                Map<Contender, Cost> ofGroup = new LinkedHashMap<>(of);
                ofGroup.keySet().removeIf(contender -> contender.group() != group);
                if (!ofGroup.isEmpty()) {
                    String heading = (group == Group.JUL ? "java.util.logging, " : "") + content.id();
                    text.append(text.isEmpty() ? "" : "\n").append(table(heading, ofGroup));
                }
            });
        }
        return text.toString();
    }

    private static MarkdownTable table(String heading, Map<Contender, Cost> of) {
        MarkdownTable table = new MarkdownTable(heading, "ns/call", "B/call on the caller", "calls", "lines", "lost");
        of.forEach((contender, cost) -> table.row(
                contender.title(),
                Figures.of(cost.nanos),
                String.format(Locale.ROOT, "%.1f", cost.bytes),
                Figures.count(cost.audit.calls()),
                cost.audit.linesText(),
                cost.audit.lostText()));
        return table;
    }

    private static List<Verdict> verdicts(Map<Content, Map<Contender, Cost>> costs, Form form) {
        Map<Contender, Cost> plain = costs.get(Content.PLAIN);
        Cost lane = plain.get(Contender.PENSTOCK_LANE);
        String bytes = "FastLane allocates at most 48 bytes per call";
        List<Verdict> verdicts = new ArrayList<>(List.of(
                lane == null
                        ? Verdict.notRun(bytes)
                        : Verdict.of(
                                lane.bytes <= LANE_BYTES,
                                bytes,
                                String.format(
                                        Locale.ROOT, "%.1f bytes, ratio %.3f", lane.bytes, lane.bytes / LANE_BYTES)),
                Verdict.atMost(
                        LANE_TIME,
                        "time of a call by FastLane against the normal path",
                        nanos(lane),
                        nanos(plain.get(Contender.PENSTOCK)),
                        "ns"),
                noneLost("no line lost by Penstock, whatever events carry", Group.LOGBACK, costs)));
        if (takesPart(Contender.JUL_PENSTOCK, Content.PLAIN, form)) {
            verdicts.add(noneLost(
                    "no line lost by Penstock, whatever events carry, with java.util.logging", Group.JUL, costs));
        }
        return verdicts;
    }

    private static Verdict noneLost(String target, Group group, Map<Content, Map<Contender, Cost>> costs) {
        Audit audit = Audit.NOTHING;
        for (Map<Contender, Cost> of : costs.values()) {
            Map<Contender, Audit> audits = new LinkedHashMap<>();
            of.forEach((contender, cost) -> audits.put(contender, cost.audit));
            audit = audit.plus(Audits.ours(group, audits));
        }
        return Audits.noneLost(target, audit);
    }

    private static OptionalDouble nanos(@Nullable Cost cost) {
        return cost == null ? OptionalDouble.empty() : OptionalDouble.of(cost.nanos);
    }

    record Cost(double nanos, double bytes, Audit audit) {}

    /** The measuring process: one contender, one content. */
    static final class InFork {

        private static final int CALLS = 500;
        private static final int WARM_UP_GROUPS = 80;
        private static final long PAUSE_MILLIS = 3;

        public static void main(String[] arguments) throws Exception {
            Settings settings =
                    Settings.parse(arguments, Set.of("directory", "contender", "content", "groups", "settleMillis"));
            Path directory = Path.of(settings.require("directory"));
            Content content = Content.valueOf(settings.require("content"));
            LoggingSubject subject =
                    Contender.byId(settings.require("contender")).create();
            subject.start(
                    Fork.sinkDirectory(directory, "sink"), SinkOptions.waiting().with(content));
            ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
            double[] nanos = new double[(int) settings.requireLong("groups")];
            double[] bytes = new double[nanos.length];
            AtomicInteger calls = new AtomicInteger();
            for (int group = 0; group < WARM_UP_GROUPS; group++) {
                log(subject, content, calls);
            }
            JitCompiler.awaitQuiet(settings.requireLong("settleMillis"), () -> log(subject, content, calls));
            for (int group = 0; group < nanos.length; group++) {
                long allocated = threads.getCurrentThreadAllocatedBytes();
                nanos[group] = (double) log(subject, content, calls) / CALLS;
                bytes[group] = (double) (threads.getCurrentThreadAllocatedBytes() - allocated) / CALLS;
            }
            subject.stop();

            Properties result = new Properties();
            result.setProperty("nanos", Double.toString(Figures.median(nanos)));
            result.setProperty("bytes", Double.toString(Figures.median(bytes)));
            Audits.write(calls.get(), subject.linesInSink(), result);
            Fork.report(directory, result);
        }

        /** One group, and a pause behind it; the nanoseconds that the calls took. */
        private static long log(LoggingSubject subject, Content content, AtomicInteger calls)
                throws InterruptedException {
            int first = calls.getAndAdd(CALLS);
            long start = System.nanoTime();
            for (int call = 0; call < CALLS; call++) {
                // Above the small values that Integer keeps for reuse: every call boxes.
                subject.log(content, 1_000 + first + call);
            }
            long nanos = System.nanoTime() - start;
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            return nanos;
        }
    }
}
