package io.penstock.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A JVM of its own that runs {@link Ending}, and how it ended. Not safe for concurrent use. */
public final class EndingProcess {

    private static final int TERMINATED = 128 + 15;

    /** Then it is killed, which its exit code tells. */
    private static final Duration LONGEST = Duration.ofSeconds(50);

    private final Class<?> main;
    private final Path directory;
    private final List<String> options = new ArrayList<>();
    private String classPath = System.getProperty("java.class.path");

    public EndingProcess(Class<?> main, Path directory) {
        this.main = main;
        this.directory = directory;
    }

    /**
     * @param count what the application counted: so many events were logged, and all calls had returned; those of main if no
     *     hook said anything
     * @param took from the moment when it had nothing more to do but to end, or was asked to, until it was gone
     */
    public record Outcome(long count, Duration took, String errors) {}

    public EndingProcess option(String option) {
        options.add(option);
        return this;
    }

    public EndingProcess alsoOnClassPath(String paths) {
        classPath += java.io.File.pathSeparator + paths;
        return this;
    }

    /** How often a row of a table is tried: once, and fifty times in the long form. */
    public static int times() {
        return Soak.count(1, 50);
    }

    /**
     * @param words first those of the host's program, then those of {@link Ending}, separated by blanks
     * @param mainCount how many events main logs
     */
    public Outcome run(String words, long mainCount) throws Exception {
        return run(words, mainCount, () -> {});
    }

    /** @param whenLogged done before it is asked to end */
    public Outcome run(String words, long mainCount, Step whenLogged) throws Exception {
        List<String> arguments = Arrays.asList(words.trim().split(" +"));
        Path errors = directory.resolve("errors.txt");
        Process process = start(arguments, errors);
        CompletableFuture.delayedExecutor(LONGEST.toSeconds(), TimeUnit.SECONDS).execute(process::destroyForcibly);
        try (BufferedReader output = process.inputReader()) {
            assertThat(output.readLine()).isEqualTo("logged");
            whenLogged.run();
            long start = System.nanoTime();
            boolean terminate = arguments.contains("term");
            if (terminate) {
                // Not the process itself, which would close what it says.
                process.toHandle().destroy();
            }
            long count = mainCount;
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith("count ")) {
                    count = Math.max(count, Long.parseLong(line.substring("count ".length())));
                }
            }
            process.waitFor();
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            assertThat(process.exitValue()).isEqualTo(terminate ? TERMINATED : 0);
            return new Outcome(count, took, Files.readString(errors));
        } finally {
            process.destroyForcibly();
        }
    }

    private Process start(List<String> arguments, Path errors) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx128m", "-Xshare:auto", "-XX:TieredStopAtLevel=1"));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(errors.toFile())
                .start();
    }

    /** What is done meanwhile. */
    public interface Step {
        void run() throws Exception;
    }
}
