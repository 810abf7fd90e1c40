package io.penstock.logback.capture;

import ch.qos.logback.classic.spi.CallerData;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/**
 * The event of those who may hold on to it, and change it. Safe for any thread once it is handed over, as far as
 * Logback's own event is.
 *
 * <p>What it has lies where Logback's event has it, so that its setters do here what they do there. Only what an event of
 * Logback's finds out when it is first asked, and may be given up to then, is answered from the source: the thread's
 * name, the MDC and the caller data.
 */
final class KeptEvent extends FrozenEvent {

    private static final StackTraceElement[] NO_CALLER = CallerData.EMPTY_CALLER_DATA_ARRAY;

    private final ILoggingEvent source;
    private final @Nullable String text;
    private @Nullable String threadName;
    private @Nullable Map<String, String> mdc;
    private StackTraceElement[] callerData;

    /**
     * @param text the text of message and arguments, if it is known; null: they say it
     * @param arguments none, or those that are not among the parts; an array of this event's own
     */
    KeptEvent(
            Recipients recipients,
            boolean withCallerData,
            ILoggingEvent source,
            @Nullable String text,
            Object @Nullable [] arguments,
            @Nullable FrozenParts parts) {
        super(recipients);
        this.source = source;
        this.text = text;
        setLoggerContextRemoteView(source.getLoggerContextVO());
        setLoggerName(source.getLoggerName());
        setLevel(source.getLevel());
        setMessage(parts == null || parts.message() == null ? source.getMessage() : parts.message());
        setArgumentArray(parts == null || parts.arguments() == null ? arguments : parts.arguments());
        Instant instant = source.getInstant();
        if (instant != null) {
            setInstant(instant);
        }
        setSequenceNumber(source.getSequenceNumber());
        setThrowableProxy((ThrowableProxy) source.getThrowableProxy());
        if (parts != null && parts.keyValues() != null) {
            setKeyValuePairs(new ArrayList<>(parts.keyValues()));
        }
        if (parts != null && parts.markers() != null) {
            for (Marker marker : parts.markers()) {
                addMarker(marker);
            }
        }
        // Asking a live event that has none would take the stack of the drain thread.
        this.callerData = withCallerData || source.hasCallerData() ? source.getCallerData() : NO_CALLER;
    }

    @Override
    @Nullable
    String knownText() {
        // Somebody may put a text there who finds no setter for it.
        String put = KnownText.of(this);
        return put == null ? text : put;
    }

    @Override
    public Object @Nullable [] arguments() {
        return getArgumentArray();
    }

    @Override
    public int argumentCount() {
        Object[] arguments = getArgumentArray();
        return arguments == null ? 0 : arguments.length;
    }

    @Override
    public String getThreadName() {
        String name = threadName;
        if (name == null) {
            name = source.getThreadName();
            threadName = name;
        }
        return name;
    }

    @Override
    public void setThreadName(String threadName) {
        if (this.threadName != null) {
            throw new IllegalStateException("threadName has been already set");
        }
        this.threadName = threadName;
    }

    @Override
    public Map<String, String> getMDCPropertyMap() {
        Map<String, String> map = mdc;
        if (map == null) {
            map = recipients.hasMdc() ? source.getMDCPropertyMap() : Collections.emptyMap();
            mdc = map;
        }
        return map;
    }

    @Override
    public void setMDCPropertyMap(Map<String, String> map) {
        if (mdc != null) {
            throw new IllegalStateException("The MDCPropertyMap has been already set for this event.");
        }
        mdc = map;
    }

    @Override
    public StackTraceElement[] getCallerData() {
        return callerData;
    }

    @Override
    public boolean hasCallerData() {
        return callerData != NO_CALLER;
    }

    @Override
    public void setCallerData(StackTraceElement @Nullable [] callerData) {
        this.callerData = callerData == null ? NO_CALLER : callerData;
    }
}
