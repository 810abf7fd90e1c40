package io.penstock.benchmark.contenders;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WaitStrategyTest {

    @TempDir
    private Path directory;

    /** Log4j2 takes its default, and says nothing, where it does not know the name of a strategy. */
    @ParameterizedTest
    @CsvSource({
        "LOGSTASH_ASYNC, BlockingWaitStrategy",
        "LOGSTASH_ASYNC_SLEEPING, SleepingWaitStrategy",
        "LOG4J_ASYNC, TimeoutBlockingWaitStrategy",
        "LOG4J_ASYNC_SLEEPING, SleepingWaitStrategy"
    })
    @Timeout(60)
    void consumer_nothingToDo_waitsAsItsContenderSays(Contender contender, String strategy) throws Exception {
        Path seen = directory.resolve("seen");

        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Looks.class.getName(),
                        contender.id(),
                        Files.createDirectory(directory.resolve("sink")).toString(),
                        seen.toString())
                .inheritIO()
                .start();

        assertThat(process.waitFor()).isZero();
        assertThat(seen).hasContent(strategy);
    }

    /** In a process of its own, because Log4j2 reads its settings once. */
    static final class Looks {

        private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(30);

        private Looks() {}

        public static void main(String[] arguments) throws IOException {
            LoggingSubject subject = Contender.byId(arguments[0]).create();
            subject.start(Path.of(arguments[1]), SinkOptions.asShipped());
            subject.log(1, "Ada");
            long start = System.nanoTime();
            Optional<String> strategy = Optional.empty();
            while (strategy.isEmpty() && System.nanoTime() - start < LONGEST_NANOS) {
                strategy = strategyOnAStack();
            }
            subject.stop();
            Files.writeString(Path.of(arguments[2]), strategy.orElse("none"), StandardCharsets.UTF_8);
        }

        private static Optional<String> strategyOnAStack() {
            return Thread.getAllStackTraces().values().stream()
                    .flatMap(Stream::of)
                    .map(frame -> frame.getClassName().replaceFirst(".*\\.", ""))
                    .filter(name -> name.endsWith("WaitStrategy"))
                    .findFirst();
        }
    }
}
