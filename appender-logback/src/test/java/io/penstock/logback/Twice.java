package io.penstock.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import net.logstash.logback.encoder.LogstashEncoder;

/**
 * The same program with the same appenders, once as Logback has them and once behind a proxy: what they write must be the
 * same. A program is a row of a test, and costs a line; every row is written in all {@link Form}s.
 */
final class Twice {

    /** What logs. Hands events to {@code entry}, or logs through the host, whose root logger has it. */
    interface Program {
        void run(Host host, Appender<ILoggingEvent> entry) throws Exception;
    }

    /** Makes an appender for one of the two runs. */
    interface Maker {
        Appender<ILoggingEvent> make(Host host) throws Exception;
    }

    /** How events are written. None of them shows the time, which is another one in the second run. */
    enum Form {
        PATTERN(Form::pattern, null, false),
        PATTERN_EVENT_BY_EVENT(Form::pattern, null, true),
        OUR_PATTERN(Form::pattern, Form::ourPattern, false),
        JSON(Form::json, null, false),
        OUR_JSON(Form::json, Form::ourJson, false),
        LOGSTASH(Form::logstash, null, true),
        /** What each getter says, and which class the event is of if that is not Logback's. */
        GETTERS(null, null, true);

        private static final String EVERYTHING =
                "%-5level [%thread] %logger{12} %marker {%mdc} %kvp %msg %X{user} %ex%n";

        private final Function<Host, Encoder<ILoggingEvent>> plain;
        private final Function<Host, Encoder<ILoggingEvent>> ours;
        private final boolean eventByEvent;

        Form(
                Function<Host, Encoder<ILoggingEvent>> plain,
                Function<Host, Encoder<ILoggingEvent>> ours,
                boolean eventByEvent) {
            this.plain = plain;
            this.ours = ours == null ? plain : ours;
            this.eventByEvent = eventByEvent;
        }

        Appender<ILoggingEvent> appender(Host host, boolean proxied, Path file) {
            if (plain == null) {
                return host.started(new DescribingAppender(name(), file));
            }
            FileAppender<ILoggingEvent> appender =
                    host.adopt(eventByEvent ? new EventByEventAppender() : new FileAppender<>());
            appender.setName(name());
            appender.setFile(file.toString());
            appender.setEncoder((proxied ? ours : plain).apply(host));
            return host.started(appender);
        }

        private static Encoder<ILoggingEvent> pattern(Host host) {
            return host.pattern(EVERYTHING);
        }

        private static Encoder<ILoggingEvent> ourPattern(Host host) {
            PenstockPatternEncoder encoder = host.adopt(new PenstockPatternEncoder());
            encoder.setPattern(EVERYTHING);
            encoder.start();
            return encoder;
        }

        private static Encoder<ILoggingEvent> json(Host host) {
            JsonEncoder encoder = host.adopt(new JsonEncoder());
            encoder.setWithFormattedMessage(true);
            encoder.setWithTimestamp(false);
            encoder.setWithNanoseconds(false);
            encoder.setWithContext(false);
            encoder.start();
            return encoder;
        }

        private static Encoder<ILoggingEvent> ourJson(Host host) {
            PenstockJsonEncoder encoder = host.adopt(new PenstockJsonEncoder());
            encoder.setWithFormattedMessage(true);
            encoder.setWithTimestamp(false);
            encoder.setWithNanoseconds(false);
            encoder.setWithContext(false);
            encoder.start();
            return encoder;
        }

        private static Encoder<ILoggingEvent> logstash(Host host) {
            LogstashEncoder encoder = host.adopt(new LogstashEncoder());
            encoder.getFieldNames().setTimestamp("[ignore]");
            encoder.start();
            return encoder;
        }
    }

    /** A class of its own: an appender of which nobody knows what it does with an event is given one after the other. */
    private static final class EventByEventAppender extends FileAppender<ILoggingEvent> {}

