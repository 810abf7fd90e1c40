package io.penstock.collector.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What stands in a message, whoever wrote it. */
class RecordFilterTest {

    private static final long APPENDED = Instant.parse("2026-11-22T10:00:00Z").toEpochMilli();

    private static boolean matches(String expression, String message) {
        QueryParser parser = new QueryParser(Instant.parse("2026-11-22T10:00:00Z"));
        parser.expression(expression);
        byte[] bytes = ("..." + message + "...").getBytes(StandardCharsets.UTF_8);
        return new RecordFilter(parser.build()).matches(bytes, 3, bytes.length - 3, APPENDED);
    }

    @Test
    void matches_recordWrittenOtherwise_isUnderstoodAllTheSame() {
        String record =
                " { \"message\" : \"gr\\u00fc\\u00dfe \\/ \\\"x\\\"\", \"level\" : \"WARNING\",\n \"attributes\":"
                        + "{\"a\":{\"user\":1},\"user\":42,\"l\":[{\"}\":\"]\"}],\"ok\":true}, \"time\":\"2026-11-30T11:00:00+01:00\" } ";

        assertThat(matches("grüße", record)).isTrue();
        assertThat(matches("\"/ \\\"x\\\"\"", record)).isTrue();
        assertThat(matches("level:warn", record)).isTrue();
        assertThat(matches("level:error", record)).isFalse();
        assertThat(matches("user=42", record)).isTrue();
        assertThat(matches("user=4", record)).isFalse();
        assertThat(matches("user=1", record)).isFalse();
        assertThat(matches("ok=true", record)).isTrue();
        assertThat(matches("since:2026-11-30T10:00 until:2026-11-30T10:00:00.001", record))
                .isTrue();
        assertThat(matches("until:2026-11-30T10:00", record)).isFalse();
        // The text is looked for in the message and the exception, not everywhere.
        assertThat(matches("WARNING", record)).isFalse();
    }

    @Test
    void matches_logger_isAPrefix() {
        String record =
                "{\"logger\":\"com.acme.Order\",\"message\":\"x\",\"exception\":\"java.io.IOException: gone\\n\\tat\"}";

        assertThat(matches("logger:com.acme", record)).isTrue();
        assertThat(matches("logger:com.acme.Order", record)).isTrue();
        assertThat(matches("logger:com.acme.Order2", record)).isFalse();
        assertThat(matches("logger:acme", record)).isFalse();
        assertThat(matches("\"gone\n\tat\"", record)).isTrue();
        assertThat(matches("x gone", record)).isTrue();
        assertThat(matches("x away", record)).isFalse();
    }

    @Test
    void matches_otherText_hasItsBytesAndTheTimeOfItsAppend() {
        for (String text :
                new String[] {"plain {text}", "{\"a\":1}", "{\"message\":\"cut", "{\"message\":\"text\"} more"}) {
            assertThat(matches("level:trace", text)).isFalse();
            assertThat(matches("logger:a", text)).isFalse();
            assertThat(matches("since:1ms", text)).isTrue();
            assertThat(matches("until:1ms", text)).isFalse();
        }
        assertThat(matches("{text}", "plain {text}")).isTrue();
        assertThat(matches("TEXT", "plain {text}")).isFalse();
    }
}
