package io.penstock.jul.settings;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the values of properties. What cannot be read is an IllegalArgumentException: setting, value, what to write. */
public final class Words {

    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d{1,18})\\s*([a-z]*)");

    private Words() {}

    static int integer(String setting, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException(setting + "=" + text + " is not a whole number; use for instance 8192");
        }
    }

    static boolean truth(String setting, String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new IllegalArgumentException(setting + "=" + text + " is not a truth value; use true or false");
        };
    }

    /** Bytes: {@code 65536}, {@code 256KB}, {@code 64 MB}. */
    static long size(String setting, String text) {
        Matcher parts = NUMBER_AND_UNIT.matcher(text.toLowerCase(Locale.ROOT));
        if (parts.matches()) {
            try {
                return Math.multiplyExact(Long.parseLong(parts.group(1)), bytes(parts.group(2)));
            } catch (ArithmeticException | IllegalArgumentException unreadable) {
                // The problem is reported below.
            }
        }
        throw new IllegalArgumentException(setting + "=" + text + " is not a size; use for instance 256KB or 64MB");
    }

    private static long bytes(String unit) {
        return switch (unit) {
            case "", "b", "byte", "bytes" -> 1;
            case "k", "kb", "kib" -> 1L << 10;
            case "m", "mb", "mib" -> 1L << 20;
            case "g", "gb", "gib" -> 1L << 30;
            default -> throw new IllegalArgumentException(unit);
        };
    }

    /** {@code 1 second}, {@code 500 milliseconds}, {@code 20ms}, {@code PT1S}; a bare number is milliseconds. */
    static Duration duration(String setting, String text) {
        String word = text.toLowerCase(Locale.ROOT);
        try {
            if (word.startsWith("p")) {
                return Duration.parse(text);
            }
            Matcher parts = NUMBER_AND_UNIT.matcher(word);
            if (parts.matches()) {
                return Duration.of(Long.parseLong(parts.group(1)), time(parts.group(2)));
            }
        } catch (DateTimeParseException | ArithmeticException | IllegalArgumentException unreadable) {
            // The problem is reported below.
        }
        throw new IllegalArgumentException(
                setting + "=" + text + " is not a duration; use for instance 500 milliseconds, 1 second or PT1S");
    }

    private static ChronoUnit time(String unit) {
        return switch (unit) {
            case "us", "microsecond", "microseconds" -> ChronoUnit.MICROS;
            case "", "ms", "milli", "millis", "millisecond", "milliseconds" -> ChronoUnit.MILLIS;
            case "s", "sec", "second", "seconds" -> ChronoUnit.SECONDS;
            case "m", "min", "minute", "minutes" -> ChronoUnit.MINUTES;
            case "h", "hour", "hours" -> ChronoUnit.HOURS;
            default -> throw new IllegalArgumentException(unit);
        };
    }

    /** Words separated by commas or blanks, as the JDK separates the names of handlers. */
    public static List<String> list(String text) {
        List<String> words = new ArrayList<>();
        for (String word : text.split("[,\\s]+")) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }
}
