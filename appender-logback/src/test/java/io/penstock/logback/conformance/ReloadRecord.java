package io.penstock.logback.conformance;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.spi.AppenderAttachable;
import ch.qos.logback.core.spi.AppenderAttachableImpl;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** Which events went into the subject and which came out, whatever instance of it was at work. */
final class ReloadRecord {

    private static volatile ReloadRecord present = new ReloadRecord();

    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final Set<String> delivered = ConcurrentHashMap.newKeySet();
    private final Set<Appender<ILoggingEvent>> subjects = ConcurrentHashMap.newKeySet();
    private volatile CountDownLatch gate = new CountDownLatch(0);

    private ReloadRecord() {}

    /** The appenders are made by name, so they find their record here. */
    static ReloadRecord begin() {
        present = new ReloadRecord();
        return present;
    }

    /** Every instance there was, one for each configuration. */
    Set<Appender<ILoggingEvent>> subjects() {
        return subjects;
    }

    /** Until then the present sink lets nothing through, so that each reload meets a backlog. */
    void openSink() {
        gate.countDown();
    }

    int accepted() {
        return accepted.size();
    }

    int delivered() {
        return delivered.size();
    }

    int lost() {
        return (int) accepted.stream().filter(id -> !delivered.contains(id)).count();
    }

    /** In front of the subject: notes what went into it while it was started before and after. */
    public static final class Front extends UnsynchronizedAppenderBase<ILoggingEvent>
            implements AppenderAttachable<ILoggingEvent> {

        private final AppenderAttachableImpl<ILoggingEvent> attached = new AppenderAttachableImpl<>();
        private final ReloadRecord record = present;

        @Override
        protected void append(ILoggingEvent event) {
            for (Iterator<Appender<ILoggingEvent>> each = attached.iteratorForAppenders(); each.hasNext(); ) {
                Appender<ILoggingEvent> subject = each.next();
                boolean before = subject.isStarted();
                subject.doAppend(event);
                if (before && subject.isStarted()) {
                    record.accepted.add(event.getFormattedMessage());
                }
            }
        }

        @Override
        public void stop() {
            super.stop();
            attached.detachAndStopAllAppenders();
        }

        @Override
        public void addAppender(Appender<ILoggingEvent> appender) {
            record.subjects.add(appender);
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

    /** Behind the subject. */
    public static final class Delivered extends UnsynchronizedAppenderBase<ILoggingEvent> {

        private final ReloadRecord record = present;
        private final CountDownLatch gate = record.gate = new CountDownLatch(1);

        /** Slow enough that a backlog outlives the beginning of a stop. */
        @Override
        protected void append(ILoggingEvent event) {
            Call.await(Call.LIMIT, () -> gate.getCount() == 0);
            LockSupport.parkNanos(20_000);
            String text = event.getFormattedMessage();
            // Not what the subject itself has to say.
            if (Character.isDigit(text.charAt(0))) {
                record.delivered.add(text);
            }
        }
    }
}
