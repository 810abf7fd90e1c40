package io.penstock.benchmark.contenders;

import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * {@link DiscardingAppender} for java.util.logging, and with a reference to the last record for the same reason. Safe for any
 * thread.
 */
final class DiscardingHandler extends Handler {

    private @Nullable LogRecord last;

    @Override
    public void publish(LogRecord record) {
        last = record;
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    @Override
    public String toString() {
        return "DiscardingHandler[last=" + last + "]";
    }
}
