package io.penstock.benchmark.questions;

import io.penstock.benchmark.contenders.Contender;
import io.penstock.benchmark.documentation.ResultPlots;
import io.penstock.benchmark.figures.Csv;
import io.penstock.benchmark.figures.Figures;
import io.penstock.benchmark.figures.MarkdownTable;
import io.penstock.benchmark.measure.Form;
import io.penstock.benchmark.measure.Run;
import io.penstock.benchmark.measure.Settings;
import io.penstock.benchmark.report.Environment;
import io.penstock.benchmark.report.Section;
import io.penstock.benchmark.report.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/**
 * Asks one question or several, and writes one report of all the answers.
 *
 * <p>Settings: {@code form=smoke|short|full}, {@code subjects=all} or a list of ids, {@code name=} of the directory below
 * {@code results/}. A missed target does not fail the run: the numbers of a busy machine are no reason to stop a build.
 * What could not be measured does, once all the rest has been.
 */
final class Survey {

    private Survey() {}

    static void run(List<Question> questions, String[] arguments) throws IOException, InterruptedException {
        Settings settings = Settings.parse(arguments, Set.of("form", "subjects", "name"));
        Form form = Form.parse(settings.get("form", "short"));
        List<Contender> contenders = Contender.parse(settings.get("subjects", "all"));
        String name = settings.get("name", LocalDate.now(ZoneOffset.UTC) + "-" + Environment.commit() + "-" + form);
        Run run = new Run(
                form,
                contenders,
                Path.of("target", "bench"),
                Files.createDirectories(Path.of("results", name)),
                new ConcurrentLinkedQueue<>());

        String report = ask(questions, run, Environment.markdown(form));
        System.out.printf("%n%s%nWritten with the raw output to results/%s%n", report, name);
        if (!run.failures().isEmpty()) {
            throw new IllegalStateException("not everything could be measured; see what failed in results/" + name
                    + "/report.md, and the reasons above");
        }
    }

    /**
     * Asks all questions, whatever becomes of one of them, and writes the report anew after each: what has been measured survives
     * whatever comes later.
     */
    static String ask(List<Question> questions, Run run, String environment) throws IOException, InterruptedException {
        List<Section> sections = new ArrayList<>();
        StringBuilder targets = new StringBuilder(Csv.line("outcome", "target", "detail", "question"));
        MarkdownTable durations = new MarkdownTable("question", "seconds it took");
        String report = "";
        for (int asked = 0; asked < questions.size(); asked++) {
            Question question = questions.get(asked);
            long start = System.nanoTime();
            Section section = answer(question, run);
            sections.add(section);
            section.verdicts()
                    .forEach(verdict -> targets.append(Csv.line(
                            verdict.outcome().toString(), verdict.target(), verdict.detail(), name(question))));
            durations.row(name(question), Figures.of((System.nanoTime() - start) / 1e9));
            report = report(environment, sections) + "\n## How long it took\n\n" + durations + failures(run.failures())
                    + open(questions.subList(asked + 1, questions.size()));
            run.keep("report.md", report);
            run.keep("targets.csv", targets.toString());
            draw(run);
        }
        return report;
    }

    private static Section answer(Question question, Run run) throws InterruptedException {
        try {
            return question.answer(run);
        } catch (IOException | RuntimeException | Error e) {
            run.failed(e);
            return new Section(
                    name(question),
                    "Could not be answered: " + e + ". What had been measured before is in the raw output.",
                    List.of(Verdict.failed("all targets of " + name(question), e)));
        }
    }

    /** Draws the plots for which there is raw output. If one cannot be drawn, the failure is kept and the measurements go on. */
    private static void draw(Run run) {
        try {
            ResultPlots.drawAll(run.results());
        } catch (IOException | RuntimeException e) {
            run.failed(e);
        }
    }

    private static String name(Question question) {
        return question.getClass().getSimpleName();
    }

    private static String failures(Collection<String> failures) {
        return failures.isEmpty()
                ? ""
                : failures.stream()
                        .map(failure -> "- " + failure + "\n")
                        .collect(Collectors.joining("", "\n## What failed\n\nIts rows are missing above.\n\n", ""));
    }

    private static String open(List<Question> questions) {
        return questions.isEmpty()
                ? ""
                : questions.stream()
                        .map(Survey::name)
                        .collect(Collectors.joining(", ", "\nThe run has not ended. Not yet asked: ", ".\n"));
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
