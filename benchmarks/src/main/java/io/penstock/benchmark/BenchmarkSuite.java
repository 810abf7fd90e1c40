package io.penstock.benchmark;

import io.penstock.benchmark.subject.Contender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All questions in one run, with one report: {@code mvn -q -Pbench verify}, or {@code -Pbench-full} for the long form.
 *
 * <p>Settings: {@code form=smoke|short|full}, {@code subjects=all} or a list of ids, {@code name=} of the directory below
 * {@code results/}. A missed target does not fail the run: the numbers of a busy machine are no reason to stop a build.
 */
public final class BenchmarkSuite {

    private BenchmarkSuite() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        run(
                List.of(
                        new CallerLatency(),
                        new CallerBurst(),
                        new DrainedThroughput(),
                        new CallerAllocation(),
                        new ContentCost(),
                        new CpuPerEvent(),
                        new IdleCost(),
                        new HeapWhenFull(),
                        new EncoderCost(),
                        new SenderThroughput(),
                        new StateCheckCost(),
                        new SentEvents()),
                arguments);
    }

    static void run(List<Question> questions, String[] arguments) throws IOException, InterruptedException {
        Settings settings = Settings.parse(arguments, Set.of("form", "subjects", "name"));
        Form form = Form.parse(settings.get("form", "short"));
        List<Contender> contenders = Contender.parse(settings.get("subjects", "all"));
        String name = settings.get("name", LocalDate.now(ZoneOffset.UTC) + "-" + Environment.commit() + "-" + form);
        Run run = new Run(
                form, contenders, Path.of("target", "bench"), Files.createDirectories(Path.of("results", name)));

        String environment = Environment.markdown(form);
        List<Section> sections = new ArrayList<>();
        MarkdownTable durations = new MarkdownTable("question", "seconds it took");
        for (Question question : questions) {
            long start = System.nanoTime();
            sections.add(question.answer(run));
            durations.row(question.getClass().getSimpleName(), Figures.of((System.nanoTime() - start) / 1e9));
        }

        String report = report(environment, sections) + "\n## How long it took\n\n" + durations;
        run.keep("report.md", report);
        ResultPlots.drawAll(run.results());
        System.out.printf("%n%s%nWritten with the raw output to results/%s%n", report, name);
    }

    static String report(String environment, List<Section> sections) {
        String targets = sections.stream()
                .flatMap(section -> section.verdicts().stream())
                .map(verdict -> "- " + verdict.line() + "\n")
                .collect(Collectors.joining());
        String answers = sections.stream().map(Section::markdown).collect(Collectors.joining("\n"));
        return "# Benchmark results\n\n" + environment + "\n## Targets\n\n" + targets + "\n" + answers;
    }
}
