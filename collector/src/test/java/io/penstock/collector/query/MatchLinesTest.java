package io.penstock.collector.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.collector.log.TopicName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MatchLinesTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private static Match match(String topic, String message) {
        return new Match(new TopicName(topic), 67, 2, message.getBytes(StandardCharsets.UTF_8));
    }

    private String printed(MatchLines lines, Match... matches) throws IOException {
        for (Match match : matches) {
            lines.print(match);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void json_recordsAndText_areOneObjectPerLine() throws Exception {
        assertThat(printed(
                        MatchLines.json(out),
                        match("orders", "{\"message\":\"x\"}"),
                        match("orders", " {\n  \"a\": 1\n}"),
                        match("orders", "{}"),
                        match("orders", "grüße \"x\"\n"),
                        match("orders", "{\"message\":\"x\"} more")))
                .isEqualTo("""
                        {"topic":"orders","offset":67,"index":2,"message":"x"}
                        {"topic":"orders","offset":67,"index":2,   "a": 1 }
                        {"topic":"orders","offset":67,"index":2}
                        {"topic":"orders","offset":67,"index":2,"message":"grüße \\"x\\"\\n"}
                        {"topic":"orders","offset":67,"index":2,"message":"{\\"message\\":\\"x\\"} more"}
                        """);
    }

    @Test
    void table_oneTopic_hasColumnsAndNothingThatCommandsATerminal() throws Exception {
        assertThat(printed(
                        new MatchTable(out, 0),
                        match(
                                "orders",
                                "{\"time\":\"2026-11-22T02:25:08.123456Z\",\"level\":\"WARN\",\"logger\":\"com.acme.orders.internal.OrderService\","
                                        + "\"message\":\"timed out\\nat x\"}"),
                        match("orders", "{\"time\":\"2026-11-22T02:25:08Z\",\"message\":\"red \\u001b[31m\"}"),
                        match("orders", "plain")))
                .isEqualTo("""
                        TIME                     LEVEL LOGGER                         MESSAGE
                        2026-11-22T02:25:08.123Z WARN  ..orders.internal.OrderService timed out ...
                        2026-11-22T02:25:08Z                                          red  [31m
                                                                                      plain
                        """);
    }

    @Test
    void table_severalTopics_saysWhichOne() throws Exception {
        assertThat(printed(new MatchTable(out, 25), match("a-topic-with-a-long-name.eu", "plain")))
                .isEqualTo(
                        "TIME                     LEVEL TOPIC                LOGGER                         MESSAGE\n"
                                + " ".repeat(31) + "..ith-a-long-name.eu " + " ".repeat(31) + "plain\n");
    }
}
