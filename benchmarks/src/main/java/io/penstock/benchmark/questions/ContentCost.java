package io.penstock.benchmark.questions;

import com.sun.management.ThreadMXBean;
import io.penstock.benchmark.contenders.Contender;
import io.penstock.benchmark.contenders.Content;
import io.penstock.benchmark.contenders.Group;
import io.penstock.benchmark.contenders.LoggingSubject;
import io.penstock.benchmark.contenders.SinkOptions;
import io.penstock.benchmark.figures.Audit;
import io.penstock.benchmark.figures.Figures;
import io.penstock.benchmark.figures.MarkdownTable;
import io.penstock.benchmark.figures.Spread;
import io.penstock.benchmark.measure.Fork;
import io.penstock.benchmark.measure.Form;
import io.penstock.benchmark.measure.JitCompiler;
import io.penstock.benchmark.measure.Run;
import io.penstock.benchmark.measure.Settings;
import io.penstock.benchmark.report.Audits;
import io.penstock.benchmark.report.Section;
import io.penstock.benchmark.report.Verdict;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What does a call cost its caller in time and memory, when its arguments can change, with an MDC, an exception, or the caller's place
 * in the source?
 *
 * <p>Groups of 500 calls, few enough for every queue but one, and a pause after each in which the queue gets empty: the time of a
 * group is that of its calls, without a clock reading in between. The median of the groups is the figure of a start, the median of
 * the starts counts: one start compiles the same calls into faster code than the next, and all its groups with it. Everybody may wait,
 * nobody may drop; AsyncAppender gets its 8192 places for that. One process per contender, content and start; in the long form four starts, six
 * of those whose calls a target compares, two of java.util.logging with more than a plain event.
 *
 * <p>Alone: {@code java -cp ... io.penstock.benchmark.questions.ContentCost form=short}; with the rest: {@code mvn -q -Pbench verify}.
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
    private static final Set<Contender> NEEDED_BY_A_VERDICT =
            EnumSet.of(Contender.PENSTOCK, Contender.PENSTOCK_LANE, Contender.NO_OP);
    private static final int MOST_STARTS = 6;
    private static final int STARTS = 4;
    private static final int LEAST_STARTS = 2;
    /** The contents for which FastLane does nothing, so that a call takes the normal path with and without it. */
    private static final List<Content> SAME_PATH = List.of(Content.EXCEPTION, Content.CALLER);

    private static final int MOST_SETTLE_MILLIS = 1_500;
    /** Where no target is decided. */
    private static final int SETTLE_MILLIS = 500;

    private static final double LANE_BYTES = 48;
    private static final double LANE_TIME = 0.6;

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Survey.run(List.of(new ContentCost()), arguments);
    }

    @Override
    public Section answer(Run run) throws IOException, InterruptedException {
        int rounds = run.form().pick(1, 1, MOST_STARTS);
        Map<Content, Map<Contender, Cost>> costs = new EnumMap<>(Content.class);
        StringBuilder csv = new StringBuilder("round,content,contender,nanos_per_call,bytes_per_call,calls,lines\n");
        for (int round = 1; round <= rounds; round++) {
            for (Content content : Content.values()) {
                int present = round;
                List<Contender> contenders = run.callers(contender ->
                        takesPart(contender, content, run.form()) && present <= starts(contender, content));
                // Each content in an order of its own, or one contender would always follow the same other.
                for (Contender contender : Run.shuffled(contenders, round * 100 + content.ordinal())) {
                    run.progress("content cost, " + content.id(), round, rounds, contender);
                    measure(run, round, content, contender, csv)
                            .ifPresent(result -> costs.computeIfAbsent(content, first -> new EnumMap<>(Contender.class))
                                    .computeIfAbsent(contender, first -> new Cost())
                                    .add(result));
                }
            }
        }
        return new Section("Cost by content", markdown(costs), verdicts(costs, run.form()));
    }

    private static Optional<Properties> measure(
            Run run, int round, Content content, Contender contender, StringBuilder csv)
            throws IOException, InterruptedException {
        Optional<Properties> answer = run.measure(
                contender,
                InFork.class,
                "content-cost",
                List.of(
                        "content=" + content,
                        "groups=" + run.form().pick(20, 40, 60),
                        "settleMillis=" + settleMillis(content, run.form())));
        if (answer.isPresent()) {
            Properties result = answer.get();
            csv.append(String.join(
                            ",",
                            Integer.toString(round),
                            content.id(),
                            contender.id(),
                            result.getProperty("nanos"),
                            result.getProperty("bytes"),
                            result.getProperty("calls"),
                            result.getProperty("lines")))
                    .append('\n');
            run.keep("content-cost.csv", csv.toString());
        }
        return answer;
    }

    /**
     * In the long form: enough for an interval where a target is decided, else enough to see what a start is worth. For more than two of
     * what nothing is compared with, java.util.logging's other contents, the hour has no room.
     */
    private static int starts(Contender contender, Content content) {
        if (content != Content.PLAIN && contender.group() != Group.LOGBACK) {
            return LEAST_STARTS;
        }
        return content == Content.PLAIN && NEEDED_BY_A_VERDICT.contains(contender) ? MOST_STARTS : STARTS;
    }

    /** In the short form there is time for that only where a target is decided. */
    private static int settleMillis(Content content, Form form) {
        return content == Content.PLAIN
                ? Math.min(form.settleMillis(), MOST_SETTLE_MILLIS)
                : form == Form.FULL ? SETTLE_MILLIS : 0;
    }

    /** In the short forms one of those between which the content makes no difference; java.util.logging has no MDC. */
    private static boolean takesPart(Contender contender, Content content, Form form) {
        if (contender.group() != Group.LOGBACK) {
            return content != Content.MDC && form != Form.SHORT;
        }
        // Contenders that differ only in how the consumer waits are asked with plain events: what events carry does
        // not change how it waits.
        return form == Form.FULL
                ? content == Content.PLAIN || !contender.differsInItsWaitOnly()
                : !LONG_FORM_ONLY.contains(contender);
    }

    private static String markdown(Map<Content, Map<Contender, Cost>> costs) {
        StringBuilder text = new StringBuilder("Medians of the starts.")
                .append(control(costs))
                .append("\n\n");
        int introduction = text.length();
        for (Group group : Group.values()) {
            costs.forEach((content, of) -> {
                Map<Contender, Cost> ofGroup = new LinkedHashMap<>(of);
                ofGroup.keySet().removeIf(contender -> contender.group() != group);
                if (!ofGroup.isEmpty()) {
                    String heading = group.prefix() + content.id();
                    text.append(text.length() == introduction ? "" : "\n").append(table(heading, ofGroup));
                }
            });
        }
        return text.toString();
    }

    /** The control: two rows that cannot really differ, and by how much they do. */
    private static String control(Map<Content, Map<Contender, Cost>> costs) {
        StringBuilder text = new StringBuilder();
        for (Content content : SAME_PATH) {
            Map<Contender, Cost> of = costs.getOrDefault(content, Map.of());
            Cost lane = of.get(Contender.PENSTOCK_LANE);
            Cost normal = of.get(Contender.PENSTOCK);
            if (lane != null && normal != null) {
                text.append(text.isEmpty() ? "" : ", ")
                        .append(String.format(
                                Locale.ROOT,
                                "%s %.3f",
                                content.id(),
                                lane.nanos().median() / normal.nanos().median()));
            }
        }
        return text.isEmpty()
                ? ""
                : " With an exception, and with the caller's place in the source, FastLane stands aside: its calls take the normal"
                        + " path, and its row cannot differ from that of Penstock without it. So these two are the control of this"
                        + " measurement; what their ratio is away from 1 it cannot tell elsewhere either: " + text
                        + ".";
    }

    private static MarkdownTable table(String heading, Map<Contender, Cost> of) {
        MarkdownTable table = new MarkdownTable(
                heading, "ns/call", "best start", "worst", "starts", "B/call on the caller", "calls", "lines", "lost");
        of.forEach((contender, cost) -> table.row(
                contender.title(),
                Figures.of(cost.nanos().median()),
                Figures.of(Collections.min(cost.nanos)),
                Figures.of(Collections.max(cost.nanos)),
                Integer.toString(cost.nanos.size()),
                String.format(Locale.ROOT, "%.1f", cost.bytes()),
                Figures.count(cost.audit.calls()),
                cost.audit.linesText(),
                cost.audit.lostText()));
        return table;
    }

    private static List<Verdict> verdicts(Map<Content, Map<Contender, Cost>> costs, Form form) {
        Map<Contender, Cost> plain = costs.getOrDefault(Content.PLAIN, Map.of());
        Cost lane = plain.get(Contender.PENSTOCK_LANE);
        Cost normal = plain.get(Contender.PENSTOCK);
        String bytes = "FastLane allocates at most 48 bytes per call";
        String time = "time of a call by FastLane against the normal path";
        List<Verdict> verdicts = new ArrayList<>(List.of(
                lane == null
                        ? Verdict.notRun(bytes)
                        : Verdict.of(
                                lane.bytes() <= LANE_BYTES,
                                bytes,
                                String.format(
                                        Locale.ROOT,
                                        "%.1f bytes, ratio %.3f",
                                        lane.bytes(),
                                        lane.bytes() / LANE_BYTES)),
                lane == null || normal == null
                        ? Verdict.notRun(time)
                        : Verdict.atMost(LANE_TIME, time, lane.nanos(), normal.nanos(), "ns"),
                noneLost("no line lost by Penstock, whatever events carry", Group.LOGBACK, costs)));
        if (takesPart(Contender.JUL_PENSTOCK, Content.PLAIN, form)) {
            verdicts.add(noneLost(
                    "no line lost by Penstock, whatever events carry, with java.util.logging", Group.JUL, costs));
            verdicts.add(noneLost(
                    "no line lost by Penstock, whatever events carry, with jboss-logmanager", Group.JBOSS, costs));
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

    /** One contender with one content, start by start. */
    private static final class Cost {

        private final List<Double> nanos = new ArrayList<>();
        private final List<Double> bytes = new ArrayList<>();
        private Audit audit = Audit.NOTHING;

        private void add(Properties result) {
            nanos.add(Double.valueOf(result.getProperty("nanos")));
            bytes.add(Double.valueOf(result.getProperty("bytes")));
            audit = audit.plus(Audits.read(result));
        }

        private Spread nanos() {
            return Spread.of(nanos);
        }

        private double bytes() {
            return Figures.median(bytes);
        }
    }

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
