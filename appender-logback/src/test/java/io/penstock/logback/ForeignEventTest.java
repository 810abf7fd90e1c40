package io.penstock.logback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.spi.FilterReply;
import io.penstock.peer.PythonReceiver;
import io.penstock.peer.Rsyslog;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.helpers.BasicMarkerFactory;

/** Events and markers of classes that are not Logback's plain ones arrive as what they are, and are in the books. */
class ForeignEventTest {

    @TempDir
    Path directory;

    private final Host host = new Host();
    private final RecordingAppender appender = new RecordingAppender("REC");

    @AfterEach
    void closeHost() {
        host.close();
    }

    private LoggingEvent plain(String message) {
        LoggingEvent event = new LoggingEvent();
        event.setLoggerContext(host.context);
        event.setLoggerContextRemoteView(host.context.getLoggerContextRemoteView());
        event.setLevel(Level.WARN);
        event.setLoggerName("shop");
        event.setMessage(message);
        event.setTimeStamp(1);
        return event;
    }

    private Telling telling(String text) {
        return new Telling(plain("unmasked"), text);
    }

    /** Tells by whom it was asked for its text. */
    private static final class Telling extends MadeEventsTest.Masked {
        final List<String> askedBy = new ArrayList<>();
        private final String text;

        Telling(ILoggingEvent event, String text) {
            super(event);
            this.text = text;
        }

        @Override
        public String getFormattedMessage() {
            askedBy.add(Thread.currentThread().getName());
            if (text == null) {
                throw new IllegalStateException("no text");
            }
            return text;
        }
    }

    @Test
    void foreignEvent_throughTwoProxies_isTheSameObject() {
        AsyncProxyAppender inner = host.adopt(new AsyncProxyAppender());
        inner.setName("INNER");
        inner.addAppender(host.started(appender));
        inner.start();
        AsyncProxyAppender outer = host.startedProxy(inner);
        Telling event = telling("******");

        outer.doAppend(event);
        outer.flush(Host.LONG);
        inner.flush(Host.LONG);

        assertThat(appender.events).hasSize(1);
        assertThat(appender.events.get(0)).isSameAs(event);
        assertThat(event.askedBy.get(0)).isEqualTo(Thread.currentThread().getName());
    }

    @Test
    void filters_foreignEvent_areAskedOnceOnTheCallersThread() {
        CountingFilter own = CountingFilter.always("OWN", FilterReply.NEUTRAL);
        CountingFilter wrapped = CountingFilter.always("WRAPPED", FilterReply.NEUTRAL);
        appender.addFilter(wrapped);
        AsyncProxyAppender proxy = host.startedProxy(appender);
        proxy.addFilter(own);

        proxy.doAppend(telling("one"));
        proxy.flush(Host.LONG);

        assertThat(own.asked).hasSize(1);
        assertThat(wrapped.asked).hasSize(1);
        assertThat(appender.messages()).containsExactly("one");
    }

    /** Of an event of the outer proxy's, the filters of the inner one's appenders are nobody's business but its own. */
    @Test
    void filters_frozenEventOfAnotherProxy_areAskedOnce() {
        CountingFilter wrapped = CountingFilter.always("WRAPPED", FilterReply.NEUTRAL);
        appender.addFilter(wrapped);
        AsyncProxyAppender inner = host.adopt(new AsyncProxyAppender());
        inner.setName("INNER");
        inner.addAppender(host.started(appender));
        inner.start();
        AsyncProxyAppender outer = host.startedProxy(inner);

        host.logger().info("through {}", "two");
        outer.flush(Host.LONG);
        inner.flush(Host.LONG);

        assertThat(wrapped.asked).hasSize(1);
        assertThat(appender.messages()).containsExactly("through two");
    }

    @Test
    void immediateFlush_foreignEvents_areFlushedByTheBatch() {
        MemoryStreamAppender memory = new MemoryStreamAppender("FILE", host.pattern("%msg%n"));
        AsyncProxyAppender proxy = host.startedProxy(memory);

        proxy.doAppend(telling("one"));
        proxy.flush(Host.LONG);

        assertThat(memory.isImmediateFlush()).isFalse();
        assertThat(memory.text()).isEqualTo("one\n");
    }

    @Test
    void encoder_throwsForForeignEvent_countsAsFailed() {
        MemoryStreamAppender memory = new MemoryStreamAppender("FILE", host.adopt(new Failing()));
        AsyncProxyAppender proxy = host.startedProxy(memory);

        proxy.doAppend(telling("bad"));
        proxy.doAppend(telling("good"));
        proxy.flush(Host.LONG);

        assertThat(memory.text()).isEqualTo("good");
        assertThat(proxy.getBooks()).hasToString("offered=2 accepted=2 delivered=1 failed=1 pending=0 dropped=0");
    }

