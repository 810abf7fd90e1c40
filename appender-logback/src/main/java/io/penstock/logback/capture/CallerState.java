package io.penstock.logback.capture;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.spi.MDCAdapter;

/** What only the calling thread knows, as Logback's own event would have it. Safe for any thread. */
final class CallerState {

    private CallerState() {}

    static String threadName() {
        String name = Thread.currentThread().getName();
        // Logback makes up a name for threads without one, and only its event knows how.
        return name.isEmpty() ? new LoggingEvent().getThreadName() : name;
    }

    /** Null: empty. Logback's adapter hands out a map that nobody changes any more, and makes it once per change. */
    static @Nullable Map<String, String> mdc(LoggerContext context) {
        MDCAdapter adapter = context.getMDCAdapter();
        if (adapter instanceof LogbackMDCAdapter logback) {
            return logback.getPropertyMap();
        }
        return adapter == null ? null : adapter.getCopyOfContextMap();
    }
}
