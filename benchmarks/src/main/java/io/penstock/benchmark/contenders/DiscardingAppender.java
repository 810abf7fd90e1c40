package io.penstock.benchmark.contenders;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import org.jspecify.annotations.Nullable;

/**
 * The appender that does nothing: what is left of a logging call is Logback's own cost. Safe for any thread.
 *
 * <p>It keeps a reference to the last event. Without it the compiler may see that the event never leaves the call and not
 * allocate it at all, and no appender that hands events to another thread could ever be compared with that.
 */
public final class DiscardingAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

    private @Nullable ILoggingEvent last;

    @Override
    protected void append(ILoggingEvent event) {
        last = event;
    }

    @Override
    public String toString() {
        return "DiscardingAppender[last=" + last + "]";
    }
}
