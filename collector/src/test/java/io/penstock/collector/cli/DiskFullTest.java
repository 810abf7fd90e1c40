package io.penstock.collector.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import io.penstock.Books;
import io.penstock.collector.client.LogdConnection;
import io.penstock.logback.TcpAppender;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full for a while: our sender over RELP gives nothing up, and everything is there once when space has returned. */
class DiskFullTest {

    private static final int EVENTS = 8000;

    @TempDir
    private Path directory;

    private static boolean run(String... command) throws Exception {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    private static List<String> kept(CollectorProcess collector) throws IOException {
        List<String> kept = new ArrayList<>();
        try (LogdConnection connection = new LogdConnection(collector.logd(), Duration.ofSeconds(10))) {
            LogdConnection.Batches found = connection.tail("default", 10_000);
            while (!found.batches().isEmpty()) {
                for (LogdConnection.Batch batch : found.batches()) {
                    for (byte[] message : batch.messages()) {
                        kept.add(new String(message, StandardCharsets.UTF_8)
                                .replaceFirst(".*\"message\":\"([^\"]*)\".*", "$1"));
                    }
                }
                found = connection.read("default", found.next(), 10_000);
            }
        }
        return kept;
    }

    @Test
    @Timeout(180)
    void acked_diskFullForAWhile_nothingFailsAndEachRecordOnce() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        boolean mounted;
        try {
            mounted = run("mount", "-t", "tmpfs", "-o", "size=5m", "none", disk.toString());
        } catch (IOException noMount) {
            mounted = false;
        }
        if (!mounted && System.getProperty("penstock.realPeers", "").equals("required")) {
            throw new AssertionError("no small file system can be mounted, and -Dpenstock.realPeers=required");
        }
        if (!mounted) {
            System.err.println("WARNING: NOT TESTED: a full disk; no small file system can be mounted");
        }
        assumeTrue(mounted);
        try {
            sendThroughAFullDisk(disk);
        } finally {
            run("umount", "-l", disk.toString());
        }
    }

    private void sendThroughAFullDisk(Path disk) throws Exception {
        LoggerContext context = new LoggerContext();
        Path filler = Files.write(disk.resolve("filler"), new byte[4_200_000]);
        try (CollectorProcess collector =
                CollectorProcess.start(disk.resolve("data"), "--segment-bytes", "1MB", "--max-record-bytes", "64KB")) {
            TcpAppender appender = new TcpAppender();
            appender.setContext(context);
            appender.setName("TCP");
            appender.addDestination("127.0.0.1:" + collector.relp().getPort());
            appender.setProtocol("relp");
            appender.setDelivery("acked");
            appender.setMaxBackoff(ch.qos.logback.core.util.Duration.buildByMilliseconds(200));
            appender.setMaxBlock(ch.qos.logback.core.util.Duration.buildBySeconds(60));
            appender.start();
            Logger logger = context.getLogger("test");
            logger.setLevel(Level.INFO);
            logger.addAppender(appender);
            Thread application = new Thread(() -> {
                for (int i = 0; i < EVENTS; i++) {
                    logger.info("event {}", i);
                }
            });
            try {
                application.start();
                CollectorProcess.await(
                        "the disk is full", () -> collector.errors().contains("No space left on device"));
                assertThat(appender.getBooks().failed()).isZero();

                Files.delete(filler);

                application.join();
                assertThat(appender.flush(Duration.ofSeconds(60))).isTrue();
                Books books = appender.getBooks();
                assertThat(books.failed()).isZero();
                assertThat(books.delivered()).isEqualTo(EVENTS);
                assertThat(kept(collector))
                        .containsExactlyElementsOf(IntStream.range(0, EVENTS)
                                .mapToObj(i -> "event " + i)
                                .toList());
            } finally {
                appender.stop();
                context.stop();
            }
        }
    }
}
