package io.penstock.jul;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A JVM of its own, for what belongs to the whole process: configuration, shutdown, another LogManager. */
final class Jvm {

    private final Path folder;
    private final List<String> options = new ArrayList<>();
    private String classPath = System.getProperty("java.class.path");

    Jvm(Path folder) {
        this.folder = folder;
    }

    Jvm option(String option) {
        options.add(option);
        return this;
    }

    /** Written into the folder and passed to the JVM. */
    Jvm configuration(String properties) throws IOException {
        Files.writeString(folder.resolve("logging.properties"), properties);
        return option("-Djava.util.logging.config.file=logging.properties");
    }

    Jvm alsoOnClassPath(Path jars) throws IOException {
        try (Stream<Path> found = Files.list(jars)) {
            found.sorted().forEach(jar -> classPath += File.pathSeparator + jar);
        }
        return this;
    }

    /** Runs to the end, which must come in time and with exit code 0; what it printed. */
    String run(Class<?> main, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx128m", "-Xshare:auto", "-XX:TieredStopAtLevel=1"));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(List.of(arguments));
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            boolean ended = process.waitFor(40, TimeUnit.SECONDS);
            String printed = Files.readString(output);
            assertThat(ended).as("ended in time; it printed: " + printed).isTrue();
            assertThat(process.exitValue())
                    .as("exit code; it printed: " + printed)
                    .isZero();
            return printed;
        } finally {
            process.destroyForcibly();
        }
    }
}
