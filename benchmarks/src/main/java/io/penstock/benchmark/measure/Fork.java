package io.penstock.benchmark.measure;

import io.penstock.benchmark.contenders.JulHop;
import io.penstock.benchmark.contenders.JulLayout;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A measurement in a process of its own: no contender inherits another one's compiled code, heap or threads.
 *
 * <p>The child's main class gets {@code directory=...} and its settings, and leaves its figures by {@link #report}.
 */
public final class Fork {

    /** JVM flags that all measuring processes get; they are printed with the results. */
    public static final List<String> JVM_FLAGS = List.of("-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch", "-XX:+UseG1GC");

    private static final int NATIVE_ACCESS_NEEDS = 22;
    /** Even in the long form the longest process takes less than one minute; so a few that hang do not cost the others their time. */
    private static final Duration MOST = Duration.ofMinutes(5);

    private static final String RESULT = "result.properties";

    private Fork() {}

    public static Properties run(Class<?> main, Path directory, List<String> settings)
            throws IOException, InterruptedException {
        return run(Jdks.present(), main, directory, settings);
    }

    /** As the other, by another JDK. */
    public static Properties run(Path jdk, Class<?> main, Path directory, List<String> settings)
            throws IOException, InterruptedException {
        return run(jdk, List.of(), main, directory, settings, MOST);
    }

    /** As the other, with JVM flags that not all have. */
    public static Properties run(Path jdk, List<String> jvmFlags, Class<?> main, Path directory, List<String> settings)
            throws IOException, InterruptedException {
        return run(jdk, jvmFlags, main, directory, settings, MOST);
    }

    /** Ends a process that takes longer. */
    public static Properties run(Path jdk, Class<?> main, Path directory, List<String> settings, Duration most)
            throws IOException, InterruptedException {
        return run(jdk, List.of(), main, directory, settings, most);
    }

    public static Properties run(
            Path jdk, List<String> jvmFlags, Class<?> main, Path directory, List<String> settings, Duration most)
            throws IOException, InterruptedException {
        clear(directory);
        Files.createDirectories(directory);
        List<String> command = new ArrayList<>();
        command.add(jdk.resolve("bin").resolve("java").toString());
        command.addAll(JVM_FLAGS);
        command.addAll(jvmFlags);
        if (jdk.equals(Jdks.present()) && Runtime.version().feature() >= NATIVE_ACCESS_NEEDS) {
            // The sender may then read TCP_INFO through a native call, if the jar was built with that class.
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.add("-D" + JulLayout.PROPERTY + "=" + JulLayout.present());
        command.add("-D" + JulHop.AUTO_FLUSH_PROPERTY + "=" + Boolean.getBoolean(JulHop.AUTO_FLUSH_PROPERTY));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName(), "directory=" + directory));
        command.addAll(settings);
        Process process = new ProcessBuilder(command).inheritIO().start();
        try {
            if (!process.waitFor(most.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IllegalStateException(
                        main.getName() + " did not end within " + most.toSeconds() + " seconds: " + settings);
            }
        } finally {
            // We wait for its end, because the next process clears the directory and this one must not be writing
            // into it any more.
            process.destroyForcibly().waitFor();
        }
        if (process.exitValue() != 0) {
            throw new IllegalStateException(
                    main.getName() + " ended with exit code " + process.exitValue() + ": " + settings);
        }
        Properties result = new Properties();
        try (InputStream in = Files.newInputStream(directory.resolve(RESULT))) {
            result.load(in);
        }
        return result;
    }

    /** Called in the child, once, when everything is measured. */
    public static void report(Path directory, Properties result) throws IOException {
        try (OutputStream out = Files.newOutputStream(directory.resolve(RESULT))) {
            result.store(out, null);
        }
    }

    /** A directory for one sink, below the fork's own. */
    public static Path sinkDirectory(Path directory, String name) throws IOException {
        return Files.createDirectories(directory.resolve(name));
    }

    /** Deletes a directory of ours with all that is in it, if it is there. */
    public static void clear(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
