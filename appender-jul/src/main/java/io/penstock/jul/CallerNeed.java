package io.penstock.jul;

import java.time.Instant;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/** Finds out whether a formatter can show where a call was made from. */
final class CallerNeed {

    private CallerNeed() {}

    static boolean of(Handler handler, @Nullable Formatter formatter, @Nullable ExtendedRecords jboss) {
        // It finds the caller by itself or not at all, and never asks the record.
        return !handler.getClass().getName().equals("org.slf4j.bridge.SLF4JBridgeHandler")
                && ofFormatter(CarrierFormatter.unwrapped(formatter), jboss);
    }

    static boolean ofFormatter(@Nullable Formatter formatter, @Nullable ExtendedRecords jboss) {
        return jboss == null
                ? showsCaller(formatter)
                : jboss.showsCaller(formatter).orElseGet(() -> showsCaller(formatter));
    }

    private static boolean showsCaller(@Nullable Formatter formatter) {
        // Of a formatter we do not know, as of XMLFormatter, we must assume that it shows what it can get.
        return formatter == null || formatter.getClass() != SimpleFormatter.class || showsSource(formatter);
    }

    /** Its format string is private and comes from one of three places; but what it prints is visible. */
    private static boolean showsSource(Formatter simple) {
        // They differ from the first character on, as a precision may leave no other, and in capitals, too.
        return !simple.format(calledFrom("a")).equals(simple.format(calledFrom("b")));
    }

    private static LogRecord calledFrom(String source) {
        LogRecord probe = blank();
        probe.setSourceClassName(source);
        return probe;
    }

    /** A record to try a formatter with. */
    static LogRecord blank() {
        LogRecord record = PlainRecords.blank();
        record.setLevel(Level.OFF);
        record.setInstant(Instant.now());
        return record;
    }
}
