package io.penstock.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** What a configuration names as its output: takes its time, and nothing once it is stopped. */
public final class Written extends UnsynchronizedAppenderBase<ILoggingEvent> {

    private static final long PAUSE_NANOS = 5_000;
    private static final int BETWEEN_PAUSES = 4;

    private final AtomicInteger taken = new AtomicInteger();
    private final Queue<String> messages = new ConcurrentLinkedQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
        if (taken.incrementAndGet() % BETWEEN_PAUSES == 0) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        messages.add(event.getFormattedMessage());
    }

    @Override
    public void start() {
        super.start();
        context.putObject(key(name), this);
    }

    Queue<String> messages() {
        return messages;
    }

    private static String key(String name) {
        return Written.class.getName() + name;
    }

    static Written in(Host host, String name) {
        return (Written) host.context.getObject(key(name));
    }
}
