package io.penstock.logback;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.CallerData;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggerContextVO;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.penstock.freeze.Freezer;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.helpers.MessageFormatter;

/**
 * The event that the wrapped appenders see: the values as they were at the call. Immutable, but for the message text,
 * which is rendered once when it is first asked for.
 *
 * <p>It is a {@link LoggingEvent} and not only an {@code ILoggingEvent}, because appenders that serialize events, such
 * as Logback's socket appenders, accept no other.
 */
final class FrozenEvent extends LoggingEvent {

    private static final StackTraceElement[] NO_CALLER = CallerData.EMPTY_CALLER_DATA_ARRAY;

    private final ILoggingEvent source;
    private final @Nullable String message;
    private final Object @Nullable [] arguments;
    private final @Nullable List<KeyValuePair> keyValues;
    private final @Nullable List<Marker> markers;
    private final StackTraceElement[] callerData;
    private final Recipients recipients;
    private @Nullable String formatted;
    private @Nullable Throwable failure;

    FrozenEvent(
            ILoggingEvent source,
            Object @Nullable [] arguments,
            @Nullable FrozenParts parts,
            Recipients recipients,
            boolean withCallerData) {
        this.source = source;
        this.recipients = recipients;
        if (parts == null) {
            this.message = source.getMessage();
            this.arguments = arguments;
            this.keyValues = null;
            this.markers = null;
        } else {
            this.message = parts.message() == null ? source.getMessage() : parts.message();
            this.arguments = parts.arguments() == null ? arguments : parts.arguments();
            this.keyValues = parts.keyValues();
            this.markers = parts.markers();
        }
        // Asking a live event that has none would take the stack of the drain thread.
        this.callerData = withCallerData || source.hasCallerData() ? source.getCallerData() : NO_CALLER;
    }

    /** Whether this appender's filters have already let the event pass. */
    boolean isFilteredFor(Takeover takeover) {
        return recipients.isFilteredFor(takeover);
    }

    /** An appender swallows what its encoder throws; the event remembers it for the books. */
    void failed(Throwable reason) {
        failure = reason;
    }

    @Nullable
    Throwable takeFailure() {
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
        return arguments == null
                ? message
                : MessageFormatter.arrayFormat(message, Freezer.forMessage(arguments), null)
                        .getMessage();
    }

    /** The message without making a text of it; false, and nothing is written: {@link #getFormattedMessage} has it. */
    boolean writeMessage(FixedTexts<MessageTemplate> templates, PatternLine line) {
        if (formatted != null || message == null || arguments == null) {
            return false;
        }
        int before = line.size();
        char half = line.half();
        boolean written = templates.of(message).write(arguments, line);
        if (line.size() - before > recipients.longestUncut()) {
            line.reset(before, half);
            return false;
        }
        return written;
    }

    @Override
    public @Nullable String getMessage() {
        return message;
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
    public boolean hasCallerData() {
        return callerData.length != 0;
    }

    @Override
    public void prepareForDeferredProcessing() {
        // Everything is prepared; the text may still be rendered when, and only if, somebody asks for it.
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
    public long getContextBirthTime() {
        return getLoggerContextVO().getBirthTime();
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

    @Override
    public String toString() {
        return "[" + getLevel() + "] " + getFormattedMessage();
    }
}
