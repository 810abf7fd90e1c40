package io.penstock.jul;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.peer.EndingProcess;
import io.penstock.peer.EndingProcess.Outcome;
import io.penstock.peer.Received;
import io.penstock.peer.ReceiverProcess;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The process ends, under the JDK's LogManager, which closes the handlers it knows while the application's hooks still log, and
 * under JBoss's, which closes none. A row is a program: see {@link EndingMain} and {@link io.penstock.peer.Ending}.
 */
@Timeout(1800)
class ProcessEndTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "jboss, 2000, plain term late=5002",
        "jboss, 2000, root term late=5002",
        "jboss, 2000, root exit late=5002 stops",
        "jboss, 2000, root term late=5002 saturated",
        "jboss, 201, anonymous main events=201",
        "jdk, 2000, root main",
        "jdk, 2000, root term late=5002",
        "jdk, 201, anonymous main events=201",
        "jdk, 2000, anonymous exit late=5002",
        "jdk, 201, subclass main events=201",
        "jdk, 201, collected main events=0",
        "jdk, 201, removed main events=0",
        "jdk, 201, cleared main events=0"
    })
    void processEnds_whileTheApplicationLogs_everyAcceptedEventIsInTheFile(String logManager, int events, String row)
            throws Exception {
        for (int time = 0; time < EndingProcess.times(); time++) {
            Outcome outcome = process(logManager).run(row, events);

            Path written = directory.resolve("app.log");
            assertThat(Files.readAllLines(written))
                    .as("%s, run %d", row, time)
                    .containsExactlyElementsOf(LongStream.range(0, outcome.count())
                            .mapToObj(number -> "#" + number + "#")
                            .toList());
            assertThat(outcome.errors()).isEmpty();
            deleteFiles();
        }
    }

    /** A FileHandler leaves its lock behind if nobody closes it. */
    private void deleteFiles() throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    private EndingProcess process(String logManager) throws Exception {
        EndingProcess process = new EndingProcess(EndingMain.class, directory);
        if (logManager.equals("jboss")) {
            try (Stream<Path> jars = Files.list(Path.of(System.getProperty("penstock.test.jboss")))) {
                process.alsoOnClassPath(jars.map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
            }
            process.option("-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
        }
        return process;
    }

    @ParameterizedTest
    @CsvSource({
        "jdk, hanging main",
        "jdk, hanging term late=5002",
        "jboss, hanging term late=5002",
        "jboss, hanging exit late=5002 events=7000"
    })
    void processEnds_nothingBehindThreeProxiesReturns_endsInTimeAndSaysHowManyAreLost(String logManager, String row)
            throws Exception {
        for (int time = 0; time < EndingProcess.times(); time++) {
            Outcome outcome = process(logManager).run(row, 2_000);

            assertThat(outcome.took()).as("%s: drainTimeout and a second", row).isLessThan(Duration.ofMillis(2_000));
            // On a saturated machine the hook may still log when the number was said: then it is said again.
            assertThat(outcome.errors()
                            .lines()
                            .filter(line -> line.contains(": the process ends with "))
                            .map(line -> line.substring(0, line.indexOf(':')))
                            .distinct())
                    .as("%s: %s", row, outcome.errors())
                    .containsExactlyInAnyOrder("penstock-a", "penstock-b", "penstock-c");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdk", "jboss"})
    void processEnds_senderAtALoggerThatNobodyKnows_connectsAndSends(String logManager) throws Exception {
        try (ReceiverProcess receiver =
                ReceiverProcess.of("relp", Files.createDirectory(directory.resolve("received")))) {
            receiver.start();

            Outcome outcome = process(logManager).run("tcp=" + receiver.port() + " main events=201", 201);

            assertThat(Received.in(receiver.directory()).lost(201)).isZero();
            assertThat(outcome.errors()).isEmpty();
        }
    }
}
