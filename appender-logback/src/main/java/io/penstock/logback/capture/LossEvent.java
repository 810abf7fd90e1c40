package io.penstock.logback.capture;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.CallerData;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Context;
import io.penstock.sink.LossReport;
import java.util.Collections;

/** The event by which a log tells its readers that events are missing. Safe for any thread. */
public final class LossEvent {

    /** The appender that users know; a name, since this package does not know the class. */
    private static final String PROXY = "io.penstock.logback.AsyncProxyAppender";

    private LossEvent() {}

    /**
     * As it comes without a proxy.
     *
     * @param logger the name of the appender's class that lost the events
     */
    public static LoggingEvent of(LossReport report, Context context, String logger) {
        LoggingEvent event = new LoggingEvent();
        event.setLoggerName(logger);
        event.setLevel(Level.WARN);
        event.setMessage(report.message());
        event.setThreadName(Thread.currentThread().getName());
        event.setInstant(report.last());
        event.setMDCPropertyMap(Collections.emptyMap());
        event.setCallerData(CallerData.EMPTY_CALLER_DATA_ARRAY);
        if (context instanceof LoggerContext loggerContext) {
            event.setLoggerContextRemoteView(loggerContext.getLoggerContextRemoteView());
        }
        return event;
    }

    /** As those see it who get their events from a proxy. Confined to the drain thread. */
    public static FrozenEvent frozen(LossReport report, Context context, Recipients recipients) {
        return new KeptEvent(recipients, false, of(report, context, PROXY), null, null, null);
    }
}
