package io.penstock.jul.format;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds out by which format string a {@link SimpleFormatter} prints. It read it when it was made, and the field is
 * private: we read it where it may have, and compare what it prints.
 */
final class SimpleFormatStrings {

    private static final String SETTING = "java.util.logging.SimpleFormatter.format";
    private static final String DEFAULT = "%1$tb %1$td, %1$tY %1$tl:%1$tM:%1$tS %1$Tp %2$s%n%4$s: %5$s%6$s%n";

    private SimpleFormatStrings() {}

    /** Where SimpleFormatter looks, in its order; a wrong string makes it print by the last. */
    static List<String> candidates() {
        return Arrays.asList(
                        System.getProperty(SETTING), LogManager.getLogManager().getProperty(SETTING), DEFAULT)
                .stream()
                .filter(Objects::nonNull)
                .toList();
    }

    /** Whether both print the same for records that differ in all that a format string can show. */
    static boolean printAlike(SimpleFormatter formatter, Function<LogRecord, @Nullable String> compiled) {
        try {
            // Small numbers, whose blanks and zeros show, and no text, so that widths show; then the other way around.
            LogRecord small = probe(LocalDateTime.of(2021, 3, 4, 5, 6, 7, 8_009_010), Level.INFO, "", "", null);
            small.setSourceClassName("");
            String text = "precision shows by length. ".repeat(50);
            Exception thrown = new Exception("thrown");
            LogRecord large = probe(
                    LocalDateTime.of(1987, 11, 23, 14, 45, 56, 789_123_456), Level.WARNING, text, "a" + text, thrown);
            large.setSourceClassName("b" + text);
            large.setSourceMethodName("method");
            // Shorter than most widths, so that it shows on which side the blanks are.
            LogRecord narrow = probe(LocalDateTime.of(2009, 8, 7, 18, 9, 10, 11), Level.FINE, "m", "l", null);
            narrow.setSourceClassName("s");
            return Stream.of(small, large, narrow)
                    .allMatch(probe -> formatter.format(probe).equals(compiled.apply(probe)));
        } catch (RuntimeException unprintable) {
            return false;
        }
    }

    private static LogRecord probe(
            LocalDateTime time, Level level, String message, String logger, @Nullable Throwable thrown) {
        // Any record but of LogRecord's constructor, which would take a sequence number.
        LogRecord record = CallerNeed.blank();
        record.setLevel(level);
        record.setMessage(message);
        record.setInstant(time.atZone(ZoneId.systemDefault()).toInstant());
        record.setLoggerName(logger);
        record.setThrown(thrown);
        return record;
    }
}
