package io.penstock.logback.conformance;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import io.penstock.Books;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The asynchronous appenders that are compared. */
final class Subjects {

    static final List<Subject> PENSTOCK = List.of(new Penstock("block"), new Penstock("drop"));
    static final List<Subject> RIVALS =
            List.of(new LogbackAsync(false), new LogbackAsync(true), new LogstashAsync(false), new LogstashAsync(true));

    private static final Pattern VERSION = Pattern.compile("-(\\d[\\w.-]*)\\.jar");

    private Subjects() {}

    /** From the name of the jar; classes straight from a build have none. */
    private static String versionOf(String className) {
        URL source = Subjects.class.getResource("/" + className.replace('.', '/') + ".class");
        Matcher jar = VERSION.matcher(String.valueOf(source));
        return jar.find() ? jar.group(1) : "this build";
    }

    private record Penstock(String overflowPolicy) implements Subject {

        @Override
        public String name() {
            return "Penstock, " + overflowPolicy;
        }

        @Override
        public String version() {
            return versionOf(className());
        }

        @Override
        public boolean drops() {
            return overflowPolicy.equals("drop");
        }

        @Override
        public String className() {
            return "io.penstock.logback.AsyncProxyAppender";
        }

        @Override
        public Map<String, String> settings(Setup setup) {
            Map<String, String> settings = Subject.settings(
                    "ringSize", String.valueOf(setup.capacity()),
                    "overflowPolicy", overflowPolicy,
                    "includeCallerData", String.valueOf(setup.callerData()));
            if (setup.maxBlockMillis() > 0) {
                settings.put("maxBlock", setup.maxBlockMillis() + " milliseconds");
            }
            return settings;
        }

        @Override
        public Optional<Books> books(Appender<ILoggingEvent> appender) {
            return Optional.of((Books) call(appender, "getBooks"));
        }

        @Override
        public Optional<Boolean> flush(Appender<ILoggingEvent> appender, Duration limit) {
            return Optional.of((Boolean) call(appender, "flush", limit));
        }

        private static Object call(Object target, String method, Duration... arguments) {
            try {
                return arguments.length == 0
                        ? target.getClass().getMethod(method).invoke(target)
                        : target.getClass().getMethod(method, Duration.class).invoke(target, arguments[0]);
            } catch (ReflectiveOperationException missing) {
                throw new IllegalStateException(method + " failed", missing);
            }
        }
    }

    private record LogbackAsync(boolean neverBlock) implements Subject {

        @Override
        public String name() {
            return "Logback AsyncAppender" + (neverBlock ? ", neverBlock" : "");
        }

        @Override
        public String version() {
            return versionOf(className());
        }

        @Override
        public boolean drops() {
            return neverBlock;
        }

        @Override
        public String className() {
            return "ch.qos.logback.classic.AsyncAppender";
        }

        @Override
        public Map<String, String> settings(Setup setup) {
            return Subject.settings(
                    "queueSize", String.valueOf(setup.capacity()),
                    "neverBlock", String.valueOf(neverBlock),
                    "includeCallerData", String.valueOf(setup.callerData()));
        }
    }

    private record LogstashAsync(boolean blocks) implements Subject {

        @Override
        public String name() {
            return "LLE LoggingEventAsyncDisruptorAppender" + (blocks ? ", appendTimeout -1" : "");
        }

        @Override
        public String version() {
            return versionOf(className());
        }

        @Override
        public boolean drops() {
            return !blocks;
        }

        @Override
        public String className() {
            return "net.logstash.logback.appender.LoggingEventAsyncDisruptorAppender";
        }

        @Override
        public Map<String, String> settings(Setup setup) {
            Map<String, String> settings = Subject.settings(
                    "ringBufferSize", String.valueOf(setup.capacity()),
                    "includeCallerData", String.valueOf(setup.callerData()),
                    "addDefaultStatusListener", "false");
            if (blocks) {
                settings.put("appendTimeout", "-1 milliseconds");
            }
            return settings;
        }
    }
}
