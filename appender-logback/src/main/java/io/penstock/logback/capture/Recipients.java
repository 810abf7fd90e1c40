package io.penstock.logback.capture;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.filter.Filter;
import io.penstock.freeze.Freezer;
import org.jspecify.annotations.Nullable;

/** Those who get the events of one ring, as intake and events know them. Safe for any thread. */
public interface Recipients {

    /** On the caller's thread: a bit for each recipient whose filters let the event pass; 0: nobody wants it. */
    long accepting(ILoggingEvent event);

    /** Whether a filter might change an event that a recipient before it gets, too: then each is asked by itself. */
    default boolean filtersMayChange() {
        return false;
    }

    /** How many there are. */
    default int count() {
        return 1;
    }

    /** Of one of them, what {@link #accepting} says of all. */
    default boolean accepts(int recipient, ILoggingEvent event) {
        return accepting(event) != 0;
    }

    /** Whether {@link #accepting} may ever refuse an event, or look at one. */
    boolean hasFilters();

    /** Whether an event that comes by this filter has been asked about already. */
    boolean isFilteredFor(Filter<ILoggingEvent> filter);

    /** Whether events can be asked for their MDC. */
    boolean hasMdc();

    /** Events throw when they are asked for their MDC and their context was made by hand, without an adapter. */
    static boolean hasMdc(Context context) {
        return !(context instanceof LoggerContext loggerContext) || loggerContext.getMDCAdapter() != null;
    }

    /** What freezes their events, and knows {@code maxMessageBytes}. */
    Freezer freezer();

    /** The text, or its beginning and a mark if it is longer than {@code maxMessageBytes}. */
    default @Nullable String cut(@Nullable String text) {
        return freezer().cut(text);
    }

    /** A message of this many bytes is not cut; 4 below the limit, for a character that began before the message. */
    default int longestUncut() {
        return freezer().maxMessageBytes() - 4;
    }
}
