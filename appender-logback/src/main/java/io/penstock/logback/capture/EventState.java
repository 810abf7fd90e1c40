package io.penstock.logback.capture;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;

/**
 * What a plain event had before a filter was asked, as far as the setters of Logback's event can change it later. Confined
 * to the caller's thread.
 */
final class EventState {

    private final @Nullable List<Marker> markers;
    private final int markerCount;
    private final @Nullable List<KeyValuePair> keyValues;
    private final int keyValueCount;
    private final @Nullable IThrowableProxy thrown;
    private final @Nullable String loggerName;
    private final @Nullable String message;
    private final Object @Nullable [] arguments;
    private final @Nullable String text;
    private final long timeStamp;
    private final long sequenceNumber;

    private EventState(LoggingEvent event) {
        markers = event.getMarkerList();
        markerCount = count(markers);
        keyValues = event.getKeyValuePairs();
        keyValueCount = count(keyValues);
        thrown = event.getThrowableProxy();
        loggerName = event.getLoggerName();
        message = event.getMessage();
        arguments = event.getArgumentArray();
        text = KnownText.of(event);
        timeStamp = event.getTimeStamp();
        sequenceNumber = event.getSequenceNumber();
    }

    static EventState of(LoggingEvent event) {
        return new EventState(event);
    }

    private static int count(@Nullable List<?> list) {
        return list == null ? 0 : list.size();
    }

    boolean isStillOf(LoggingEvent event) {
        return count(event.getMarkerList()) == markerCount
                && event.getKeyValuePairs() == keyValues
                && count(keyValues) == keyValueCount
                && event.getThrowableProxy() == thrown
                && Objects.equals(event.getLoggerName(), loggerName)
                && event.getMessage() == message
                && event.getArgumentArray() == arguments
                && event.getTimeStamp() == timeStamp
                && event.getSequenceNumber() == sequenceNumber;
    }

    /** Null: nobody had asked for the text, or it cannot be known. */
    @Nullable
    String text() {
        return text;
    }

    /** A copy of the event with the values of that moment. Its thread is the calling one. */
    LoggingEvent copy(LoggingEvent event) {
        LoggingEvent copy = new LoggingEvent();
        copy.setLoggerContextRemoteView(event.getLoggerContextVO());
        copy.setLoggerName(loggerName);
        copy.setLevel(event.getLevel());
        copy.setMessage(message);
        copy.setArgumentArray(arguments);
        copy.setThreadName(event.getThreadName());
        copy.setMDCPropertyMap(mdc(event));
        copy.setThrowableProxy((ThrowableProxy) thrown);
        copy.setSequenceNumber(sequenceNumber);
        if (event.getInstant() != null && event.getTimeStamp() == timeStamp) {
            copy.setInstant(event.getInstant());
        } else {
            copy.setTimeStamp(timeStamp);
        }
        if (event.hasCallerData()) {
            copy.setCallerData(event.getCallerData());
        }
        if (keyValues != null) {
            copy.setKeyValuePairs(keyValues.subList(0, Math.min(keyValueCount, keyValues.size())));
        }
        List<Marker> present = event.getMarkerList();
        for (int i = 0; i < markerCount && i < count(present); i++) {
            copy.addMarker(present.get(i));
        }
        return copy;
    }

    private static @Nullable Map<String, String> mdc(LoggingEvent event) {
        try {
            return event.getMDCPropertyMap();
        } catch (RuntimeException madeWithoutContext) {
            return null;
        }
    }
}
