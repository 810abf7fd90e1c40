package io.penstock.logback.conformance;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.spi.AppenderAttachable;
import ch.qos.logback.core.spi.AppenderAttachableImpl;
import java.util.Iterator;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** An asynchronous appender that gets wrong what all others get right; shows that those cases can fail. */
public final class CarelessAppender extends UnsynchronizedAppenderBase<ILoggingEvent>
        implements AppenderAttachable<ILoggingEvent> {

    private final AppenderAttachableImpl<ILoggingEvent> attached = new AppenderAttachableImpl<>();
    private final BlockingQueue<ILoggingEvent> queue = new ArrayBlockingQueue<>(8192);
    private Thread worker;

    @Override
    public void start() {
        worker = new Thread(this::deliver, "careless");
        worker.setDaemon(true);
        super.start();
        worker.start();
    }

    private void deliver() {
        try {
            while (true) {
                attached.appendLoopOnAppenders(queue.take());
            }
        } catch (InterruptedException stopped) {
            // What is in the queue is forgotten.
        }
    }

    /** The event crosses alive, and what the worker logs is thrown away. */
    @Override
    protected void append(ILoggingEvent event) {
        if (Thread.currentThread() == worker) {
            return;
        }
        try {
            queue.put(event);
        } catch (InterruptedException lost) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void stop() {
        worker.interrupt();
        super.stop();
    }

    @Override
    public void addAppender(Appender<ILoggingEvent> appender) {
        attached.addAppender(appender);
    }

    @Override
    public Iterator<Appender<ILoggingEvent>> iteratorForAppenders() {
        return attached.iteratorForAppenders();
    }

    @Override
    public Appender<ILoggingEvent> getAppender(String name) {
        return attached.getAppender(name);
    }

    @Override
    public boolean isAttached(Appender<ILoggingEvent> appender) {
        return attached.isAttached(appender);
    }

    @Override
    public void detachAndStopAllAppenders() {
        attached.detachAndStopAllAppenders();
    }

    @Override
    public boolean detachAppender(Appender<ILoggingEvent> appender) {
        return attached.detachAppender(appender);
    }

    @Override
    public boolean detachAppender(String name) {
        return attached.detachAppender(name);
    }
}
