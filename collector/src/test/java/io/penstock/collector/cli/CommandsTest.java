package io.penstock.collector.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.collector.client.LogdConnection;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {

    @TempDir
    private Path directory;

    /** What a command prints to standard output. */
    private static String output(int expectedCode, String... arguments) {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
            assertThat(Main.run(arguments)).isEqualTo(expectedCode);
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static String errors(int expectedCode, String... arguments) {
        PrintStream before = System.err;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
            assertThat(Main.run(arguments)).isEqualTo(expectedCode);
        } finally {
            System.setErr(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static String address(CollectorProcess collector) {
        return "127.0.0.1:" + collector.logd().getPort();
    }

    @Test
    void writeAndRead_aFile_sameLinesAlsoAfterARestart() throws Exception {
        String lines =
                IntStream.range(0, 5000).mapToObj(i -> "line " + i + " grüße\n").collect(Collectors.joining());
        Path file = Files.writeString(directory.resolve("lines"), lines);
        try (CollectorProcess collector = CollectorProcess.start(directory.resolve("data"))) {
            assertThat(output(0, "write", "--server", address(collector), file.toString()))
                    .startsWith("0\n");
            assertThat(output(0, "read", "--server", address(collector))).isEqualTo(lines);
            assertThat(collector.terminate()).isEqualTo(143);
        }
        try (CollectorProcess collector = CollectorProcess.start(directory.resolve("data"))) {
            assertThat(output(0, "read", "--server", address(collector))).isEqualTo(lines);
            assertThat(output(0, "read", "--server", address(collector), "--limit", "2"))
                    .isEqualTo("line 0 grüße\nline 1 grüße\n");
            assertThat(output(0, "stats", "--server", address(collector))).contains("topic.default.oldest: 0\n");
            assertThat(output(0, "config", "--server", address(collector))).contains("MaxBatchSize: 65536\n");
            assertThat(collector.errors()).isEmpty();
        }
        assertThat(output(0, "check", "--data", directory.resolve("data").toString()))
                .contains("batches with 5000 messages");
    }

    @Test
    void check_damagedSegment_saysWhereAndItsExitCodeTells() throws Exception {
        Path data = directory.resolve("data");
        try (CollectorProcess collector = CollectorProcess.start(data, "--segment-bytes", "2MB")) {
            Path file = Files.writeString(directory.resolve("lines"), ("x".repeat(999) + "\n").repeat(3000));
            output(0, "write", "--server", address(collector), file.toString());
            collector.terminate();
        }
        Path segment = data.resolve("topics/default/00000000000000000000.log");
        byte[] bytes = Files.readAllBytes(segment);
        bytes[200] ^= 1;
        Files.write(segment, bytes);

        assertThat(output(3, "check", "--data", data.toString()))
                .contains(
                        "default/00000000000000000000.log: damaged at byte 0, offset 0: the checksum of the body is wrong");
    }

    @Test
    void serve_dataInUseOrWrongSettings_saysWhatAndWhatToDo() throws Exception {
        Path data = directory.resolve("data");
        try (CollectorProcess collector = CollectorProcess.start(data)) {
            assertThat(errors(1, "serve", "--data", data.toString(), "--logd", "off"))
                    .contains("another collector (process ")
                    .contains("give this one another directory with --data");
            assertThat(errors(
                            1,
                            "serve",
                            "--data",
                            directory + "/other",
                            "--logd",
                            address(collector),
                            "--syslog",
                            "off",
                            "--relp",
                            "off"))
                    .contains("--logd=" + address(collector))
                    .contains("choose another port");
        }
        assertThat(errors(2, "serve", "--logd", "nonsense:x"))
                .contains("--logd=nonsense:x is no address; use HOST:PORT, [IPv6]:PORT, a port, or off");
        assertThat(errors(2, "serve", "--ack", "maybe")).contains("--ack=maybe is unknown; use written or synced");
        assertThat(errors(2, "serve", "--sync-interval", "soon")).contains("\"soon\" is no time");
        assertThat(errors(2, "serve", "--segment-bytes", "1KB")).contains("--segment-bytes=1024 is too small");
        assertThat(errors(1, "read", "--server", "127.0.0.1:1"))
                .contains("no collector answers at --server=127.0.0.1:1");
        assertThat(errors(1, "check", "--data", directory + "/nothing")).contains("holds no log");
    }

    @Test
    void environment_namesEveryOption() {
        assertThat(EnvironmentDefaults.nameOf("--sync-interval")).isEqualTo("PENSTOCK_SYNC_INTERVAL");
    }

    @Test
    void startLines_sayPortDirectoryAndWhatAnAcknowledgementMeans() throws Exception {
        Path data = directory.resolve("data");
        try (CollectorProcess collector = CollectorProcess.start(data, "--ack", "synced")) {
            assertThat(collector.startLines())
                    .containsExactly(
                            "logd's protocol on 127.0.0.1:" + collector.logd().getPort(),
                            "syslog on 127.0.0.1:" + collector.syslog().getPort(),
                            "RELP on 127.0.0.1:" + collector.relp().getPort(),
                            "Python's SocketHandler on 127.0.0.1:"
                                    + collector.python().getPort(),
                            "keeping the log in " + data.toAbsolutePath() + ", acknowledging what is synced: "
                                    + "an acknowledged record survives a crash of the collector and a power cut");
        }
    }

    @Test
    @Timeout(60)
    void write_linesThatComeNowAndThen_goOnWhenTheCollectorHasEndedTheConnection() throws Exception {
        try (CollectorProcess collector =
                CollectorProcess.start(directory.resolve("data"), "--idle-timeout", "500ms")) {
            InputStream before = System.in;
            try {
                System.setIn(new SequenceInputStream(
                        new ByteArrayInputStream("one\n".getBytes(StandardCharsets.US_ASCII)), new InputStream() {
                            private int at;

                            @Override
                            public int read() throws IOException {
                                if (at == 0) {
                                    awaitNobodyConnected(collector);
                                }
                                return at < 4 ? "two\n".charAt(at++) : -1;
                            }
                        }));
                output(0, "write", "--server", address(collector));
            } finally {
                System.setIn(before);
            }
            assertThat(output(0, "read", "--server", address(collector))).isEqualTo("one\ntwo\n");
        }
    }

    private static void awaitNobodyConnected(CollectorProcess collector) throws IOException {
        try {
            CollectorProcess.await("the idle connection is closed", () -> {
                try (LogdConnection asking = new LogdConnection(collector.logd(), Duration.ofSeconds(10))) {
                    return "1".equals(asking.stats().get("connections"))
                            && !"1".equals(asking.stats().get("total_connections"));
                }
            });
        } catch (Exception failure) {
            throw new IOException(failure);
        }
    }
}