    private static final class Failing extends EncoderBase<ILoggingEvent> {
        @Override
        public byte[] headerBytes() {
            return new byte[0];
        }

        @Override
        public byte[] encode(ILoggingEvent event) {
            if (event.getFormattedMessage().equals("bad")) {
                throw new IllegalStateException("cannot encode");
            }
            return event.getFormattedMessage().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] footerBytes() {
            return new byte[0];
        }
    }

    @Test
    void foreignEvent_refusesItsText_isCountedAndTold() {
        AsyncProxyAppender proxy = host.startedProxy(appender);

        proxy.doAppend(telling(null));
        proxy.doAppend(telling("next"));
        proxy.flush(Host.LONG);

        assertThat(proxy.getBooks())
                .hasToString("offered=2 accepted=1 delivered=1 failed=0 pending=0 dropped=1 (captureFailed=1)");
        assertThat(host.warningsOf(proxy)).containsExactly("An event could not be captured and was dropped");
    }

    @Test
    void marker_plain_isTheSameObject() {
        Marker confidential = new BasicMarkerFactory().getMarker("CONFIDENTIAL");
        AsyncProxyAppender proxy = host.startedProxy(appender);

        host.logger().info(confidential, "code asks whether it is this very marker");
        proxy.flush(Host.LONG);

        assertThat(appender.events.get(0).getMarkerList()).hasSize(1);
        assertThat(appender.events.get(0).getMarkerList().get(0)).isSameAs(confidential);
    }

    /** What the next appender adds is the next appender's. */
    @Test
    void marker_addedToTheEventByALaterAppender_isNotSeen() {
        AsyncProxyAppender proxy = host.startedProxy(appender);
        BasicMarkerFactory markers = new BasicMarkerFactory();
        LoggingEvent event = plain("marked");
        event.addMarker(markers.getMarker("FIRST"));

        proxy.doAppend(event);
        event.addMarker(markers.getMarker("SECOND"));
        proxy.flush(Host.LONG);

        assertThat(appender.events.get(0).getMarkerList())
                .extracting(Marker::getName)
                .containsExactly("FIRST");
    }

    // --- Over TCP ---

    private static Host sending(String settings) {
        return Host.configured("<appender name='TCP' class='io.penstock.logback.TcpAppender'>" + settings
                + "</appender><root level='INFO'><appender-ref ref='TCP'/></root>");
    }

    private static TcpAppender tcp(Host sending) {
        return (TcpAppender) sending.context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("TCP");
    }

    @Test
    void lines_foreignEvent_areMasked() throws Exception {
        try (PythonReceiver receiver = new PythonReceiver(directory, "newline")) {
            receiver.start();
            try (Host sending = sending("<destination>127.0.0.1:" + receiver.port() + "</destination>"
                    + "<encoder><pattern>%level %msg%n</pattern></encoder>")) {
                tcp(sending).doAppend(telling("******"));
            }
            await().atMost(Host.LONG).until(() -> receiver.records().size() == 1);

            assertThat(new String(receiver.records().get(0), StandardCharsets.UTF_8).strip())
                    .isEqualTo("WARN ******");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"syslog", "relp"})
    void syslogRecords_foreignEvents_areMaskedAndNeedNothingElse(String protocol) throws Exception {
        try (Rsyslog rsyslog = new Rsyslog(directory, Rsyslog.Queue.MEMORY)) {
            rsyslog.start();
            int port = protocol.equals("relp") ? rsyslog.relpPort() : rsyslog.tcpPort();
            try (Host sending = sending(
                    "<destination>127.0.0.1:" + port + "</destination>" + "<protocol>" + protocol + "</protocol>")) {
                tcp(sending).doAppend(telling("******"));
                tcp(sending).doAppend(new Bare("alone"));
                assertThat(tcp(sending).flush(Host.LONG) || protocol.equals("syslog"))
                        .isTrue();
            }
            await().atMost(Host.LONG).until(() -> rsyslog.count() == 2);

            assertThat(rsyslog.records())
                    .extracting(record -> record.get("msg"))
                    .containsExactly("******", "alone");
        }
    }

    /** Has a text and a time, and otherwise nothing. */
    private static final class Bare extends LoggingEvent {
        private final String text;

        Bare(String text) {
            this.text = text;
            setTimeStamp(1);
        }

        @Override
        public String getFormattedMessage() {
            return text;
        }

        @Override
        public Map<String, String> getMDCPropertyMap() {
            return null;
        }
    }
}
