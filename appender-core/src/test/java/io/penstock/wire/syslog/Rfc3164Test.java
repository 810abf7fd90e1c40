package io.penstock.wire.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.Severity;
import io.penstock.encode.Utf8Buffer;
import io.penstock.wire.Field;
import io.penstock.wire.Group;
import io.penstock.wire.RecordNumber;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Rfc3164Test {

    private static final ZoneId ZONE = ZoneId.of("Europe/Vienna");

    private final SyslogSettings.Builder settings =
            SyslogSettings.builder().hostname("host").appName("app");
    private final Utf8Buffer buffer = new Utf8Buffer(0);

    @Test
    void message_withEverything_isThis() {
        Rfc3164 writer = writer();

        writer.begin(buffer, new RecordNumber("5e", 1), Severity.ERROR, Instant.parse("2026-11-22T02:25:08.123456Z"));
        writer.put(Field.THREAD, "main")
                .put(Field.LINE, -5)
                .put(Field.LOGGER, "a.B")
                .group(Group.MDC)
                .put("user", "ada")
                .text()
                .append("caf\u00e9\nline\n");
        writer.end();

        assertThat(text()).isEqualTo("<11>Nov 22 03:25:08 host app[4711]: caf\u00e9\nline");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-07-03T22:05:09Z, Jul  4 00:05:09",
        "2026-12-31T23:30:00Z, Jan  1 00:30:00",
        "2026-03-29T00:59:59Z, Mar 29 01:59:59",
        "2026-03-29T01:00:00Z, Mar 29 03:00:00",
    })
    void time_isTheLocalOneWithTheDayPaddedByASpace(Instant time, String expected) {
        Rfc3164 writer = writer();
        begun(writer, time.minusSeconds(1)).text();
        buffer.clear();

        begun(writer, time).text();

        assertThat(text()).startsWith("<14>" + expected + " host ");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "my app, my_app",
                "a:b[c], a_b_c_",
                "``, -",
                "caf\u00e9, caf_",
                "abcdefghijabcdefghijabcdefghijabcdefghij, abcdefghijabcdefghijabcdefghijab"
            })
    void tag_strange_isCleanedAndCut(String appName, String expected) {
        settings.appName(appName);

        begun(writer(), Instant.EPOCH).text();

        assertThat(text()).endsWith(" host " + expected + "[4711]: ");
    }

    @Test
    void oneLine_lineEnds_areEscaped() {
        settings.oneLine(true).hostname("");
        Rfc3164 writer = writer();

        begun(writer, Instant.EPOCH).text().append("a\n\tat b\n");
        writer.end();

        assertThat(text()).isEqualTo("<14>Jan  1 01:00:00 - app[4711]: a#012\tat b");
    }

    private Rfc3164 begun(Rfc3164 writer, Instant time) {
        writer.begin(buffer, new RecordNumber("5e", 1), Severity.INFO, time);
        return writer;
    }

    private Rfc3164 writer() {
        return new Rfc3164(settings.build(), 4711, ZONE);
    }

    private String text() {
        return new String(buffer.toByteArray(), StandardCharsets.UTF_8);
    }
}
