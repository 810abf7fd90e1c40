package io.penstock.logback.capture;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.CallerData;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggerContextVO;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.filter.Filter;
import io.penstock.freeze.Freezer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.helpers.MessageFormatter;

/**
 * The event that the wrapped appenders see: the values as they were at the call. Confined to the drain thread until it
 * is handed over; immutable from then on, but for the message text, which is rendered once when it is first asked for.
 *
 * <p>Where nobody holds on to events, one object {@linkplain #show shows} them all, one after the other.
 *
 * <p>It is a {@link LoggingEvent} and not only an {@code ILoggingEvent}, because appenders that serialize events, such
 * as Logback's socket appenders, accept no other.
 */
public final class FrozenEvent extends LoggingEvent {

    private static final StackTraceElement[] NO_CALLER = CallerData.EMPTY_CALLER_DATA_ARRAY;

    private final Recipients recipients;
    private final boolean withCallerData;

    private @Nullable ILoggingEvent source;
    private @Nullable String message;
    private Object @Nullable [] arguments;
    /** How many of {@link #arguments} count: the array may be a slot's, which is longer. */
    private int count;

    private @Nullable List<KeyValuePair> keyValues;
    private @Nullable List<Marker> markers;
    private StackTraceElement[] callerData = NO_CALLER;
    private @Nullable String formatted;
    private @Nullable Throwable failure;

    /** Shows nothing yet. */
    FrozenEvent(Recipients recipients, boolean withCallerData) {
        this.recipients = recipients;
        this.withCallerData = withCallerData;
    }

    /** @param count how many of the arguments count */
    void show(ILoggingEvent source, Object @Nullable [] arguments, int count, @Nullable FrozenParts parts) {
        this.source = source;
        this.formatted = null;
        this.failure = null;
        if (parts == null) {
            this.message = source.getMessage();
            this.keyValues = null;
            this.markers = null;
        } else {
            this.message = parts.message() == null ? source.getMessage() : parts.message();
            this.keyValues = parts.keyValues();
            this.markers = parts.markers();
        }
        if (parts == null || parts.arguments() == null) {
            this.arguments = arguments;
            this.count = count;
        } else {
            this.arguments = parts.arguments();
            this.count = parts.arguments().length;
        }
        // Asking a live event that has none would take the stack of the drain thread.
        this.callerData = withCallerData || source.hasCallerData() ? source.getCallerData() : NO_CALLER;
    }

    /** Holds on to nothing that was shown. */
    void clear() {
        source = null;
        message = null;
        arguments = null;
        keyValues = null;
        markers = null;
        callerData = NO_CALLER;
        formatted = null;
        failure = null;
    }

    private ILoggingEvent source() {
        ILoggingEvent known = source;
        if (known == null) {
            throw new IllegalStateException("the event is over: somebody held on to it who had said not to");
        }
        return known;
    }

    /** Whether what this filter stands for has already let the event pass. */
    public boolean isFilteredFor(Filter<ILoggingEvent> filter) {
        return recipients.isFilteredFor(filter);
    }

    /** An appender swallows what its encoder throws; the event remembers it for the books. */
    public void failed(Throwable reason) {
        failure = reason;
    }

    /** The reason given last, once; null: none. */
    public @Nullable Throwable takeFailure() {
        Throwable reason = failure;
        failure = null;
        return reason;
    }

    @Override
    public @Nullable String getFormattedMessage() {
        String text = formatted;
        if (text == null) {
            text = recipients.cut(format());
            formatted = text;
        }
        return text;
    }

    private @Nullable String format() {
        // Null as the throwable: Logback has already taken it out of the arguments, another one must not be taken out.
        Object[] known = getArgumentArray();
        return known == null
                ? message
                : MessageFormatter.arrayFormat(message, Freezer.forMessage(known), null)
                        .getMessage();
    }

    /** Whether the message has arguments and nobody has made a text of them yet. */
    public boolean isUnformatted() {
        return formatted == null && message != null && arguments != null;
    }

    /** The arguments, for reading only: as they lie in a slot, of which {@link #argumentCount} count. */
    public Object @Nullable [] arguments() {
        return arguments;
    }

    /** How many of {@link #arguments} count. */
    public int argumentCount() {
        return count;
    }

    /** A message of this many bytes is not cut. */
    public int longestUncut() {
        return recipients.longestUncut();
    }

    @Override
    public @Nullable String getMessage() {
        return message;
    }

    @Override
    public Object @Nullable [] getArgumentArray() {
        Object[] known = arguments;
        if (known != null && known.length != count) {
            known = Arrays.copyOf(known, count);
            arguments = known;
        }
        return known;
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
    public boolean hasCallerData() {
        return callerData.length != 0;
    }

    @Override
    public void prepareForDeferredProcessing() {
        // Everything is prepared; the text may still be rendered when, and only if, somebody asks for it.
    }

    @Override
    public Level getLevel() {
        return source().getLevel();
    }

    @Override
    public String getLoggerName() {
        return source().getLoggerName();
    }

    @Override
    public String getThreadName() {
        return source().getThreadName();
    }

    @Override
    public @Nullable IThrowableProxy getThrowableProxy() {
        return source().getThrowableProxy();
    }

    @Override
    public LoggerContextVO getLoggerContextVO() {
        return source().getLoggerContextVO();
    }

    @Override
    public long getContextBirthTime() {
        return getLoggerContextVO().getBirthTime();
    }

    @Override
    public Instant getInstant() {
        return source().getInstant();
    }

    @Override
    public long getTimeStamp() {
        return source().getTimeStamp();
    }

    @Override
    public int getNanoseconds() {
        return source().getNanoseconds();
    }

    @Override
    public long getSequenceNumber() {
        return source().getSequenceNumber();
    }

    @Override
    public Map<String, String> getMDCPropertyMap() {
        return recipients.hasMdc() ? source().getMDCPropertyMap() : Collections.emptyMap();
    }

    @Override
    public String toString() {
        return "[" + getLevel() + "] " + getFormattedMessage();
    }
}
