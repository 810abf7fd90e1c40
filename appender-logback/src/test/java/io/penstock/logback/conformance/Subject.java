package io.penstock.logback.conformance;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.spi.AppenderAttachable;
import io.penstock.Books;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** An asynchronous appender in one configuration. */
interface Subject {

    String name();

    /** The release under test, as its jar says. */
    String version();

    /** Whether a caller never waits for room. */
    boolean drops();

    /** The class as an XML configuration names it. */
    String className();

    /** Element names and values as an XML configuration has them. */
    Map<String, String> settings(Setup setup);

    /** The counters, for a subject that has any. */
    default Optional<Books> books(Appender<ILoggingEvent> appender) {
        return Optional.empty();
    }

    /** Asks for a barrier; empty when the subject offers none. */
    default Optional<Boolean> flush(Appender<ILoggingEvent> appender, Duration limit) {
        return Optional.empty();
    }

    /** An appender as the configuration would make it, without a context, not started. */
    default Appender<ILoggingEvent> create(Setup setup, Iterable<? extends Appender<ILoggingEvent>> wrapped) {
        try {
            @SuppressWarnings("unchecked")
            UnsynchronizedAppenderBase<ILoggingEvent> appender = (UnsynchronizedAppenderBase<ILoggingEvent>)
                    Class.forName(className()).getDeclaredConstructor().newInstance();
            @SuppressWarnings("unchecked")
            AppenderAttachable<ILoggingEvent> attachable = (AppenderAttachable<ILoggingEvent>) appender;
            wrapped.forEach(attachable::addAppender);
            return appender;
        } catch (ReflectiveOperationException missing) {
            throw new IllegalStateException(className() + " cannot be made", missing);
        }
    }

    static Map<String, String> settings(String... namesAndValues) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            settings.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return settings;
    }
}
