package io.penstock.jul;

import java.lang.reflect.Field;
import java.time.Instant;
import java.util.List;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.MemoryHandler;
import org.jspecify.annotations.Nullable;

/** Finds out whether a formatter can show where a call was made from. */
final class CallerNeed {

    private CallerNeed() {}

    /** Whether the handler, or one that it hands on to as far as that can be seen, may show it. */
    static boolean of(Handler handler, @Nullable Formatter formatter, @Nullable ExtendedRecords jboss) {
        if (handler.getClass().getName().equals("org.slf4j.bridge.SLF4JBridgeHandler")) {
            // It finds the caller by itself or not at all, and never asks the record.
            return false;
        }
        return ofFormatter(CarrierFormatter.unwrapped(formatter), jboss) || ofThoseBehind(handler, jboss);
    }

    private static boolean ofThoseBehind(Handler handler, @Nullable ExtendedRecords jboss) {
        if (handler instanceof MemoryHandler) {
            // It does not say what it pushes to.
            return true;
        }
        if (handler instanceof RingHandler ours) {
            RunningRing running = ours.running();
            if (running != null && running.intake().infersCaller()) {
                return true;
            }
        }
        for (Handler behind : behind(handler, jboss)) {
            if (of(behind, behind.getFormatter(), jboss)) {
                return true;
            }
        }
        return false;
    }

    private static List<Handler> behind(Handler handler, @Nullable ExtendedRecords jboss) {
        if (handler instanceof AsyncProxyHandler proxy) {
            return List.of(proxy.getHandlers());
        }
        return jboss == null ? List.of() : jboss.behind(handler);
    }

    static boolean ofFormatter(@Nullable Formatter formatter, @Nullable ExtendedRecords jboss) {
        return jboss == null
                ? showsCaller(formatter)
                : jboss.showsCaller(formatter).orElseGet(() -> showsCaller(formatter));
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

    /** There is a setter only. */
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
        // They differ from the first character on, as a precision may leave no other, and in capitals, too.
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
