package io.penstock.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.filter.Filter;
import io.penstock.freeze.Freezer;
import io.penstock.logback.capture.Recipients;

/** The one recipient behind a {@link TcpAppender}, whose own filters Logback has asked already. Safe for any thread. */
record SentEvents(Context context, Freezer freezer) implements Recipients {

    private static final long THE_ONE = 1;

    @Override
    public long accepting(ILoggingEvent event) {
        return THE_ONE;
    }

    @Override
    public boolean hasFilters() {
        return false;
    }

    @Override
    public boolean isFilteredFor(Filter<ILoggingEvent> filter) {
        return false;
    }

    @Override
    public boolean hasMdc() {
        return Recipients.hasMdc(context);
    }
}
