package io.penstock.benchmark.questions;

import com.sun.management.ThreadMXBean;
import io.penstock.benchmark.contenders.Contender;
import io.penstock.benchmark.contenders.Group;
import io.penstock.benchmark.contenders.LoggingSubject;
import io.penstock.benchmark.contenders.SinkOptions;
import io.penstock.benchmark.figures.Audit;
import io.penstock.benchmark.figures.Figures;
import io.penstock.benchmark.figures.Lookup;
import io.penstock.benchmark.figures.MarkdownTable;
import io.penstock.benchmark.measure.Fork;
import io.penstock.benchmark.measure.Form;
import io.penstock.benchmark.measure.Run;
import io.penstock.benchmark.measure.Settings;
import io.penstock.benchmark.report.Audits;
import io.penstock.benchmark.report.Section;
import io.penstock.benchmark.report.Verdict;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes does a call with immutable arguments allocate on its caller's thread?
 *
 * <p>The JVM's own count per thread, over 20,000 calls at a time after the code is compiled; the median of the batches counts. The
 * number includes the boxed {@code int} of the call, for everybody. Logback's part is what the appender that does nothing
 * shows: the target is to add nothing to it.
 *
 * <p>Alone: {@code java -cp ... io.penstock.benchmark.questions.CallerAllocation form=short}; with the rest: {@code mvn -q -Pbench verify}.
 */
public final class CallerAllocation implements Question {

    /** Less than the smallest object, so that one stray allocation in a batch does not decide. */
    private static final double TOLERANCE_BYTES = 0.5;

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Survey.run(List.of(new CallerAllocation()), arguments);
    }

    @Override
    public Section answer(Run run) throws IOException, InterruptedException {
        int batches = run.form().pick(3, 11, 31);
        Map<Contender, Double> bytesPerCall = new EnumMap<>(Contender.class);
        Map<Contender, Audit> audits = new EnumMap<>(Contender.class);
        StringBuilder csv = new StringBuilder("contender,bytes_per_call,calls,lines\n");
        for (Contender contender : Run.shuffled(run.callers(contender -> takesPart(contender, run.form())), 1)) {
            run.progress("caller allocation", 1, 1, contender);
            Optional<Properties> answer =
                    run.measure(contender, InFork.class, "caller-allocation", List.of("batches=" + batches));
            if (answer.isEmpty()) {
                continue;
            }
            Properties result = answer.get();
            bytesPerCall.put(contender, Double.parseDouble(result.getProperty("bytesPerCall")));
            audits.put(contender, Audits.read(result));
            csv.append(String.join(
                            ",",
                            contender.id(),
                            result.getProperty("bytesPerCall"),
                            result.getProperty("calls"),
                            result.getProperty("lines")))
                    .append('\n');
            run.keep("caller-allocation.csv", csv.toString());
        }
        return new Section(
                "Caller allocation",
                tables(bytesPerCall, audits),
                List.of(verdict(bytesPerCall), verdictJul(bytesPerCall)));
    }

    /** Contenders that differ only in how the consumer waits are left out: the caller allocates the same. */
    private static boolean takesPart(Contender contender, Form form) {
        return form != Form.SHORT
                || (!contender.differsInItsWaitOnly()
                        && contender != Contender.JUL_FILE
                        && contender.group() != Group.JBOSS);
    }

    private static String tables(Map<Contender, Double> bytesPerCall, Map<Contender, Audit> audits) {
        StringBuilder text = new StringBuilder();
        for (Group group : Group.values()) {
            Map<Contender, Double> ofGroup = new LinkedHashMap<>(bytesPerCall);
            ofGroup.keySet().removeIf(contender -> contender.group() != group);
            if (!ofGroup.isEmpty()) {
                text.append(group.heading())
                        .append(group.heading().isEmpty() ? "" : "\n")
                        .append(markdown(ofGroup, audits));
            }
        }
        return text.toString();
    }

    private static String markdown(Map<Contender, Double> bytesPerCall, Map<Contender, Audit> audits) {
        MarkdownTable table =
                new MarkdownTable("bytes allocated on the caller's thread", "per call", "calls", "lines", "lost");
        bytesPerCall.forEach((contender, bytes) -> {
            Audit audit = Lookup.in(audits, contender);
            table.row(
                    contender.title(),
                    String.format(Locale.ROOT, "%.1f", bytes),
                    Figures.count(audit.calls()),
                    audit.linesText(),
                    audit.lostText());
        });
        return table.toString();
    }

    static Verdict verdict(Map<Contender, Double> bytesPerCall) {
        return verdict(
                "caller allocation equal to the appender that does nothing",
                bytesPerCall.get(Contender.PENSTOCK),
                bytesPerCall.get(Contender.NO_OP));
    }

    private static Verdict verdictJul(Map<Contender, Double> bytesPerCall) {
        return verdict(
                "caller allocation equal to the handler that does nothing, with java.util.logging",
                bytesPerCall.get(Contender.JUL_PENSTOCK),
                bytesPerCall.get(Contender.JUL_NO_OP));
    }

    private static Verdict verdict(String target, @Nullable Double ours, @Nullable Double nothing) {
        if (ours == null || nothing == null) {
            return Verdict.notRun(target);
        }
        return Verdict.of(
                ours <= nothing + TOLERANCE_BYTES,
                target,
                String.format(Locale.ROOT, "%.1f against %.1f bytes = %.3f", ours, nothing, ours / nothing));
    }

    /** The measuring process. */
    static final class InFork {

        private static final int BATCH = 20_000;
        private static final int WARM_UP_BATCHES = 15;

        public static void main(String[] arguments) throws IOException {
            Settings settings = Settings.parse(arguments, Set.of("directory", "contender", "batches"));
            Path directory = Path.of(settings.require("directory"));
            LoggingSubject subject =
                    Contender.byId(settings.require("contender")).create();
            subject.start(Fork.sinkDirectory(directory, "sink"), SinkOptions.waiting());
            ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

            double[] bytesPerCall = new double[(int) settings.requireLong("batches")];
            for (int batch = -WARM_UP_BATCHES; batch < bytesPerCall.length; batch++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int id = 0; id < BATCH; id++) {
                    // Above the small values that Integer keeps for reuse: every call boxes.
                    subject.log(1_000 + id, "Ada Lovelace");
                }
                long allocated = threads.getCurrentThreadAllocatedBytes() - before;
                if (batch >= 0) {
                    bytesPerCall[batch] = (double) allocated / BATCH;
                }
            }
            subject.stop();

            Properties result = new Properties();
            Audits.write((long) BATCH * (WARM_UP_BATCHES + bytesPerCall.length), subject.linesInSink(), result);
            result.setProperty("bytesPerCall", Double.toString(Figures.median(bytesPerCall)));
            Fork.report(directory, result);
        }
    }
}
