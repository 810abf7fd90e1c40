package io.penstock.collector.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.collector.log.LogLevel;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QueryParserTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private static Query parse(String expression) {
        QueryParser parser = new QueryParser(NOW);
        parser.expression(expression);
        return parser.build();
    }

    private static long millis(String time) {
        return Instant.parse(time).toEpochMilli();
    }

    @Test
    void expression_everyKindOfTerm() {
        assertThat(parse("level:warn logger:com.acme since:2h user=42 \"timed out\""))
                .isEqualTo(new Query(
                        millis("2026-11-22T08:00:00Z"),
                        Long.MAX_VALUE,
                        LogLevel.WARN,
                        "com.acme",
                        List.of("timed out"),
                        Map.of("user", "42")));
        assertThat(parse("text:\"a \\\"b\\\" \\\\\" name=\"x y\" \"level:x\" until:2026-11-22T09:30:00+01:00"))
                .isEqualTo(new Query(
                        Long.MIN_VALUE,
                        millis("2026-11-22T08:30:00Z"),
                        null,
                        "",
                        List.of("a \"b\" \\", "level:x"),
                        Map.of("name", "x y")));
        assertThat(parse("since:2026-11-21 until:2026-11-21T10:15").since()).isEqualTo(millis("2026-11-21T00:00:00Z"));
        assertThat(parse("since:2026-11-21 until:2026-11-21T10:15").until()).isEqualTo(millis("2026-11-21T10:15:00Z"));
        // What stands in quotation marks is text, whatever stands behind it.
        assertThat(parse("\"level\":x").texts()).containsExactly("level:x");
        assertThat(parse("")).isEqualTo(Query.ALL);
    }

    @Test
    void mistakes_areNamedWithTheirCure() {
        assertThatThrownBy(() -> parse("level:loud"))
                .hasMessage("level:loud is no level; use trace, debug, info, warn or error");
        assertThatThrownBy(() -> parse("since:soon"))
                .hasMessage(
                        "since:soon is no time; use for instance 2h or 7d (ago), 2026-11-22, 2026-11-22T10:15 (UTC) or"
                                + " 2026-11-22T10:15:30+01:00");
        assertThatThrownBy(() -> parse("host:db"))
                .hasMessage("host:db: host is unknown; use level:, logger:, since:, until: or text:, NAME=VALUE for an"
                        + " attribute, and quotation marks for a text with a colon in it: \"host:db\"");
        assertThatThrownBy(() -> parse("\"timed out"))
                .hasMessage(
                        "\"timed out has a quotation mark without its pair; add one, or write \\\" inside quotation marks");
        assertThatThrownBy(() -> parse("level:warn level:error"))
                .hasMessage("level:warn and level:error say the same twice; leave one out");
        assertThatThrownBy(() -> parse("user=1 user=2"))
                .hasMessage("user=2: user cannot be 1 and 2 at once; ask for one of them");
        assertThatThrownBy(() -> parse("since:1h until:2h"))
                .hasMessage(
                        "since:1h is not before until:2h, so nothing can be found; exchange the two, or leave one out");
        assertThatThrownBy(() -> parse("logger:")).hasMessageContaining("names no logger");
        assertThatThrownBy(() -> new QueryParser(NOW).attribute("--attribute=user", "user"))
                .hasMessage("--attribute=user is no attribute; use NAME=VALUE");
    }
}
