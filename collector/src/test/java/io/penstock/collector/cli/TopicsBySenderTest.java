package io.penstock.collector.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.collector.client.LogdConnection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TopicsBySenderTest {

    @TempDir
    private Path directory;

    private static Map<String, String> stats(CollectorProcess collector) throws IOException {
        try (LogdConnection connection = new LogdConnection(collector.logd(), Duration.ofSeconds(10))) {
            return connection.stats();
        }
    }

    private static List<String> messages(CollectorProcess collector, String topic) throws IOException {
        try (LogdConnection connection = new LogdConnection(collector.logd(), Duration.ofSeconds(10))) {
            return connection.tail(topic, 1000).batches().stream()
                    .flatMap(batch -> batch.messages().stream())
                    .map(message ->
                            new String(message, StandardCharsets.UTF_8).replaceAll(".*message\":\"([^\"]*).*", "$1"))
                    .toList();
        }
    }

    private static String relp(InetSocketAddress address, String... messages) throws IOException {
        StringBuilder frames = new StringBuilder("1 open 14 relp_version=0\n");
        int number = 2;
        for (String message : messages) {
            frames.append(number++)
                    .append(" syslog ")
                    .append(message.getBytes(StandardCharsets.UTF_8).length)
                    .append(' ')
                    .append(message)
                    .append('\n');
        }
        frames.append(number).append(" close 0\n");
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(frames.toString().getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"written", "synced"})
    void byApp_moreThanThereMayBe_theRestGoesToTheTopicOfAll(String ack) throws Exception {
        try (CollectorProcess collector = CollectorProcess.start(
                directory.resolve(ack), "--topic-by", "app", "--topic", "rest", "--max-topics", "3", "--ack", ack)) {
            String answers = relp(
                    collector.relp(),
                    "<14>1 - h orders - - - one",
                    "<14>1 - h ../bills - - - two",
                    "<14>1 - h third - - - three",
                    "<14>1 - h orders - - - four",
                    "no syslog");

            assertThat(answers)
                    .contains("2 rsp 6 200 OK", "3 rsp 6 200 OK", "4 rsp 6 200 OK", "5 rsp 6 200 OK", "6 rsp 6 200 OK");
            assertThat(messages(collector, "orders")).containsExactly("one", "four");
            assertThat(messages(collector, "_._bills")).containsExactly("two");
            // A record of a topic that is one too many stands behind those that are of this topic anyhow.
            assertThat(messages(collector, "rest")).containsExactlyInAnyOrder("three", "no syslog");
            assertThat(stats(collector)).containsEntry("topics", "3").containsEntry("topics_rerouted", "1");
            CollectorProcess.await(
                    "the operator is told",
                    () -> collector.errors().contains("records of a new topic go to topic rest"));
        }
    }

    @Test
    void byFacility_ofSyslogWithoutAHeaderToo() throws Exception {
        try (CollectorProcess collector = CollectorProcess.start(directory.resolve("data"), "--topic-by", "facility")) {
            relp(collector.relp(), "<134>1 - h app - - - one", "<13>Dec  1 00:00:00 h app: two");

            assertThat(messages(collector, "local0")).containsExactly("one");
            assertThat(messages(collector, "user")).hasSize(1);
        }
    }
}
