package io.penstock.logback.wrap;

import ch.qos.logback.classic.spi.ILoggingEvent;
import org.jspecify.annotations.Nullable;

/**
 * The event that a drain thread is just handing to an appender, if it is none of ours and so cannot say of itself that it
 * comes from a proxy. Written by the drain thread; others only learn that it is not theirs.
 */
final class HandOver {

    /** Read by other threads, which never find themselves here, whatever they see of it. */
    private @Nullable Thread thread;

    private @Nullable ILoggingEvent event;
    private @Nullable Throwable failure;

    void begin(ILoggingEvent event) {
        this.thread = Thread.currentThread();
        this.event = event;
        this.failure = null;
    }

    /** Whether this is the event being handed over, and by the thread that asks. */
    boolean isOf(ILoggingEvent asked) {
        return thread == Thread.currentThread() && event == asked;
    }

    /** An appender swallows what its encoder throws; this remembers it for the books. */
    void failed(Throwable reason) {
        failure = reason;
    }

    /** The reason given last; null: none. */
    @Nullable
    Throwable end() {
        Throwable reason = failure;
        event = null;
        failure = null;
        return reason;
    }
}
