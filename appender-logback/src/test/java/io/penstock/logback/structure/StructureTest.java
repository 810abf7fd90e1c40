package io.penstock.logback.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kit on each release of the library; the classes of ours are the same. */
@Timeout(180) // Of their own work they need five seconds each, but four class loaders on a busy machine take turns.
class StructureTest {

    /** The short forms take one of so many combinations; a prime, so that each encoder meets each call and each value. */
    private static final int SHARE = Boolean.getBoolean("penstock.soak") ? 1 : 5;

    @Test
    void everyCallWithEveryValue_sameLinesAsPlain() throws Exception {
        assertThat(String.join("\n", Comparison.differences(SHARE))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"7.4", "8.1"})
    void everyCallWithEveryValue_releaseOnJackson2_sameLinesAsPlain(String release) throws Exception {
        Path jars = Path.of(System.getProperty("penstock.test.logstashs"), release);

        assertSameLines(entry -> !entry.contains("jackson") && !entry.contains("logstash-logback-encoder"), jars);
    }

    @Test
    void everyCallWithEveryValue_withoutJackson2_sameLinesAsPlain() throws Exception {
        assertSameLines(entry -> !entry.contains("jackson-databind-2") && !entry.contains("jackson-core-2"), null);
    }

    private static void assertSameLines(Predicate<String> kept, Path furtherJars) throws Exception {
        Stream<Path> entries = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(kept)
                .map(Path::of);
        URL[] urls = Stream.concat(entries, furtherJars == null ? Stream.of() : jarsIn(furtherJars))
                .map(StructureTest::url)
                .toArray(URL[]::new);
        Thread current = Thread.currentThread();
        ClassLoader usual = current.getContextClassLoader();
        try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
            // Jackson looks for its modules here.
            current.setContextClassLoader(loader);
            Object differences = loader.loadClass(Comparison.class.getName())
                    .getMethod("differences", int.class)
                    .invoke(null, SHARE);

            assertThat((List<?>) differences).isEmpty();
        } finally {
            current.setContextClassLoader(usual);
        }
    }

    private static Stream<Path> jarsIn(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList().stream();
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
