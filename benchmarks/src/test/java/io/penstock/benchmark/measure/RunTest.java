package io.penstock.benchmark.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTest {

    @TempDir
    Path results;

    @Test
    void measure_processFails_isWrittenDownAndMissing() throws Exception {
        Run run = run();

        assertThat(run.measure(jdk("exit 3"), RunTest.class, "fork", List.of("contender=x")))
                .isEmpty();

        assertThat(run.failures()).singleElement().asString().endsWith("RunTest ended with exit code 3: [contender=x]");
    }

    @Test
    void measure_answersNothing_isWrittenDownAndMissing() throws Exception {
        Run run = run();

        assertThat(run.measure(jdk("exit 0"), RunTest.class, "fork", List.of())).isEmpty();

        assertThat(run.failures()).singleElement().asString().contains("NoSuchFileException", "result.properties");
    }

    private Run run() {
        return new Run(Form.SMOKE, List.of(), results.resolve("work"), results, new ConcurrentLinkedQueue<>());
    }

    private Path jdk(String script) throws IOException {
        return ForkTest.jdk(results.resolve("jdk"), script);
    }
}
