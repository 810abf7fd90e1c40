package io.penstock.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps every event it is given, from any thread, and remembers which thread brought it. */
final class RecordingAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

    final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();
    final List<String> threads = new CopyOnWriteArrayList<>();

    RecordingAppender(String name) {
        setName(name);
    }

    @Override
    protected void append(ILoggingEvent event) {
        threads.add(Thread.currentThread().getName());
        events.add(event);
    }

    List<String> messages() {
        return events.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
