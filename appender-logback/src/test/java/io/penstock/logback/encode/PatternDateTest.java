package io.penstock.logback.encode;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.util.CachingDateFormatter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Beside Logback's formatter: around changes of the clock, at borders of seconds, and with odd patterns. */
class PatternDateTest {

    private static final int TIMES = 3_000;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yyyy-MM-dd HH:mm:ss,SSS",
                "yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
                "SSS ss mm S SS SSSSSSSSS SSSS",
                "SS'9'SSS'0'S",
                "S[SS]",
                "SSSSS",
                "A",
                "AAAAAAAA",
                "n",
                "nnnnnnnnn",
                "N",
                "ppppppppA",
                "HH:mm:ss",
                "G uuuu QQQ 'S SSS' z VV O EEEE a",
                "''SSS''",
                "'literal\uD83D\uDE00' SSS"
            })
    void date_manyTimes_sameAsLogback(String pattern) {
        for (String zone :
                List.of("UTC", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "America/New_York")) {
            CachingDateFormatter logbacks = new CachingDateFormatter(pattern, ZoneId.of(zone), Locale.FRANCE);
            PatternDate ours = new PatternDate(List.of(pattern, zone, "fr-FR"));
            PatternDate joined = ours.between(literal("at 09 "), literal(" 000] "));
            Random random = new Random(5);
            long previous = 0;
            long[] starts = {
                0,
                Instant.parse("2026-11-22T00:00:00Z").toEpochMilli(),
                at("2026-03-29T01:59:59", zone),
                at("2026-10-25T02:59:59", zone),
                at("2026-04-05T01:59:59", zone),
                at("2026-11-01T01:59:59", zone),
                at("1893-03-31T23:59:59", zone),
                at("1900-01-01T00:00:00", zone),
                Instant.parse("9999-12-31T23:59:58Z").toEpochMilli()
            };
            for (int i = 0; i < TIMES; i++) {
                long millis = starts[random.nextInt(starts.length)]
                        + (random.nextBoolean() ? random.nextInt(2000) : random.nextInt(10_000_000));

                // From the third time on a millisecond's bytes are known.
                for (int again = random.nextInt(4); again >= 0; again--) {
                    String expected = logbacks.format(millis);
                    assertThat(written(ours, millis))
                            .as("%d in %s", millis, zone)
                            .isEqualTo(expected);
                    assertThat(written(joined, millis)).isEqualTo("at 09 " + expected + " 000] ");
                }
                // A clock may be set back.
                assertThat(written(ours, previous)).isEqualTo(logbacks.format(previous));
                previous = millis;
            }
        }
    }

    private static PatternLiteral literal(String text) {
        return new PatternLiteral(text.getBytes(StandardCharsets.UTF_8));
    }

    private static long at(String local, String zone) {
        return LocalDateTime.parse(local).atZone(ZoneId.of(zone)).toInstant().toEpochMilli();
    }

    private static String written(PatternDate date, long millis) {
        LoggingEvent event = new LoggingEvent();
        event.setTimeStamp(millis);
        PatternLine line = new PatternLine();
        line.begin(line.own);
        date.write(event, line);
        return new String(line.own.toByteArray(), StandardCharsets.UTF_8);
    }
}
