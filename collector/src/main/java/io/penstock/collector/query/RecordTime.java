package io.penstock.collector.query;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;

/** The time of a record, out of its bytes. */
final class RecordTime {

    /** It is no time. */
    static final long NONE = Long.MIN_VALUE;

    private static final int SECONDS_END = "2026-11-22T10:15:30".length();

    private RecordTime() {}

    /** Milliseconds since 1970 of {@code 2026-11-22T10:15:30.123456Z}, rounded down; {@link #NONE} if it is no time. */
    static long parse(byte[] bytes, int from, int to) {
        if (to - from > SECONDS_END && bytes[to - 1] == 'Z' && bytes[from + 10] == 'T') {
            long year = number(bytes, from, 4);
            long month = number(bytes, from + 5, 2);
            long day = number(bytes, from + 8, 2);
            long hour = number(bytes, from + 11, 2);
            long minute = number(bytes, from + 14, 2);
            long second = number(bytes, from + 17, 2);
            int fraction = from + SECONDS_END;
            boolean known = (year | month | day | hour | minute | second) >= 0
                    && month >= 1
                    && month <= 12
                    && day >= 1
                    && day <= 28
                    && hour < 24
                    && minute < 60
                    && second < 60
                    && (bytes[fraction] == '.' || fraction == to - 1);
            if (known) {
                long days = LocalDate.of((int) year, (int) month, (int) day).toEpochDay();
                return (((days * 24 + hour) * 60 + minute) * 60 + second) * 1000 + millis(bytes, fraction, to - 1);
            }
        }
        return slowly(new String(bytes, from, to - from, StandardCharsets.UTF_8));
    }

    /** Days after the 28th, years of five digits, offsets, and what is none at all. */
    private static long slowly(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant().toEpochMilli();
        } catch (DateTimeException | ArithmeticException none) {
            return NONE;
        }
    }

    /** Negative: other characters than digits. */
    private static long number(byte[] bytes, int from, int digits) {
        long number = 0;
        for (int i = from; i < from + digits; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private static long millis(byte[] bytes, int point, int end) {
        long millis = 0;
        for (int i = 1; i <= 3; i++) {
            millis = millis * 10 + (point + i < end ? bytes[point + i] - '0' : 0);
        }
        return millis;
    }
}
