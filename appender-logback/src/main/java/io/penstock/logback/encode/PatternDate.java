package io.penstock.logback.encode;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.CoreConstants;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code %d}, with the literals next to it: the bytes of the second are kept, and the digits of the millisecond are written
 * over them; those of a millisecond that comes again are kept, too. Safe for any thread.
 *
 * <p>Where those digits are is not read from the date pattern but seen: three milliseconds of each new second are
 * formatted in full. A pattern that does not put them there digit by digit is formatted for each new millisecond.
 */
final class PatternDate implements PatternPart.Joining {

    private static final int MILLIS = 1000;

    private final DateTimeFormatter formatter;
    private final PatternLiteral before;
    private final PatternLiteral behind;
    /** Racy on purpose: all three are immutable, and any value is right or replaced. */
    private @Nullable Second second;

    private @Nullable MillisecondText millisecond;

    /** Kept when a millisecond comes for the second time: where each event has its own, nothing is gained by that. */
    private @Nullable Millisecond repeated;
    /** May be torn or old, and only delays what is kept. */
    private long latest = Long.MIN_VALUE;

    /** With the options of the conversion word: pattern, zone, language tag. */
    PatternDate(List<String> options) {
        String pattern = pattern(options.isEmpty() ? CoreConstants.ISO8601_STR : options.get(0));
        ZoneId zone = options.size() > 1 ? ZoneId.of(options.get(1)) : ZoneId.systemDefault();
        Locale locale = options.size() > 2 ? Locale.forLanguageTag(options.get(2)) : Locale.getDefault();
        formatter = DateTimeFormatter.ofPattern(pattern).withZone(zone).withLocale(locale);
        before = PatternLiteral.NONE;
        behind = PatternLiteral.NONE;
    }

    private PatternDate(DateTimeFormatter formatter, PatternLiteral before, PatternLiteral behind) {
        this.formatter = formatter;
        this.before = before;
        this.behind = behind;
    }

    @Override
    public PatternDate between(PatternLiteral before, PatternLiteral behind) {
        return new PatternDate(formatter, before, behind);
    }

    private static String pattern(String option) {
        return switch (option) {
            case CoreConstants.ISO8601_STR -> CoreConstants.ISO8601_PATTERN;
            case CoreConstants.STRICT_STR -> CoreConstants.STRICT_ISO8601_PATTERN;
            default -> option;
        };
    }

    @Override
    public void write(ILoggingEvent event, PatternLine line) {
        long millis = event.getTimeStamp();
        Millisecond same = repeated;
        if (same != null && same.number == millis) {
            line.bytes(same.bytes);
            return;
        }
        long wanted = Math.floorDiv(millis, (long) MILLIS);
        Second known = second;
        if (known == null || known.number != wanted) {
            known = new Second(wanted, formatter, before.bytes(), behind.bytes());
            second = known;
        }
        if (known.bytes == null) {
            String text = ofMillisecond(millis);
            line.bytes(before.bytes());
            line.text(text);
            line.bytes(behind.bytes());
        } else {
            line.bytes(known.bytes);
            known.writeDigits((int) (millis - wanted * MILLIS), line);
            if (latest == millis) {
                repeated = new Millisecond(millis, line.last(known.bytes.length));
            } else {
                latest = millis;
            }
        }
    }

    private String ofMillisecond(long millis) {
        MillisecondText known = millisecond;
        if (known == null || known.number != millis) {
            known = new MillisecondText(millis, formatter.format(Instant.ofEpochMilli(millis)));
            millisecond = known;
        }
        return known.text;
    }

    private record MillisecondText(long number, String text) {}

    private record Millisecond(long number, byte[] bytes) {}

    private static final class Second {

        private static final int FIRST = 0;
        private static final int DIFFERENT = 123;
        private static final int LAST = 999;

        final long number;
        /** Null: this second's text cannot be patched. */
        final byte @Nullable [] bytes;
        /** For each byte to be overwritten: its distance from the end, and which digit of the millisecond it shows. */
        private final int[] back;

        private final int[] digit;

        Second(long number, DateTimeFormatter formatter, byte[] before, byte[] behind) {
            this.number = number;
            byte[] first = bytes(formatter, FIRST);
            byte[] last = bytes(formatter, LAST);
            int[] found = first == null || last == null ? null : places(first, last);
            this.back = found == null ? new int[0] : found;
            this.digit = new int[back.length];
            for (int i = 1; i < back.length; i++) {
                boolean adjacent = back[i] == back[i - 1] - 1;
                digit[i] = adjacent ? digit[i - 1] + 1 : 0;
            }
            this.bytes = first != null && found != null && fits(first, bytes(formatter, DIFFERENT))
                    ? PatternLiteral.joined(PatternLiteral.joined(before, first), behind)
                    : null;
            for (int i = 0; i < back.length; i++) {
                back[i] += behind.length;
            }
        }

        private byte @Nullable [] bytes(DateTimeFormatter formatter, int millis) {
            return PatternLine.fixed(formatter.format(Instant.ofEpochMilli(number * MILLIS + millis)));
        }

        private static int @Nullable [] places(byte[] first, byte[] last) {
            if (first.length != last.length) {
                return null;
            }
            int[] places = new int[first.length];
            int count = 0;
            for (int i = 0; i < first.length; i++) {
                if (first[i] != last[i]) {
                    if (first[i] != '0' || last[i] != '9') {
                        return null;
                    }
                    places[count++] = first.length - i;
                }
            }
            return Arrays.copyOf(places, count);
        }

        /** Whether writing the digits of a millisecond, all of them different, yields its text. */
        private boolean fits(byte[] text, byte @Nullable [] expected) {
            byte[] patched = text.clone();
            for (int i = 0; i < back.length; i++) {
                if (digit[i] > 2) {
                    return false;
                }
                patched[patched.length - back[i]] = digitOf(DIFFERENT, digit[i]);
            }
            return Arrays.equals(patched, expected);
        }

        void writeDigits(int millis, PatternLine line) {
            for (int i = 0; i < back.length; i++) {
                line.patch(back[i], digitOf(millis, digit[i]));
            }
        }

        private static byte digitOf(int millis, int digit) {
            return (byte) ('0' + (digit == 0 ? millis / 100 : digit == 1 ? millis / 10 % 10 : millis % 10));
        }
    }
}
