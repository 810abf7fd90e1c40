package io.penstock.collector.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.collector.log.DataDirectory;
import io.penstock.collector.log.DiskFiles;
import io.penstock.collector.log.LogLevel;
import io.penstock.collector.log.MessageBatchBuilder;
import io.penstock.collector.log.MessageForm;
import io.penstock.collector.log.TopicName;
import io.penstock.collector.record.LogRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueryCommandTest {

    private static final Instant TIME = Instant.parse("2026-11-22T10:00:00Z");

    @TempDir
    private Path directory;

    private record Ran(String out, String err) {}

    private static Ran run(int expectedCode, String... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
        ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
            assertThat(Main.run(arguments))
                    .as(errBytes.toString(StandardCharsets.UTF_8))
                    .isEqualTo(expectedCode);
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        return new Ran(outBytes.toString(StandardCharsets.UTF_8), errBytes.toString(StandardCharsets.UTF_8));
    }

    private static byte[] record(int number, LogLevel level, String message) {
        return new LogRecord(
                        TIME.plusSeconds(number),
                        level,
                        "com.acme.Order",
                        message,
                        "main",
                        null,
                        null,
                        null,
                        Map.of("user", number),
                        null,
                        0,
                        null,
                        "relp:127.0.0.1")
                .toJson();
    }

    private DataDirectory own(Path data) throws IOException {
        return DataDirectory.own(new DiskFiles(), data, 1 << 20, 10, Clock.systemUTC(), header -> {});
    }

    private static void append(DataDirectory owned, String topic, int number, LogLevel level, String message)
            throws IOException {
        MessageBatchBuilder builder = new MessageBatchBuilder(new TopicName(topic), MessageForm.JSON);
        builder.add(
                record(number, level, message), level, TIME.plusSeconds(number).toEpochMilli());
        owned.topicToWrite(new TopicName(topic)).append(builder.build());
    }

    @Test
    void query_flagsOrExpression_sameJsonLines() throws Exception {
        String data = directory.resolve("data").toString();
        try (DataDirectory owned = own(Path.of(data))) {
            append(owned, "orders", 1, LogLevel.WARN, "the call timed out");
            append(owned, "orders", 2, LogLevel.INFO, "the call timed out");
            append(owned, "stock", 3, LogLevel.ERROR, "it timed out, too");

            String both =
                    "{\"topic\":\"orders\",\"offset\":0,\"index\":0,\"time\":\"2026-11-22T10:00:01Z\",\"level\":\"WARN\","
                            + "\"logger\":\"com.acme.Order\",\"message\":\"the call timed out\",\"thread\":\"main\",\"attributes\":{\"user\":1},"
                            + "\"source\":\"relp:127.0.0.1\"}\n"
                            + "{\"topic\":\"stock\",\"offset\":0,\"index\":0,\"time\":\"2026-11-22T10:00:03Z\",\"level\":\"ERROR\","
                            + "\"logger\":\"com.acme.Order\",\"message\":\"it timed out, too\",\"thread\":\"main\",\"attributes\":{\"user\":3},"
                            + "\"source\":\"relp:127.0.0.1\"}\n";
            // Beside the owner.
            assertThat(run(0, "query", "--data", data, "--level", "warn", "--text", "timed out")
                            .out())
                    .isEqualTo(both);
            assertThat(run(0, "query", "--data", data, "level:warn", "\"timed out\"")
                            .out())
                    .isEqualTo(both);
            assertThat(run(0, "query", "--data", data, "level:warn \"timed out\"", "--limit", "1")
                            .out())
                    .isEqualTo(both.substring(0, both.indexOf('\n') + 1));
            assertThat(run(0, "query", "--data", data, "level:warn", "--topic", "stock", "--count")
                            .out())
                    .isEqualTo("1\n");
            assertThat(run(0, "query", "--data", data, "user=2", "--count").out())
                    .isEqualTo("1\n");
            assertThat(run(0, "query", "--data", data, "--attribute", "user=2", "--since", "2026-11-22T10:00:03")
                            .out())
                    .isEmpty();
            assertThat(run(0, "query", "--data", data, "--count").out()).isEqualTo("3\n");
        }
    }

    @Test
    void query_server_readsAndFindsTheSame() throws Exception {
        Path data = directory.resolve("data");
        try (DataDirectory owned = own(data)) {
            append(owned, "orders", 1, LogLevel.WARN, "the call timed out");
            append(owned, "stock.eu", 3, LogLevel.ERROR, "it timed out, too");
        }
        try (CollectorProcess collector = CollectorProcess.start(data)) {
            String server = "127.0.0.1:" + collector.logd().getPort();
            Path lines = Files.writeString(directory.resolve("lines"), "plain text that timed out\n");
            run(0, "write", "--server", server, "--topic", "plain", lines.toString());

            assertThat(run(0, "query", "--server", server, "timed").out())
                    .isEqualTo(
                            run(0, "query", "--data", data.toString(), "timed").out())
                    .contains(
                            "{\"topic\":\"plain\",\"offset\":0,\"index\":0,\"message\":\"plain text that timed out\"}\n");
            assertThat(run(0, "query", "--server", server, "level:error", "--count")
                            .out())
                    .isEqualTo("1\n");
            assertThat(run(1, "query", "--server", server, "--topic", "none").err())
                    .contains("--topic=none: the collector has no such topic");
        }
    }

    @Test
    void query_tornTailAndDamage_areNotTrusted() throws Exception {
        Path data = directory.resolve("data");
        Path topic = data.resolve("topics/orders");
        try (DataDirectory owned = own(data)) {
            append(owned, "orders", 1, LogLevel.WARN, "first");
            append(owned, "orders", 2, LogLevel.WARN, "second");
        }
        Path segment = topic.resolve("00000000000000000000.log");
        byte[] whole = Files.readAllBytes(segment);

        // The header of the second batch is whole and its text is there, but the end of its body is not.
        byte[] torn = whole.clone();
        torn[torn.length - 3] = 0;
        Files.write(segment, torn);

        assertThat(run(0, "query", "--data", data.toString(), "--count").out()).isEqualTo("1\n");
        assertThat(run(0, "query", "--data", data.toString(), "second").out()).isEmpty();

        // The same in a segment that is full is damage.
        Files.write(topic.resolve(String.format("%020d.log", endOf(data))), new byte[0], StandardOpenOption.CREATE);
        Ran damaged = run(3, "query", "--data", data.toString(), "user=2");
        assertThat(damaged.out()).isEmpty();
        assertThat(damaged.err()).contains("the checksum of the body at offset").contains("was left out");
    }

    private static long endOf(Path data) throws IOException {
        String identity = Files.readString(data.resolve("topics/orders/identity"));
        return Long.parseLong(
                identity.substring(identity.indexOf("closed ") + 7).strip());
    }

    @Test
    void query_wrongCommandLine_saysNameValueAndCure() {
        assertThat(run(2, "query", "--level", "loud").err())
                .contains("--level=loud is no level; use trace, debug, info, warn or error");
        assertThat(run(2, "query", "--since", "soon").err()).contains("--since=soon is no time; use for instance 2h");
        assertThat(run(2, "query", "host:x").err()).contains("host:x: host is unknown; use level:");
        assertThat(run(2, "query", "--level", "warn", "level:error").err())
                .contains("--level=warn and level:error say the same twice");
        assertThat(run(2, "query", "--data", "x", "--server", "y:1").err())
                .contains("--data and --server exclude each other");
        assertThat(run(2, "query", "--limit", "0").err()).contains("--limit=0 prints nothing");
        assertThat(run(2, "query", "--limit", "5", "--count").err()).contains("--count and --limit exclude each other");
        assertThat(run(2, "query", "--topic", "../x").err()).contains("--topic=../x is no name of a topic");
        assertThat(run(1, "query", "--data", directory + "/nothing").err()).contains("holds no log");
        assertThat(run(0, "query", "--help").out())
                .contains("--attribute=NAME=VALUE")
                .contains("Exit codes:");
    }
}
