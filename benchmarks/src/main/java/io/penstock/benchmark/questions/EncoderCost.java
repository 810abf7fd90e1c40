package io.penstock.benchmark.questions;

import io.penstock.benchmark.figures.Figures;
import io.penstock.benchmark.figures.MarkdownTable;
import io.penstock.benchmark.figures.Spread;
import io.penstock.benchmark.measure.Fork;
import io.penstock.benchmark.measure.Run;
import io.penstock.benchmark.measure.Settings;
import io.penstock.benchmark.report.Section;
import io.penstock.benchmark.report.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * How many events per second of its processor time does the drain thread encode, with our encoders and with Logback's own?
 *
 * <p>Behind a proxy our encoders write into the drain thread's own buffer, and see one event object for all events; that decides.
 * What {@code encode} costs, which returns an array, and each event an object of its own, stands beside it.
 *
 * <p>{@link EncoderBenchmark}'s measurement by the thread's CPU time: both encoders and none take turns in one process, so that a
 * busy machine slows down both; the order rotates. The ratios decide that were taken within a round: a machine may have two speeds, and change
 * between them every few rounds (a factor of two in {@code results/full-1}), and then the ratio of two medians is one of different moments. The event with its boxed argument is part of the figures that decide; what is left without it stands
 * beside them. There is no sink, hence nothing to audit: that the bytes are the same is what the encoders' tests assert.
 *
 * <p>Alone: {@code java -cp ... io.penstock.benchmark.questions.EncoderCost form=short}; with the rest: {@code mvn -q -Pbench verify}.
 */
public final class EncoderCost implements Question {

    private static final String CSV = "rounds.csv";
    private static final String DIRECTORY = "encoder-cost";

