package io.penstock.logback.conformance;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.joran.util.PropertySetter;
import ch.qos.logback.core.joran.util.beans.BeanDescriptionCache;
import ch.qos.logback.core.status.Status;
import io.penstock.Books;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One subject, started in a context of its own around the appenders of one case. */
final class Trial implements AutoCloseable {

    private static final Duration STOP_LIMIT = Duration.ofSeconds(1);

    final LoggerContext context = new LoggerContext();
    final Logger logger = context.getLogger("conformance");
    private final Subject subject;
    private final List<Appender<ILoggingEvent>> wrapped = new ArrayList<>();
    private final Appender<ILoggingEvent> async;

    @SafeVarargs
    Trial(Subject subject, Setup setup, Appender<ILoggingEvent>... wrapped) {
        this.subject = subject;
        for (Appender<ILoggingEvent> appender : wrapped) {
            this.wrapped.add(appender);
        }
        context.setName(subject.name());
        context.setMDCAdapter(new LogbackMDCAdapter());
        for (Appender<ILoggingEvent> appender : this.wrapped) {
            appender.setContext(context);
            appender.start();
        }
        async = subject.create(setup, this.wrapped);
        async.setContext(context);
        async.setName("async");
        PropertySetter setter = new PropertySetter(new BeanDescriptionCache(context), async);
        setter.setContext(context);
        subject.settings(setup).forEach(setter::setProperty);
        async.start();
        if (!async.isStarted()) {
            throw new IllegalStateException(subject.name() + " did not start: " + statuses());
        }
        logger.setLevel(Level.TRACE);
        logger.setAdditive(false);
        logger.addAppender(async);
    }

    /** Occupies the thread that delivers, so that what follows waits. The sink must be shut. */
    void plug(Sink sink) {
        Call.start("plug", call -> logger.error("plug"));
        if (!sink.isEntered()) {
            throw new IllegalStateException("no event reached the sink");
        }
    }

    Optional<Books> books() {
        return subject.books(async);
    }

    Optional<Boolean> flush(Duration limit) {
        return subject.flush(async, limit);
    }

    Appender<ILoggingEvent> async() {
        return async;
    }

    Call stop() {
        return Call.start("stop", call -> async.stop());
    }

    /** Messages of warnings and errors. */
    List<String> complaints() {
        return context.getStatusManager().getCopyOfStatusList().stream()
                .filter(status -> status.getEffectiveLevel() >= Status.WARN)
                .flatMap(status -> Stream.of(status.getMessage()))
                .toList();
    }

    private List<String> statuses() {
        return context.getStatusManager().getCopyOfStatusList().stream()
                .map(Status::toString)
                .toList();
    }

    @Override
    public void close() {
        for (Appender<ILoggingEvent> appender : wrapped) {
            if (appender instanceof Sink sink) {
                sink.open();
            }
        }
        stop().isDone(STOP_LIMIT);
    }
}
