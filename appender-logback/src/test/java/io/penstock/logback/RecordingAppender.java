package io.penstock.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import io.penstock.context.CarryingThread;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps every event it is given, from any thread, and remembers which thread brought it. */
final class RecordingAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

    static final String DRAIN_THREAD = "(a drain thread)";

    final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();
    final List<String> threads = new CopyOnWriteArrayList<>();

    RecordingAppender(String name) {
        setName(name);
    }

    @Override
    protected void append(ILoggingEvent event) {
        Thread present = Thread.currentThread();
        // A drain thread has the caller's name meanwhile.
        threads.add(present instanceof CarryingThread ? DRAIN_THREAD : present.getName());
        events.add(event);
    }

    List<String> messages() {
        return events.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