    // The columns of EncoderBenchmark.HEADER behind format and round; so many further on are the bytes.
    private static final int FIRST_FIGURE = 2;
    private static final int LOGBACK = 0;
    private static final int ENCODE = 1;
    private static final int BEHIND_PROXY = 2;
    private static final int EVENT = 3;
    private static final int BYTES = 4;

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Survey.run(List.of(new EncoderCost()), arguments);
    }

    @Override
    public Section answer(Run run) throws IOException, InterruptedException {
        int warmUps = run.form().pick(5, 30, 30);
        // In the long form three starts of some ten seconds.
        int starts = run.form().pick(1, 1, 3);
        int rounds = run.form().pick(6, 32, 40);
        Map<String, Measured> measured = new LinkedHashMap<>();
        StringBuilder csv =
                new StringBuilder("start,").append(EncoderBenchmark.HEADER).append('\n');
        for (int start = 1; start <= starts; start++) {
            run.progress("encoder cost", start, starts, "both encoders");
            if (run.measure(InFork.class, DIRECTORY, List.of("warmUps=" + warmUps, "rounds=" + rounds))
                    .isPresent()) {
                List<String> rows =
                        Files.readAllLines(run.work().resolve(DIRECTORY).resolve(CSV));
                for (String row : rows) {
                    csv.append(start).append(',').append(row).append('\n');
                }
                add(rows, measured);
                run.keep("encoder-cost.csv", csv.toString());
            }
        }
        if (measured.isEmpty()) {
            throw new IOException("no start could be measured");
        }
        return new Section("Encoder cost", markdown(measured, starts), verdicts(measured));
    }

    /** All rounds of one start, with all formats. */
    static void add(List<String> rows, Map<String, Measured> measured) {
        Map<String, List<double[]>> rounds = new LinkedHashMap<>();
        for (String row : rows) {
            String[] cells = row.split(",");
            double[] figures = new double[cells.length - FIRST_FIGURE];
            for (int figure = 0; figure < figures.length; figure++) {
                figures[figure] = Double.parseDouble(cells[FIRST_FIGURE + figure]);
            }
            rounds.computeIfAbsent(cells[0], first -> new ArrayList<>()).add(figures);
        }
        rounds.forEach((format, of) ->
                measured.computeIfAbsent(format, first -> new Measured()).add(of));
    }

    private static String markdown(Map<String, Measured> measured, int starts) {
        MarkdownTable table = new MarkdownTable(
                "CPU time per event, medians of the rounds",
                "Logback ns",
                "encode() ns",
                "behind a proxy ns",
                "times as fast: encode()",
                "behind a proxy",
                "95 % sure from",
                "to",
                "starts from",
                "to",
                "Logback B",
                "encode() B",
                "behind a proxy B",
                "the event alone ns",
                "B");
        measured.forEach((format, of) -> {
            Spread ratios = of.behindProxy();
            table.row(
                    format,
                    Figures.of(of.median(LOGBACK)),
                    Figures.of(of.median(ENCODE)),
                    Figures.of(of.median(BEHIND_PROXY)),
                    Figures.of(Figures.median(of.ratiosOfEncode)),
                    Figures.of(ratios.median()),
                    Figures.of(ratios.lowerBound()),
                    Figures.of(ratios.upperBound()),
                    Figures.of(Collections.min(of.mediansOfStarts)),
                    Figures.of(Collections.max(of.mediansOfStarts)),
                    String.format(Locale.ROOT, "%.0f", of.median(LOGBACK + BYTES)),
                    String.format(Locale.ROOT, "%.0f", of.median(ENCODE + BYTES)),
                    String.format(Locale.ROOT, "%.0f", of.median(BEHIND_PROXY + BYTES)),
                    Figures.of(of.median(EVENT)),
                    String.format(Locale.ROOT, "%.0f", of.median(EVENT + BYTES)));
        });
        return "The encoders take turns in one process, in another order each round; how many times as fast is the median of the ratios"
                + " within a round, since the machine may change its speed from one round to the next. The interval covers the rounds of "
                + (starts == 1 ? "this start of a JVM" : "these " + starts + " starts of a JVM")
                + ", not the next start.\n\n"
                + table;
    }

    static List<Verdict> verdicts(Map<String, Measured> measured) {
        return measured.entrySet().stream()
                .map(entry -> Verdict.atLeast(
                        2,
                        "our encoder on the drain thread against Logback's, " + entry.getKey(),
                        entry.getValue().behindProxy(),
                        Spread.of(entry.getValue().mediansOfStarts)))
                .toList();
    }

    /** One format, over all rounds of all starts. */
    static final class Measured {

        private final List<double[]> rounds = new ArrayList<>();
        private final List<Double> ratios = new ArrayList<>();
        private final List<Double> ratiosOfEncode = new ArrayList<>();
        private final List<Double> mediansOfStarts = new ArrayList<>();

        private void add(List<double[]> ofStart) {
            List<Double> ratiosOfStart = new ArrayList<>();
            for (double[] round : ofStart) {
                ratiosOfStart.add(round[LOGBACK] / round[BEHIND_PROXY]);
                ratiosOfEncode.add(round[LOGBACK] / round[ENCODE]);
            }
            rounds.addAll(ofStart);
            ratios.addAll(ratiosOfStart);
            mediansOfStarts.add(Figures.median(ratiosOfStart));
        }

        /** How many times as fast as Logback's. */
        private Spread behindProxy() {
            return Spread.of(ratios);
        }

        private double median(int figure) {
            return Figures.median(
                    rounds.stream().mapToDouble(round -> round[figure]).toArray());
        }
    }

    /** The measuring process. */
    static final class InFork {

        public static void main(String[] arguments) throws IOException {
            Settings settings = Settings.parse(arguments, Set.of("directory", "warmUps", "rounds"));
            Path directory = Path.of(settings.require("directory"));
            StringBuilder csv = new StringBuilder();
            for (String format : EncoderBenchmark.FORMATS) {
                EncoderBenchmark.measure(
                        format,
                        (int) settings.requireLong("warmUps"),
                        (int) settings.requireLong("rounds"),
                        csv::append);
            }
            Files.writeString(directory.resolve(CSV), csv);
            Fork.report(directory, new Properties());
        }
    }
}
