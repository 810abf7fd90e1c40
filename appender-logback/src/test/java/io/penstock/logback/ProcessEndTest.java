package io.penstock.logback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.peer.EndingProcess;
import io.penstock.peer.EndingProcess.Outcome;
import io.penstock.peer.Ports;
import io.penstock.peer.Received;
import io.penstock.peer.ReceiverProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The process ends, and the application goes on logging for a while: whatever a plain appender would have written is written.
 * A row is a program: see {@link EndingProgram} and {@link io.penstock.peer.Ending}.
 */
@Timeout(1800)
class ProcessEndTest {

    private static final int EVENTS = 2_000;

    @TempDir
    private Path directory;

    /** The plain file for comparison. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain term late=5002",
                "proxy main",
                "proxy exit",
                "proxy term",
                "proxy exit contextHook",
                "proxy main late=5002",
                "proxy exit late=5002 stops",
                "proxy term late=5002",
                "proxy term late=5002 saturated",
                "lane exit events=0 late=5002",
                "proxies term requests=4",
                "bridge exit late=500"
            })
    void processEnds_whileTheApplicationLogs_everyEventIsInTheFile(String row) throws Exception {
        for (int time = 0; time < EndingProcess.times(); time++) {
            Outcome outcome = process().run(row, row.contains("events=0") ? 0 : EVENTS);

            for (String file :
                    row.startsWith("proxies") ? List.of("app.log", "second.log", "third.log") : List.of("app.log")) {
                Path written = directory.resolve(file);
                assertThat(Files.readAllLines(written))
                        .as("%s, run %d", row, time)
                        .containsExactlyInAnyOrderElementsOf(numbers(outcome.count()));
                Files.delete(written);
            }
            assertThat(outcome.errors()).isEmpty();
        }
    }

    private static List<String> numbers(long count) {
        return LongStream.range(0, count).mapToObj(number -> "#" + number + "#").toList();
    }

    private EndingProcess process() {
        return new EndingProcess(EndingProgram.class, directory);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hanging main",
                "hanging term late=5002",
                "hanging term late=5002 contextHook",
                "hanging exit late=5002 stops",
                "hanging term late=5002 events=7000 stops"
            })
    void processEnds_nothingBehindThreeProxiesReturns_endsInTimeAndSaysHowManyAreLost(String row) throws Exception {
        for (int time = 0; time < EndingProcess.times(); time++) {
            Outcome outcome = process().run(row, EVENTS);

            assertThat(outcome.took())
                    .as("%s: drainTimeout and a second, and a busy machine", row)
                    .isLessThan(Duration.ofMillis(2_000));
            // What comes after the last words of one is said again, at the 1st, 2nd, 4th … time: on a busy machine
            // there is some.
            assertThat(outcome.errors().lines())
                    .as(row)
                    .allMatch(line ->
                            line.matches("penstock-proxy-[abc]: the process ends with [0-9]+ events undelivered.*"));
            assertThat(outcome.errors()
                            .lines()
                            .map(line -> line.replaceFirst(":.*", ""))
                            .distinct())
                    .as(row)
                    .hasSize(3);
        }
    }

    @ParameterizedTest
    @CsvSource({"relp, 500", "lines, 5002"})
    void processEnds_peerComesBackInThatMoment_everyEventIsSent(String protocol, int late) throws Exception {
        for (int time = 0; time < EndingProcess.times(); time++) {
            Path received = Files.createDirectory(directory.resolve("received-" + time));
            try (ReceiverProcess receiver = ReceiverProcess.of(protocol, received)) {
                receiver.prepareNextLife();
                Outcome outcome =
                        process().run(protocol + "=" + receiver.port() + " term late=" + late, EVENTS, receiver::start);
                if (protocol.equals("lines")) {
                    awaitReceived(received, outcome.count());
                }

                assertThat(Received.in(received).lost(outcome.count())).isZero();
                assertThat(outcome.errors()).isEmpty();
            }
        }
    }

    /** Lines are sent when the peer's kernel has them: the receiver may still be reading. */
    private static void awaitReceived(Path received, long count) {
        await().atMost(Duration.ofSeconds(20)).until(() -> Received.in(received).lost(count) == 0);
    }

    @Test
    void processEnds_nobodyListens_saysHowManyAreLost() throws Exception {
        Outcome outcome = process().run("impatient=" + Ports.free() + " exit events=10", 10);
        assertThat(outcome.errors()).contains("penstock-TCP: the process ends with 10 events undelivered");
    }
}
