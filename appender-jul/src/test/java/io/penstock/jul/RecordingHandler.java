package io.penstock.jul;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.ErrorManager;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

/** Remembers what reached it, as records and as its formatter printed them; subclasses misbehave in {@link #take}. */
public class RecordingHandler extends Handler {

    final List<LogRecord> records = new CopyOnWriteArrayList<>();
    final List<String> lines = new CopyOnWriteArrayList<>();
    final List<Thread> threads = new CopyOnWriteArrayList<>();
    final AtomicInteger flushes = new AtomicInteger();
    final AtomicInteger closes = new AtomicInteger();

    @SuppressWarnings("this-escape") // the formatter that is set makes no use of the handler
    public RecordingHandler() {
        setFormatter(new MessageOnly());
    }

    @Override
    public void publish(LogRecord record) {
        if (!isLoggable(record)) {
            return;
        }
        threads.add(Thread.currentThread());
        take(record);
        records.add(record);
        lines.add(getFormatter().format(record));
    }

    void take(LogRecord record) {}

    /** As the JDK's handlers do it. */
    void fail(String message, Exception cause) {
        reportError(message, cause, ErrorManager.WRITE_FAILURE);
    }

    @Override
    public void flush() {
        flushes.incrementAndGet();
    }

    @Override
    public void close() {
        closes.incrementAndGet();
    }

    /** Prints nothing but the message with its parameters. */
    public static final class MessageOnly extends Formatter {
        @Override
        public String format(LogRecord record) {
            return formatMessage(record);
        }
    }
}
