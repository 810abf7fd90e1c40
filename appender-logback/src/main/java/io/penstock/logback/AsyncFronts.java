package io.penstock.logback;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AsyncAppenderBase;
import ch.qos.logback.core.spi.AppenderAttachable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * Logback's asynchronous appenders that a context's loggers referred to before it was reset. One that is stopped waits for its worker no
 * longer than its maxFlushTime; but the worker goes on, and when its queue is empty it detaches and stops what it fed.
 */
final class AsyncFronts {

    static final AsyncFronts NONE = new AsyncFronts();

    private final List<AsyncAppenderBase<?>> fronts = new ArrayList<>();
    private final Set<Object> visited = Collections.newSetFromMap(new IdentityHashMap<>());

    private AsyncFronts() {}

    static AsyncFronts of(LoggerContext context) {
        AsyncFronts found = new AsyncFronts();
        for (Logger logger : context.getLoggerList()) {
            found.add(logger.iteratorForAppenders());
        }
        found.visited.clear();
        return found;
    }

    private void add(Iterator<Appender<ILoggingEvent>> appenders) {
        while (appenders.hasNext()) {
            Appender<ILoggingEvent> appender = appenders.next();
            if (visited.add(appender)) {
                if (appender instanceof AsyncAppenderBase<?> front && front.isStarted()) {
                    fronts.add(front);
                }
                if (appender instanceof AppenderAttachable<?> holder) {
                    @SuppressWarnings("unchecked") // of appenders for the same events
                    AppenderAttachable<ILoggingEvent> known = (AppenderAttachable<ILoggingEvent>) holder;
                    add(known.iteratorForAppenders());
                }
            }
        }
    }

    /** Whether a worker is still about to write to the appender, and to stop it then. */
    boolean stillFeeds(RingAppender appender) {
        for (AsyncAppenderBase<?> front : fronts) {
            @SuppressWarnings("unchecked") // whoever holds an appender of ours takes its events
            AsyncAppenderBase<ILoggingEvent> known = (AsyncAppenderBase<ILoggingEvent>) front;
            if (!front.isStarted() && known.isAttached(appender)) {
                return true;
            }
        }
        return false;
    }
}
