package io.penstock.collector.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.collector.log.LogLevel;
import io.penstock.collector.record.LogRecord;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyslogParserTest {

    private static final Instant NOW = Instant.parse("2026-12-01T00:00:00Z");

    private final SyslogParser parser = new SyslogParser(Clock.fixed(NOW, ZoneOffset.UTC));

    private LogRecord parse(String text) {
        return parser.parse(text.getBytes(StandardCharsets.UTF_8), "test");
    }

    private String json(String text) {
        return new String(parse(text).toJson(), StandardCharsets.UTF_8);
    }

    @Test
    void parse_ourOwnRecord_everyField() {
        assertThat(json("<14>1 2026-11-22T02:25:08.123456Z host app 4711 - [meta sequenceId=\"7\"]"
                        + "[acme@1 session=\"5a\" sequence=\"7\" thread=\"main\" logger=\"com.acme.Order\"]"
                        + "[mdc@32473 user=\"a\\\"d\\]a\\\\\"][kvp@32473 k=\"v\"][other@1 x=\"y\"] \uFEFFgrüße\nzwei"))
                .isEqualTo("{\"time\":\"2026-11-22T02:25:08.123456Z\",\"level\":\"INFO\",\"logger\":\"com.acme.Order\","
                        + "\"message\":\"grüße\\nzwei\",\"thread\":\"main\",\"host\":\"host\",\"service\":\"app\","
                        + "\"attributes\":{\"pid\":\"4711\",\"user\":\"a\\\"d]a\\\\\",\"k\":\"v\",\"other@1.x\":\"y\"},"
                        + "\"session\":\"5a\",\"sequence\":7,\"source\":\"test\"}");
    }

    @ParameterizedTest
    @CsvSource({"8, ERROR", "9, ERROR", "11, ERROR", "12, WARN", "13, INFO", "14, INFO", "15, DEBUG", "191, DEBUG"})
    void parse_priority_isALevel(int priority, LogLevel level) {
        assertThat(parse("<" + priority + ">1 - - - - - - x").level()).isEqualTo(level);
    }

    @ParameterizedTest
    @CsvSource({
        "'<14>1 - - - - - - ', ''",
        "'<14>1 - - - - - -', ''",
        "'<14>1 - - - - - -  two spaces', ' two spaces'",
        "'<14>Oct 11 22:14:15 mymachine su: failed', 'Oct 11 22:14:15 mymachine su: failed'",
        "'no priority at all', 'no priority at all'",
        "'<14>1 broken', '1 broken'",
        "'<14>1 - - - - - [open x=\"1', '1 - - - - - [open x=\"1'",
        "'<999>1 - - - - - - x', '<999>1 - - - - - - x'"
    })
    void parse_oddOrBroken_textIsKept(String text, String message) {
        assertThat(parse(text).message()).isEqualTo(message);
    }

    @Test
    void parse_withoutATime_isOurs() {
        assertThat(parse("<14>1 - - - - - - x").time()).isEqualTo(NOW);
        assertThat(parse("<14>1 yesterday h a p m - x").time()).isEqualTo(NOW);
        // A year that has no milliseconds since 1970: kept, where it would be refused again and again.
        assertThat(parse("<14>1 +999999999-12-31T23:59:59Z h a p m - x").time()).isEqualTo(NOW);
    }

    @Test
    void parse_longNameBeforeManyParameters_isKeptAsText() {
        StringBuilder parameters = new StringBuilder();
        for (int i = 0; i < 4_000; i++) {
            parameters.append(" a").append(i).append("=\"\"");
        }
        String text = "1 - - - - - [" + "n".repeat(30_000) + parameters + "] x";

        assertThat(parse("<14>" + text).message()).isEqualTo(text);
        assertThat(parse("<14>" + text).attributes()).isEmpty();
    }

    @Test
    void parse_sessionOrSequenceAlone_isNoNumber() {
        assertThat(parse("<14>1 - - - - - [a session=\"s\"] x").session()).isNull();
        assertThat(parse("<14>1 - - - - - [a sequence=\"1\"] x").session()).isNull();
        assertThat(parse("<14>1 - - - - - [a session=\"s\" sequence=\"-1\"] x").session())
                .isNull();
        assertThat(parse("<14>1 - - - - - [a session=\"s\" sequence=\"99999999999999999999\"] x")
                        .session())
                .isNull();
    }

    @Test
    void parse_anyBytes_neverFailsAndMakesOneLine() {
        Random random = new Random(7);
        byte[] start = "<14>1 2026-11-22T02:25:08Z h a p m [x y=\"z\"] m".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = start.clone();
            for (int j = 0; j < 1 + random.nextInt(5); j++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            String json = new String(parser.parse(bytes, "test").toJson(), StandardCharsets.UTF_8);
            assertThat(json).startsWith("{").endsWith("}").doesNotContain("\n", "\r", "\0");
        }
    }

    @Test
    void parse_lineEndThatATemplateAdds_isDroppedUnlessTheRecordIsNumbered() {
        assertThat(parse("<14>1 - h a - - - text\n").message()).isEqualTo("text");
        assertThat(parse("<14>text\n").message()).isEqualTo("text");
        assertThat(parse("<14>1 - h a - - [x session=\"s\" sequence=\"1\"] text\n")
                        .message())
                .isEqualTo("text\n");
    }
}
