package io.penstock.logback.encode;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.CallerData;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggerContextVO;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.Context;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.slf4j.event.KeyValuePair;
import org.slf4j.helpers.BasicMarkerFactory;

/**
 * Events that a started encoder encodes both ways, ours and Logback's, to see whether the Logback on the class path is
 * as those we know. Safe for any thread.
 */
public final class Probes {

    private static final String ODD = "\"\\/\b\t\n\f\r\u0001\u007fä€\uD83D\uDE00\uD83D";

    private Probes() {}

    /** One event with everything, in summer; one with as little as an event can have, in winter. */
    public static List<ILoggingEvent> events(Context context) {
        LoggingEvent full = event(context, "2026-07-31T23:59:59.987654321Z", Level.WARN);
        full.setMessage("probe {} " + ODD);
        full.setArgumentArray(new Object[] {ODD, null, 1});
        full.setMDCPropertyMap(Map.of("key", ODD));
        full.addMarker(new BasicMarkerFactory().getDetachedMarker("MARKER"));
        full.setKeyValuePairs(List.of(new KeyValuePair("key", ODD), new KeyValuePair("none", null)));
        IllegalStateException thrown = new IllegalStateException(ODD, new IllegalArgumentException("cause"));
        thrown.addSuppressed(new UnsupportedOperationException());
        full.setThrowableProxy(new ThrowableProxy(thrown));
        LoggingEvent bare = event(context, "2024-02-29T00:00:00.001Z", Level.TRACE);
        bare.setMDCPropertyMap(Map.of());
        return List.of(full, bare);
    }

    private static LoggingEvent event(Context context, String time, Level level) {
        LoggingEvent event = new LoggingEvent();
        event.setInstant(Instant.parse(time));
        event.setLevel(level);
        event.setLoggerName("io.penstock.logback.Probe");
        event.setThreadName("probe");
        event.setCallerData(CallerData.EMPTY_CALLER_DATA_ARRAY);
        event.setLoggerContextRemoteView(
                context instanceof LoggerContext known
                        ? known.getLoggerContextRemoteView()
                        : new LoggerContextVO("probe", Map.of(), 0));
        return event;
    }
}
