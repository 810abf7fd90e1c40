package io.penstock.jul.format;

import io.penstock.jul.capture.ExtendedRecords;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.SimpleFormatter;
import java.util.logging.XMLFormatter;
import org.jspecify.annotations.Nullable;

/** Finds out which handlers and formatters are not known to ignore the thread they run on. */
public final class ThreadNeed {

    /** Not their subclasses, which may do anything. */
    private static final Set<String> HANDLERS = Set.of(
            "java.util.logging.FileHandler",
            "java.util.logging.ConsoleHandler",
            "java.util.logging.SocketHandler",
            "java.util.logging.StreamHandler",
            "org.apache.juli.FileHandler",
            "org.apache.juli.AsyncFileHandler");

    /** All that they print is in the record. Tomcat's other two print the name of the present thread. */
    private static final Set<String> FORMATTERS = Set.of(
            SimpleFormatter.class.getName(),
            XMLFormatter.class.getName(),
            "org.apache.juli.VerbatimFormatter",
            "org.apache.juli.JdkLoggerFormatter");

    private ThreadNeed() {}

    /**
     * Those of the handlers and their formatters that may ask.
     *
     * @param formatter of all handlers; null: each its own
     */
    public static List<Object> strangers(
            List<Handler> handlers, @Nullable Formatter formatter, @Nullable ExtendedRecords jboss) {
        List<Object> strangers = new ArrayList<>();
        for (Handler handler : handlers) {
            visit(handler, formatter, jboss, strangers);
        }
        return strangers;
    }

    private static void visit(
            Handler handler, @Nullable Formatter formatter, @Nullable ExtendedRecords jboss, List<Object> strangers) {
        List<Handler> nested = jboss == null ? null : jboss.nestedIfHandlerIsKnown(handler);
        if (nested == null && !HANDLERS.contains(handler.getClass().getName())) {
            strangers.add(handler);
        }
        visitFormatter(formatter == null ? handler.getFormatter() : formatter, jboss, strangers);
        if (nested != null) {
            nested.forEach(inner -> visit(inner, null, jboss, strangers));
        }
    }

    private static void visitFormatter(
            @Nullable Formatter found, @Nullable ExtendedRecords jboss, List<Object> strangers) {
        Formatter formatter = LinesFormatter.unwrapped(found);
        if (formatter != null
                && !FORMATTERS.contains(formatter.getClass().getName())
                && (jboss == null || !jboss.isKnown(formatter))) {
            strangers.add(formatter);
        }
    }

    /** For a formatter that no handler has. */
    public static List<Object> strangers(@Nullable Formatter formatter, @Nullable ExtendedRecords jboss) {
        List<Object> strangers = new ArrayList<>();
        visitFormatter(formatter, jboss, strangers);
        return strangers;
    }
}
