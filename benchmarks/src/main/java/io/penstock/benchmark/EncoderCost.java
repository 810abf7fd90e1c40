package io.penstock.benchmark;

import io.penstock.benchmark.EncoderBenchmark.Medians;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Properties;
import java.util.Set;

/**
 * How many events per second of its processor time does the drain thread encode, with our encoders and with Logback's own?
 *
 * <p>Behind a proxy our encoders write into the drain thread's own buffer, and see one event object for all events; that decides.
 * What {@code encode} costs, which returns an array, and each event an object of its own, stands beside it.
 *
 * <p>{@link EncoderBenchmark}'s measurement by the thread's CPU time: both encoders and none take turns in one process, so that a
 * busy machine slows down both. The event with its boxed argument is part of the figures that decide; what is left without it stands
 * beside them. There is no sink, hence nothing to audit: that the bytes are the same is what the encoders' tests assert.
 *
 * <p>Alone: {@code java -cp ... io.penstock.benchmark.EncoderCost form=short}; with the rest: {@code mvn -q -Pbench verify}.
 */
public final class EncoderCost implements Question {

    private static final String CSV = "rounds.csv";

    public static void main(String[] arguments) throws IOException, InterruptedException {
        BenchmarkSuite.run(List.of(new EncoderCost()), arguments);
    }

    @Override
    public Section answer(Run run) throws IOException, InterruptedException {
        int warmUps = run.form().pick(5, 30, 30);
        int rounds = run.form().pick(5, 31, 101);
        run.progress("encoder cost", 1, 1, "both encoders");
        Path directory = run.work().resolve("encoder-cost");
        Properties result = Fork.run(InFork.class, directory, List.of("warmUps=" + warmUps, "rounds=" + rounds));
        run.keep("encoder-cost.csv", Files.readString(directory.resolve(CSV)));
        Map<String, Medians> medians = new LinkedHashMap<>();
        for (String format : EncoderBenchmark.FORMATS) {
            medians.put(format, read(format, result));
        }
        return new Section("Encoder cost", markdown(medians), verdicts(medians));
    }

    private static String markdown(Map<String, Medians> medians) {
        MarkdownTable table = new MarkdownTable(
                "CPU time per event, medians of the rounds",
                "Logback ns",
                "encode() ns",
                "behind a proxy ns",
                "times as fast: encode()",
                "behind a proxy",
                "Logback B",
                "encode() B",
                "behind a proxy B",
                "the event alone ns",
                "B");
        medians.forEach((format, of) -> table.row(
                format,
                Figures.of(of.logbackNanos()),
                Figures.of(of.penstockNanos()),
                Figures.of(of.behindProxyNanos()),
                Figures.of(of.logbackNanos() / of.penstockNanos()),
                Figures.of(of.logbackNanos() / of.behindProxyNanos()),
                String.format(Locale.ROOT, "%.0f", of.logbackBytes()),
                String.format(Locale.ROOT, "%.0f", of.penstockBytes()),
                String.format(Locale.ROOT, "%.0f", of.behindProxyBytes()),
                Figures.of(of.eventNanos()),
                String.format(Locale.ROOT, "%.0f", of.eventBytes())));
        return table.toString();
    }

    static List<Verdict> verdicts(Map<String, Medians> medians) {
        return medians.entrySet().stream()
                .map(entry -> Verdict.atLeast(
                        2,
                        "our encoder on the drain thread against Logback's, " + entry.getKey(),
                        OptionalDouble.of(1e9 / entry.getValue().behindProxyNanos()),
                        OptionalDouble.of(1e9 / entry.getValue().logbackNanos()),
                        "events/s of CPU"))
                .toList();
    }

    private static Medians read(String format, Properties result) {
        String[] of = result.getProperty(format).split(",");
        return new Medians(
                Double.parseDouble(of[0]),
                Double.parseDouble(of[1]),
                Double.parseDouble(of[2]),
                Double.parseDouble(of[3]),
                Double.parseDouble(of[4]),
                Double.parseDouble(of[5]),
                Double.parseDouble(of[6]),
                Double.parseDouble(of[7]));
    }

    /** The measuring process. */
    static final class InFork {

        public static void main(String[] arguments) throws IOException {
            Settings settings = Settings.parse(arguments, Set.of("directory", "warmUps", "rounds"));
            Path directory = Path.of(settings.require("directory"));
            StringBuilder csv = new StringBuilder(EncoderBenchmark.HEADER).append('\n');
            Properties result = new Properties();
            for (String format : EncoderBenchmark.FORMATS) {
                Medians of = EncoderBenchmark.measure(
                        format,
                        (int) settings.requireLong("warmUps"),
                        (int) settings.requireLong("rounds"),
                        csv::append);
                result.setProperty(
                        format,
                        of.logbackNanos() + "," + of.penstockNanos() + "," + of.behindProxyNanos() + ","
                                + of.eventNanos() + ","
                                + of.logbackBytes() + "," + of.penstockBytes() + "," + of.behindProxyBytes() + ","
                                + of.eventBytes());
            }
            Files.writeString(directory.resolve(CSV), csv);
            Fork.report(directory, result);
        }
    }
}
