package io.penstock.logback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import ch.qos.logback.core.util.FileSize;
import io.penstock.wire.toy.ToyChoice;
import io.penstock.wire.toy.ToyRecords;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.slf4j.MarkerFactory;

/** What an event of Logback's consists of, sent by a protocol whose records have a structure, and which the host does not know. */
class StructuredProtocolTest {

    @Test
    void event_withEverything_arrivesByNameAndType() throws Exception {
        List<Map<String, Object>> records = received(appender -> appender.setIncludeCallerData(true), host -> {
            host.context.getMDCAdapter().put("user", "ada");
            host.logger()
                    .atWarn()
                    .addMarker(MarkerFactory.getMarker("AUDIT"))
                    .addMarker(MarkerFactory.getMarker("MONEY"))
                    .addKeyValue("total", 12)
                    .addKeyValue("items", List.of("a", Map.of("b", 2L)))
                    .log("order {} \u20ac", 7);
            host.context.getMDCAdapter().clear();
        });

        assertThat(records).hasSize(1);
        Map<String, Object> record = records.get(0);
        assertThat(record.remove("session")).asString().hasSize(36);
        assertThat(record.remove("time")).asString().startsWith("20").endsWith("Z");
        assertThat(record.remove("line")).isInstanceOf(Long.class);
        assertThat(record.remove("method")).asString().contains("event_withEverything");
        assertThat(record)
                .containsExactly(
                        entry("tag", "toy"),
                        entry("number", 1L),
                        entry("severity", "WARN"),
                        entry("logger", "shop.Order"),
                        entry("thread", Thread.currentThread().getName()),
                        entry("level", "WARN"),
                        entry("class", StructuredProtocolTest.class.getName()),
                        entry("file", "StructuredProtocolTest.java"),
                        entry("markers", List.of("AUDIT", "MONEY")),
                        entry("mdc", Map.of("user", "ada")),
                        entry("kvp", Map.of("total", 12L, "items", List.of("a", Map.of("b", 2L)))),
                        entry("text", "order 7 \u20ac"));
    }

    @Test
    void event_tooLong_isShortenedAndSaysSo() throws Exception {
        List<Map<String, Object>> records =
                received(appender -> appender.setMaxRecordBytes(FileSize.valueOf("2KB")), host -> {
                    host.logger().info("x".repeat(10_000));
                    host.logger().info("short");
                });

        assertThat(records).extracting(record -> record.get("number")).containsExactly(1L, 2L);
        assertThat(records.get(0).get("originalBytes")).isInstanceOf(Long.class);
        assertThat(records.get(0).get("text")).asString().startsWith("xxx").endsWith("maxRecordBytes=2048]");
        assertThat(records.get(1)).doesNotContainKeys("originalBytes", "class", "markers", "mdc", "kvp");
    }

    private static List<Map<String, Object>> received(Consumer<TcpAppender> settings, Consumer<Host> calls)
            throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<byte[]> bytes = CompletableFuture.supplyAsync(() -> readAll(server));
            try (Host host = new Host()) {
                TcpAppender appender = host.adopt(new TcpAppender(ToyChoice.TABLE));
                appender.setName("TCP");
                appender.addDestination("127.0.0.1:" + server.getLocalPort());
                appender.setProtocol("toy");
                settings.accept(appender);
                appender.start();
                assertThat(host.errors()).isEmpty();
                host.attachToRoot(appender);
                calls.accept(host);
            }
            return ToyRecords.read(bytes.get(30, TimeUnit.SECONDS));
        }
    }

    private static byte[] readAll(ServerSocket server) {
        try (Socket socket = server.accept()) {
            return socket.getInputStream().readAllBytes();
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
