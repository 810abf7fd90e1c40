package io.penstock.logback.capture;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.filter.Filter;
import io.penstock.freeze.Freezer;
import org.jspecify.annotations.Nullable;
import org.slf4j.helpers.MessageFormatter;

/**
 * The event that the wrapped appenders see instead of Logback's plain one: the values as they were at the call. Confined
 * to the drain thread until it is handed over. Events of other classes cross as themselves, see {@link ForeignEvent}.
 *
 * <p>There are two: one that shows the slots of the ring, one after the other, where nobody holds on to events, and one
 * each for those who do.
 *
 * <p>It is a {@link LoggingEvent} and not only an {@code ILoggingEvent}, because appenders that serialize events, such
 * as Logback's socket appenders, accept no other.
 */
public abstract class FrozenEvent extends LoggingEvent {

    final Recipients recipients;

    private @Nullable String formatted;
    private @Nullable Throwable failure;

    FrozenEvent(Recipients recipients) {
        this.recipients = recipients;
    }

    /** Forgets what it has cached, because it shows another event from now on. */
    final void forget() {
        formatted = null;
        failure = null;
    }

    /** Whether what this filter stands for has already let the event pass. */
    public final boolean isFilteredFor(Filter<ILoggingEvent> filter) {
        return recipients.isFilteredFor(filter);
    }

    /** An appender swallows what its encoder throws; the event remembers it for the books. */
    public final void failed(Throwable reason) {
        failure = reason;
    }

    /** The reason given last, once; null: none. */
    public final @Nullable Throwable takeFailure() {
        Throwable reason = failure;
        failure = null;
        return reason;
    }

    @Override
    public final @Nullable String getFormattedMessage() {
        String text = knownText();
        if (text != null) {
            return text;
        }
        text = formatted;
        if (text == null) {
            text = recipients.cut(format());
            formatted = text;
        }
        return text;
    }

    /** What the event's text is, if somebody has settled that; null: message and arguments say it. */
    abstract @Nullable String knownText();

    private @Nullable String format() {
        // Null as the throwable: Logback has already taken it out of the arguments, another one must not be taken out.
        Object[] known = getArgumentArray();
        return known == null
                ? getMessage()
                : MessageFormatter.arrayFormat(getMessage(), Freezer.forMessage(known), null)
                        .getMessage();
    }

    /** Whether the message has arguments and nobody has made a text of them yet. */
    public final boolean isUnformatted() {
        return formatted == null && getMessage() != null && arguments() != null && knownText() == null;
    }

    /** The arguments, for reading only: as they lie in a slot, of which {@link #argumentCount} count. */
    public abstract Object @Nullable [] arguments();

    /** How many of {@link #arguments} count. */
    public abstract int argumentCount();

    /** A message of this many bytes is not cut. */
    public final int longestUncut() {
        return recipients.longestUncut();
    }

    @Override
    public final long getContextBirthTime() {
        return getLoggerContextVO().getBirthTime();
    }

    @Override
    public final String toString() {
        return "[" + getLevel() + "] " + getFormattedMessage();
    }
}
