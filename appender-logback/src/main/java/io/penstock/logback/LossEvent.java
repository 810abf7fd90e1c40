package io.penstock.logback;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.CallerData;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Context;
import io.penstock.ring.LossReport;
import java.util.Collections;

/** The event by which a log tells its readers that events are missing. */
final class LossEvent {

    private LossEvent() {}

    static LoggingEvent of(LossReport report, Context context) {
        LoggingEvent event = new LoggingEvent();
        event.setLoggerName(AsyncProxyAppender.class.getName());
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
}
