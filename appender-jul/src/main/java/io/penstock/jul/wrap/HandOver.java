package io.penstock.jul.wrap;

import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * Which record one thread is handing to one handler right now, whose level, and most often filter, were asked about it on
 * the caller's thread. Opened and closed by one thread at a time.
 *
 * <p>A thread that reads the fields sees either what it has written itself or the name of another thread, so the fields need
 * not be volatile.
 */
final class HandOver {

    private @Nullable Thread thread;
    private @Nullable LogRecord record;
    private boolean pastTheFilter;

    /**
     * @param past whether the handler's filter is not to be asked: it was, or need not be
     */
    void open(LogRecord handedOver, boolean past) {
        pastTheFilter = past;
        record = handedOver;
        thread = Thread.currentThread();
    }

    void close() {
        thread = null;
        record = null;
    }

    boolean isFor(LogRecord asked) {
        return thread == Thread.currentThread() && record == asked;
    }

    boolean isPastTheFilter() {
        return pastTheFilter;
    }
}
