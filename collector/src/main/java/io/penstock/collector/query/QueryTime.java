package io.penstock.collector.query;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Points in time as people type them: {@code 2h} ago, a day, or a day and a time of it; UTC, as records have it, unless an offset stands there. */
final class QueryTime {

    private static final Pattern AGO = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

    private QueryTime() {}

    /**
     * Milliseconds since 1970.
     *
     * @throws IllegalArgumentException if it is none
     */
    static long parse(String typed, String time, Instant now) {
        Matcher ago = AGO.matcher(time);
        if (ago.matches()) {
            return now.minus(duration(Long.parseLong(ago.group(1)), ago.group(2)))
                    .toEpochMilli();
        }
        try {
            if (time.length() == "2026-11-22".length()) {
                return LocalDate.parse(time)
                        .atStartOfDay()
                        .toInstant(ZoneOffset.UTC)
                        .toEpochMilli();
            }
            return hasOffset(time)
                    ? OffsetDateTime.parse(time).toInstant().toEpochMilli()
                    : LocalDateTime.parse(time).toInstant(ZoneOffset.UTC).toEpochMilli();
        } catch (DateTimeException | ArithmeticException none) {
            throw new IllegalArgumentException(
                    typed + " is no time; use for instance 2h or 7d (ago), 2026-11-22, 2026-11-22T10:15 (UTC) or"
                            + " 2026-11-22T10:15:30+01:00",
                    none);
        }
    }

    private static boolean hasOffset(String time) {
        int clock = time.indexOf('T');
        return time.endsWith("Z") || (clock >= 0 && (time.indexOf('+', clock) > 0 || time.indexOf('-', clock) > 0));
    }

    private static Duration duration(long number, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }
}
