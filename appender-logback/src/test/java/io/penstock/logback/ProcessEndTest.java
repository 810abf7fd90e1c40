package io.penstock.logback;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The process ends right after the last log call: everything is in the file all the same. */
class ProcessEndTest {

    private static final int TERMINATED = 128 + 15;

    @ParameterizedTest
    @CsvSource({"exit, 7", "exitWithLogbacksHook, 7", "mainReturns, 0"})
    void processEnds_rightAfterLogging_nothingIsLost(String ending, int exitCode, @TempDir Path directory)
            throws Exception {
        Path file = directory.resolve("app.log");

        Process process = start(ending, file);
        boolean ended = process.waitFor(40, SECONDS);

        assertThat(ended).isTrue();
        assertThat(process.exitValue()).isEqualTo(exitCode);
        assertComplete(file);
    }

    @Test
    void processEnds_terminatedRightAfterLogging_nothingIsLost(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("app.log");

        Process process = start("killed", file);
        String said = process.inputReader().readLine();
        process.destroy();
        boolean ended = process.waitFor(40, SECONDS);

        assertThat(said).isEqualTo("logged");
        assertThat(ended).isTrue();
        assertThat(process.exitValue()).isEqualTo(TERMINATED);
        assertComplete(file);
    }

    private static Process start(String ending, Path file) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EndingProgram.class.getName(),
                        ending,
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void assertComplete(Path file) throws IOException {
        assertThat(Files.readAllLines(file))
                .containsExactlyElementsOf(IntStream.range(0, EndingProgram.EVENTS)
                        .mapToObj(i -> "event " + i)
                        .toList());
    }
}
