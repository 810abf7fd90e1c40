package io.penstock.logback.capture;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.CallerData;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggerContextVO;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;

/**
 * The event of those who may hold on to it. Immutable, but for the message text, which is rendered once when it is first
 * asked for, and safe for any thread once it is handed over.
 */
final class KeptEvent extends FrozenEvent {

    private static final StackTraceElement[] NO_CALLER = CallerData.EMPTY_CALLER_DATA_ARRAY;

    private final ILoggingEvent source;
    private final @Nullable String message;
    private final Object @Nullable [] arguments;
    private final @Nullable List<KeyValuePair> keyValues;
    private final @Nullable List<Marker> markers;
    private final StackTraceElement[] callerData;

    /** @param arguments none, or those that are not among the parts; an array of this event's own */
    KeptEvent(
            Recipients recipients,
            boolean withCallerData,
            ILoggingEvent source,
            Object @Nullable [] arguments,
            @Nullable FrozenParts parts) {
        super(recipients);
        this.source = source;
        this.message = parts == null || parts.message() == null ? source.getMessage() : parts.message();
        this.arguments = parts == null || parts.arguments() == null ? arguments : parts.arguments();
        this.keyValues = parts == null ? null : parts.keyValues();
        this.markers = parts == null ? null : parts.markers();
        // Asking a live event that has none would take the stack of the drain thread.
        this.callerData = withCallerData || source.hasCallerData() ? source.getCallerData() : NO_CALLER;
    }

    @Override
    public @Nullable String getMessage() {
        return message;
    }

    @Override
    public Object @Nullable [] arguments() {
        return arguments;
    }

    @Override
    public int argumentCount() {
        return arguments == null ? 0 : arguments.length;
    }

    @Override
    public Object @Nullable [] getArgumentArray() {
        return arguments;
    }

    @Override
    public @Nullable List<KeyValuePair> getKeyValuePairs() {
        return keyValues;
    }

    @Override
    public @Nullable List<Marker> getMarkerList() {
        return markers;
    }

    @Override
    public StackTraceElement[] getCallerData() {
        return callerData;
    }

    @Override
    public Level getLevel() {
        return source.getLevel();
    }

    @Override
    public String getLoggerName() {
        return source.getLoggerName();
    }

    @Override
    public String getThreadName() {
        return source.getThreadName();
    }

    @Override
    public @Nullable IThrowableProxy getThrowableProxy() {
        return source.getThrowableProxy();
    }

    @Override
    public LoggerContextVO getLoggerContextVO() {
        return source.getLoggerContextVO();
    }

    @Override
    public Instant getInstant() {
        return source.getInstant();
    }

    @Override
    public long getTimeStamp() {
        return source.getTimeStamp();
    }

    @Override
    public int getNanoseconds() {
        return source.getNanoseconds();
    }

    @Override
    public long getSequenceNumber() {
        return source.getSequenceNumber();
    }

    @Override
    public Map<String, String> getMDCPropertyMap() {
        return recipients.hasMdc() ? source.getMDCPropertyMap() : Collections.emptyMap();
    }
}
