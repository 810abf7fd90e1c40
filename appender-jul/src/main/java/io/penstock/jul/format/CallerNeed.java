package io.penstock.jul.format;

import io.penstock.jul.capture.ExtendedRecords;
import io.penstock.jul.capture.PlainRecords;
import java.lang.reflect.Field;
import java.time.Instant;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/** Finds out whether a formatter can show where a call was made from. */
public final class CallerNeed {

    private CallerNeed() {}

    /** Null: it is not known which formatter there will be. */
    public static boolean of(@Nullable Formatter formatter, @Nullable ExtendedRecords jboss) {
        Formatter own = LinesFormatter.unwrapped(formatter);
        return jboss == null ? showsCaller(own) : jboss.showsCaller(own).orElseGet(() -> showsCaller(own));
    }

    private static boolean showsCaller(@Nullable Formatter formatter) {
        if (formatter == null) {
            return true;
        }
        return switch (formatter.getClass().getName()) {
            case "java.util.logging.SimpleFormatter" -> showsSource(formatter);
            case "org.apache.juli.VerbatimFormatter", "org.apache.juli.JdkLoggerFormatter" -> false;
            case "co.elastic.logging.jul.EcsFormatter" -> includesOrigin(formatter);
            // Of a formatter we do not know, as of XMLFormatter, we must assume that it shows what it can get.
            default -> true;
        };
    }

    /** The formatter has a setter for this and no getter, so the field is read. */
    private static boolean includesOrigin(Formatter ecs) {
        try {
            Field field = ecs.getClass().getDeclaredField("includeOrigin");
            field.setAccessible(true);
            return field.getBoolean(ecs);
        } catch (ReflectiveOperationException | RuntimeException hidden) {
            return true;
        }
    }

    /** Its format string is private and comes from one of three places; but what it prints is visible. */
    private static boolean showsSource(Formatter simple) {
        // The two names differ in their first character already, because a precision in the format may leave only
        // that one, and they differ in capitals as well, which a conversion may make of them.
        return !simple.format(calledFrom("a")).equals(simple.format(calledFrom("b")));
    }

    private static LogRecord calledFrom(String source) {
        LogRecord probe = blank();
        probe.setSourceClassName(source);
        return probe;
    }

    /** A record to try a formatter with. All are of the same time, so that two differ only in what is set. */
    static LogRecord blank() {
        LogRecord record = PlainRecords.blank();
        record.setLevel(Level.OFF);
        record.setInstant(Instant.EPOCH);
        return record;
    }
}