    private static final class DescribingAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
        private static final List<Function<ILoggingEvent, Object>> GETTERS = List.of(
                ILoggingEvent::getLevel,
                ILoggingEvent::getLoggerName,
                ILoggingEvent::getThreadName,
                ILoggingEvent::getMessage,
                event -> Arrays.toString(event.getArgumentArray()),
                ILoggingEvent::getFormattedMessage,
                ILoggingEvent::getMarkerList,
                ILoggingEvent::getMDCPropertyMap,
                event -> event.getKeyValuePairs() == null ? "none" : event.getKeyValuePairs(),
                event -> event.getThrowableProxy() == null
                        ? "none"
                        : event.getThrowableProxy().getMessage(),
                ILoggingEvent::getSequenceNumber,
                event -> event instanceof LoggingEvent
                        ? "LoggingEvent"
                        : event.getClass().getSimpleName());

        private final Path file;

        DescribingAppender(String name, Path file) {
            setName(name);
            this.file = file;
        }

        @Override
        protected void append(ILoggingEvent event) {
            try {
                Files.writeString(
                        file,
                        GETTERS.stream().map(getter -> answer(getter, event)).toList() + "\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        private static String answer(Function<ILoggingEvent, Object> getter, ILoggingEvent event) {
            try {
                return String.valueOf(getter.apply(event));
            } catch (RuntimeException refused) {
                return refused.getClass().getSimpleName();
            }
        }
    }

    private final Path directory;

    /** In front of the one that writes, as the wrapped appenders' order is. */
    private final List<Maker> before = new ArrayList<>();

    Twice(Path directory) {
        this.directory = directory;
    }

    /** An appender that gets each event before the one that writes. */
    Twice with(Maker appender) {
        before.add(appender);
        return this;
    }

    /** Runs both; returns what both have written. */
    String assertSame(Form form, Program program) throws Exception {
        String plain = plain(form, program);
        String proxied = proxied(form, program);
        assertThat(SameOutputTest.firstDifference(plain, proxied))
                .as("written as %s", form)
                .isEmpty();
        return plain;
    }

    private String plain(Form form, Program program) throws Exception {
        Path file = directory.resolve("plain.log");
        Files.deleteIfExists(file);
        try (Host host = host()) {
            Several all = host.adopt(new Several());
            for (Maker each : before) {
                all.appenders.add(host.started(each.make(host)));
            }
            all.appenders.add(form.appender(host, false, file));
            host.attachToRoot(host.started(all));
            program.run(host, all);
        }
        return read(file);
    }

    private String proxied(Form form, Program program) throws Exception {
        Path file = directory.resolve("proxied.log");
        Files.deleteIfExists(file);
        AsyncProxyAppender proxy;
        try (Host host = host()) {
            proxy = host.adopt(new AsyncProxyAppender());
            proxy.setName("ASYNC");
            for (Maker each : before) {
                proxy.addAppender(host.started(each.make(host)));
            }
            proxy.addAppender(form.appender(host, true, file));
            host.attachToRoot(host.started(proxy));
            program.run(host, proxy);
            assertThat(proxy.flush(Host.LONG)).isTrue();
            assertThat(proxy.getBooks().delivered() + proxy.getBooks().failed())
                    .as("%s", proxy.getBooks())
                    .isEqualTo(proxy.getBooks().offered());
        }
        return read(file);
    }

    private static String read(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file) : "";
    }

    private static Host host() {
        Host host = new Host();
        host.context.getLogger("root").setLevel(Level.TRACE);
        return host;
    }

    /** What a logger does with several appenders: one after the other gets the one event. */
    private static final class Several extends UnsynchronizedAppenderBase<ILoggingEvent> {
        final List<Appender<ILoggingEvent>> appenders = new ArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            appenders.forEach(each -> each.doAppend(event));
        }

        @Override
        public void stop() {
            super.stop();
            appenders.forEach(Appender::stop);
        }
    }
}
