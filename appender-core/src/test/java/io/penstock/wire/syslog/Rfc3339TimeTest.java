package io.penstock.wire.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.encode.Utf8Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Rfc3339TimeTest {

    private final Rfc3339Time time = new Rfc3339Time();

    @ParameterizedTest
    @CsvSource({
        "2026-11-22T02:25:08.123456789Z, 2026-11-22T02:25:08.123456Z",
        "1970-01-01T00:00:00Z, 1970-01-01T00:00:00.000000Z",
        "1969-12-31T23:59:59.999999999Z, 1969-12-31T23:59:59.999999Z",
        "2024-02-29T12:00:00.000001Z, 2024-02-29T12:00:00.000001Z",
        "0000-01-01T00:00:00Z, 0000-01-01T00:00:00.000000Z",
        "9999-12-31T23:59:59.5Z, 9999-12-31T23:59:59.500000Z",
        "+10000-01-01T00:00:00Z, -",
        "-0001-12-31T23:59:59Z, -"
    })
    void append_instant_isThis(Instant instant, String expected) {
        assertThat(text(instant)).isEqualTo(expected);
    }

    @Test
    void append_writableAfterUnwritable_isWrittenAgain() {
        text(Instant.MAX);

        assertThat(text(Instant.EPOCH)).isEqualTo("1970-01-01T00:00:00.000000Z");
        assertThat(text(Instant.MIN)).isEqualTo("-");
    }

    @Test
    void append_randomInstants_areWhatTheFormatterGives() {
        long seed = 11;
        Random random = new Random(seed);
        DateTimeFormatter formatter =
                DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSX").withZone(ZoneOffset.UTC);
        Instant instant = Instant.EPOCH;
        for (int i = 0; i < 20_000; i++) {
            instant = random.nextInt(4) == 0
                    ? Instant.ofEpochSecond(
                            random.nextLong(-60_000_000_000L, 250_000_000_000L), random.nextInt(1_000_000_000))
                    : instant.plusNanos(random.nextLong(-5_000_000_000L, 90_000_000_000_000L));

            assertThat(text(instant)).as("seed %d round %d", seed, i).isEqualTo(formatter.format(instant));
        }
    }

    private String text(Instant instant) {
        Utf8Buffer buffer = new Utf8Buffer(0);
        time.append(buffer, instant.getEpochSecond(), instant.getNano());
        return new String(buffer.toByteArray(), StandardCharsets.US_ASCII);
    }
}
