package io.penstock.collector.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.collector.client.LogdConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Unmodified Python services with their own SocketHandler. */
class RealPythonTest {

    private static final String SCRIPT = """
            import logging, logging.handlers, multiprocessing, sys, uuid, datetime

            port, processes, count = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])

            def run(index):
                logger = logging.getLogger('svc.%d' % index)
                logger.setLevel(logging.DEBUG)
                logger.propagate = False
                handler = logging.handlers.SocketHandler('127.0.0.1', port)
                logger.addHandler(handler)
                for i in range(count):
                    logger.debug('[%06d] log message %08d grüße', index, i, extra={'trace_id': index})
                try:
                    1 / 0
                except ZeroDivisionError:
                    logger.exception('failed', extra={'id': uuid.UUID(int=1), 'at': datetime.datetime(2026, 1, 1),
                                                      'cart': {'items': [1, 2.5, None, True], 'name': 'x'}})
                class Evil:
                    def __reduce__(self):
                        return (print, ('called',))
                logger.warning('evil', extra={'evil': Evil()})
                logger.info('alive')
                handler.close()

            if __name__ == '__main__':
                workers = [multiprocessing.Process(target=run, args=(i,)) for i in range(processes)]
                [w.start() for w in workers]
                [w.join() for w in workers]
            """;

    @TempDir
    private Path directory;

    @BeforeAll
    static void requirePython() {
        String wanted = System.getProperty("penstock.realPeers", "");
        boolean there = Files.isExecutable(Path.of("/usr/bin/python3"));
        if (!there && wanted.equals("required")) {
            throw new AssertionError("python3 is missing, and -Dpenstock.realPeers=required");
        }
        if (!there) {
            System.err.println("WARNING: NOT TESTED: Python's SocketHandler into the collector; python3 is missing");
        }
        assumeTrue(there && !wanted.equals("false"));
    }

    private static List<String> kept(CollectorProcess collector) throws IOException {
        List<String> lines = new ArrayList<>();
        try (LogdConnection connection = new LogdConnection(collector.logd(), Duration.ofSeconds(10))) {
            LogdConnection.Batches found = connection.tail("default", 10_000);
            while (!found.batches().isEmpty()) {
                for (LogdConnection.Batch batch : found.batches()) {
                    batch.messages().forEach(message -> lines.add(new String(message, StandardCharsets.UTF_8)));
                }
                found = connection.read("default", found.next(), 10_000);
            }
        }
        return lines;
    }

    @Test
    @Timeout(120)
    void socketHandler_manyProcesses_everyRecordOnceAndNothingIsCalled() throws Exception {
        int processes = 8;
        int count = 300;
        try (CollectorProcess collector = CollectorProcess.start(directory.resolve("data"))) {
            Path script = Files.writeString(directory.resolve("services.py"), SCRIPT);
            Process python = new ProcessBuilder(
                            "/usr/bin/python3",
                            script.toString(),
                            Integer.toString(collector.python().getPort()),
                            Integer.toString(processes),
                            Integer.toString(count))
                    .inheritIO()
                    .start();
            assertThat(python.waitFor(60, TimeUnit.SECONDS)).isTrue();
            int expected = processes * (count + 2);
            CollectorProcess.await(expected + " records", () -> kept(collector).size() == expected);

            List<String> lines = kept(collector);
            assertThat(lines).doesNotHaveDuplicates();
            for (int process = 0; process < processes; process++) {
                for (int i = 0; i < count; i++) {
                    String message = String.format("\"message\":\"[%06d] log message %08d grüße\"", process, i);
                    assertThat(lines).anyMatch(line -> line.contains(message));
                }
            }
            assertThat(lines.stream().filter(line -> line.contains("\"failed\"")))
                    .hasSize(processes)
                    .allSatisfy(line -> assertThat(line)
                            .contains("\"level\":\"ERROR\"")
                            .contains("ZeroDivisionError")
                            .contains("\"id\":\"[uuid.UUID]\"")
                            .contains("\"at\":\"[datetime.datetime]\"")
                            .contains("\"cart\":{\"items\":[1,2.5,null,true],\"name\":\"x\"}"));
            assertThat(lines).noneMatch(line -> line.contains("evil"));
            assertThat(lines.stream().filter(line -> line.contains("\"alive\"")))
                    .hasSize(processes);
            CollectorProcess.await(
                    "the operator is told",
                    () -> collector
                            .errors()
                            .contains(
                                    "a record from 127.0.0.1 was refused: the pickle wants __builtin__.print called"));
        }
    }
}
