package io.penstock.logback;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.CallerData;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggerContextVO;
import io.penstock.encode.RecordLimits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.helpers.MessageFormatter;

/**
 * An event of which a record shows no more than its limits allow: what an encoder asks for is shorter, and the message says
 * so. Whatever format the encoder writes is thus whole, JSON included. Confined to the drain thread.
 */
final class ShortenedEvent implements ILoggingEvent {

    private final ILoggingEvent original;
    private final RecordLimits limits;
    private final @Nullable IThrowableProxy thrown;

    ShortenedEvent(ILoggingEvent original, RecordLimits limits) {
        this.original = original;
        this.limits = limits;
        this.thrown = ShortenedThrowable.of(original.getThrowableProxy(), limits);
    }

    @Override
    public String getMessage() {
        return limits.message(original.getMessage());
    }

    @Override
    public String getFormattedMessage() {
        return limits.message(original.getFormattedMessage());
    }

    @Override
    public @Nullable Object @Nullable [] getArgumentArray() {
        Object[] arguments = original.getArgumentArray();
        if (arguments == null || limits.isBare()) {
            return null;
        }
        Object[] shorter = new Object[Math.min(arguments.length, limits.entries())];
        for (int i = 0; i < shorter.length; i++) {
            shorter[i] = shorter(arguments[i]);
        }
        return shorter;
    }

    private @Nullable Object shorter(@Nullable Object argument) {
        if (argument == null || argument instanceof Number || argument instanceof Boolean) {
            return argument;
        }
        String text = text(argument);
        return limits.keepsArgument(text) ? argument : limits.argument(text);
    }

    private static String text(Object value) {
        if (value instanceof String string) {
            return string;
        }
        // In a message an array is printed by its elements, so the formatter makes its text.
        return MessageFormatter.arrayFormat("{}", new Object[] {value}, null).getMessage();
    }

    @Override
    public Map<String, String> getMDCPropertyMap() {
        return shorter(original.getMDCPropertyMap());
    }

    private Map<String, String> shorter(@Nullable Map<String, String> values) {
        Map<String, String> shorter = new LinkedHashMap<>();
        if (values != null) {
            for (Map.Entry<String, String> each : values.entrySet()) {
                if (shorter.size() >= limits.entries()) {
                    break;
                }
                shorter.put(limits.value(each.getKey()), limits.value(each.getValue()));
            }
        }
        return shorter;
    }

    @Override
    @Deprecated
    public Map<String, String> getMdc() {
        return getMDCPropertyMap();
    }

    @Override
    public @Nullable List<KeyValuePair> getKeyValuePairs() {
        List<KeyValuePair> pairs = original.getKeyValuePairs();
        if (pairs == null) {
            return null;
        }
        List<KeyValuePair> shorter = new ArrayList<>();
        for (KeyValuePair pair : pairs) {
            if (shorter.size() >= limits.entries()) {
                break;
            }
            Object value = pair.value;
            if (value != null && !(value instanceof Number) && !(value instanceof Boolean)) {
                String text = text(value);
                value = limits.keepsValue(text) ? value : limits.value(text);
            }
            shorter.add(new KeyValuePair(limits.value(pair.key), value));
        }
        return shorter;
    }

    /** A marker is shown as a whole or not at all: one of logstash-logback-encoder is a field with whatever it holds. */
    @Override
    public @Nullable List<Marker> getMarkerList() {
        List<Marker> markers = original.getMarkerList();
        if (markers == null || limits.valueBytes() == RecordLimits.WHOLE) {
            return markers;
        }
        return markers.stream()
                .filter(marker -> limits.keepsValue(String.valueOf(marker)))
                .limit(limits.entries())
                .toList();
    }

    @Override
    public @Nullable IThrowableProxy getThrowableProxy() {
        return thrown;
    }

    @Override
    public @Nullable String getLoggerName() {
        return limits.value(original.getLoggerName());
    }

    @Override
    public @Nullable String getThreadName() {
        return limits.value(original.getThreadName());
    }

    @Override
    public LoggerContextVO getLoggerContextVO() {
        LoggerContextVO context = original.getLoggerContextVO();
        return context == null || limits.valueBytes() == RecordLimits.WHOLE
                ? context
                : new LoggerContextVO(
                        limits.value(context.getName()), shorter(context.getPropertyMap()), context.getBirthTime());
    }

    @Override
    public StackTraceElement[] getCallerData() {
        return limits.isBare() ? CallerData.EMPTY_CALLER_DATA_ARRAY : original.getCallerData();
    }

    @Override
    public boolean hasCallerData() {
        return !limits.isBare() && original.hasCallerData();
    }

    @Override
    public Level getLevel() {
        return original.getLevel();
    }

    @Override
    public Instant getInstant() {
        return original.getInstant();
    }

    @Override
    public long getTimeStamp() {
        return original.getTimeStamp();
    }

    @Override
    public int getNanoseconds() {
        return original.getNanoseconds();
    }

    @Override
    public long getSequenceNumber() {
        return original.getSequenceNumber();
    }

    @Override
    public void prepareForDeferredProcessing() {
        // The original was prepared already, so there is nothing to do.
    }

    @Override
    public String toString() {
        return "[" + getLevel() + "] " + getFormattedMessage();
    }
}
