package io.penstock.benchmark.questions;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.benchmark.measure.Form;
import io.penstock.benchmark.measure.Run;
import io.penstock.benchmark.report.Section;
import io.penstock.benchmark.report.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SurveyTest {

    @TempDir
    Path results;

    @Test
    void ask_oneQuestionFails_asksTheOthersAndSaysSo() throws Exception {
        Run run = run();

        String report = Survey.ask(
                List.of(
                        new Answers("first"),
                        new Fails(new IllegalStateException("no figures")),
                        new Answers("at 1,000/s", "1,000 calls")),
                run,
                "a machine\n");

        assertThat(report)
                .contains(
                        "- met: first: well",
                        "- not run: all targets of Fails: failed: java.lang.IllegalStateException: no figures",
                        "- met: at 1,000/s: 1,000 calls",
                        "## Fails\n\nCould not be answered: java.lang.IllegalStateException: no figures",
                        "## What failed\n\nIts rows are missing above.\n\n- java.lang.IllegalStateException: no figures\n")
                .doesNotContain("has not ended");
        assertThat(run.failures()).hasSize(1);
        assertThat(results.resolve("report.md")).hasContent(report);
        assertThat(results.resolve("targets.csv")).hasContent("""
                outcome,target,detail,question
                met,first,well,Answers
                not run,all targets of Fails,failed: java.lang.IllegalStateException: no figures,Fails
                met,"at 1,000/s","1,000 calls",Answers
                """);
    }

    @Test
    void ask_runsOutOfMemory_asksTheOthers() throws Exception {
        assertThat(Survey.ask(
                        List.of(new Fails(new OutOfMemoryError("heap")), new Answers("last")), run(), "a machine\n"))
                .contains("Could not be answered: java.lang.OutOfMemoryError: heap", "- met: last: well");
    }

    @Test
    void ask_betweenTwoQuestions_hasWrittenWhatIsKnown() throws Exception {
        Question looks = run -> {
            assertThat(Files.readString(results.resolve("report.md")))
                    .contains("- met: first: well", "The run has not ended. Not yet asked: ");
            return new Answers("last").answer(run);
        };

        String report = Survey.ask(List.of(new Answers("first"), looks), run(), "a machine\n");

        assertThat(report).contains("- met: last: well").doesNotContain("has not ended");
    }

    private Run run() {
        return new Run(Form.SMOKE, List.of(), results.resolve("work"), results, new ConcurrentLinkedQueue<>());
    }

    private record Answers(String target, String detail) implements Question {

        private Answers(String target) {
            this(target, "well");
        }

        @Override
        public Section answer(Run run) {
            return new Section(target, "an answer", List.of(Verdict.of(true, target, detail)));
        }
    }

    private record Fails(Throwable failure) implements Question {
        @Override
        public Section answer(Run run) {
            if (failure instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failure;
        }
    }
}
