package io.penstock.wire.syslog;

import io.penstock.encode.Utf8Buffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;

/**
 * Writes points in time as RFC 5424 wants them, in UTC and with microseconds: {@code 2026-11-22T02:25:08.123456Z}.
 * Confined to the drain thread.
 *
 * <p>Allocates only when the day changes.
 */
final class Rfc3339Time {

    private static final int SECONDS_PER_DAY = 86_400;
    private static final int SECONDS_PER_HOUR = 3_600;
    private static final int NANOS_PER_MICRO = 1_000;
    private static final long FIRST_DAY = LocalDate.of(0, 1, 1).toEpochDay();
    private static final long LAST_DAY = LocalDate.of(9999, 12, 31).toEpochDay();

    /** Where the digits of a field end in {@link #text}. */
    private static final int YEAR = 4;

    private static final int MONTH = 7;
    private static final int DAY = 10;
    private static final int HOUR = 13;
    private static final int MINUTE = 16;
    private static final int SECOND = 19;
    private static final int MICROS = 26;

    private final byte[] text = "0000-00-00T00:00:00.000000Z".getBytes(StandardCharsets.US_ASCII);
    private long day = Long.MIN_VALUE;
    private long second = Long.MIN_VALUE;
    private boolean writable;

    /** A year that has not four digits is written as {@code -}: unknown. */
    void append(Utf8Buffer target, long epochSecond, int nanos) {
        if (epochSecond != second) {
            changeSecond(epochSecond);
        }
        if (!writable) {
            target.append('-');
            return;
        }
        put(nanos / NANOS_PER_MICRO, MICROS, 6);
        target.append(text);
    }

    private void changeSecond(long epochSecond) {
        second = epochSecond;
        long epochDay = Math.floorDiv(epochSecond, (long) SECONDS_PER_DAY);
        if (epochDay != day) {
            changeDay(epochDay);
        }
        int ofDay = (int) Math.floorMod(epochSecond, (long) SECONDS_PER_DAY);
        put(ofDay / SECONDS_PER_HOUR, HOUR, 2);
        put(ofDay / 60 % 60, MINUTE, 2);
        put(ofDay % 60, SECOND, 2);
    }

    private void changeDay(long epochDay) {
        day = epochDay;
        writable = epochDay >= FIRST_DAY && epochDay <= LAST_DAY;
        if (writable) {
            LocalDate date = LocalDate.ofEpochDay(epochDay);
            put(date.getYear(), YEAR, 4);
            put(date.getMonthValue(), MONTH, 2);
            put(date.getDayOfMonth(), DAY, 2);
        }
    }

    private void put(int number, int end, int digits) {
        int rest = number;
        for (int at = end - 1; at >= end - digits; at--) {
            text[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
