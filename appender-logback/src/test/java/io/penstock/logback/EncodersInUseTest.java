package io.penstock.logback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import io.penstock.encode.Utf8Buffer;
import io.penstock.logback.capture.RandomEvents;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/** The encoders where users put them: in appenders of a configuration, with many threads, within each other. */
@Timeout(60)
class EncodersInUseTest {

    private static final int EVENTS = 5_000;
    private static final String PATTERN = "%d %-5level [%thread] %logger{10} %X{request:-none} - %msg%n";

    @Test
    void files_behindProxies_sameBytesAndBalancedBooks(@TempDir Path directory) throws Exception {
        String xml = """
                <appender name='OURS' class='ch.qos.logback.core.FileAppender'>
                  <file>%1$s/ours.log</file>
                  <encoder class='io.penstock.logback.PenstockPatternEncoder'><pattern>%2$s</pattern></encoder>
                </appender>
                <appender name='LOGBACKS' class='ch.qos.logback.core.FileAppender'>
                  <file>%1$s/logbacks.log</file>
                  <encoder><charset>UTF-8</charset><pattern>%2$s</pattern></encoder>
                </appender>
                <appender name='OUR_JSON' class='ch.qos.logback.core.FileAppender'>
                  <file>%1$s/ours.json</file>
                  <encoder class='io.penstock.logback.PenstockJsonEncoder'>
                    <withFormattedMessage>true</withFormattedMessage>
                    <withSequenceNumber>false</withSequenceNumber>
                  </encoder>
                </appender>
                <appender name='LOGBACKS_JSON' class='ch.qos.logback.core.FileAppender'>
                  <file>%1$s/logbacks.json</file>
                  <encoder class='ch.qos.logback.classic.encoder.JsonEncoder'>
                    <withFormattedMessage>true</withFormattedMessage>
                    <withSequenceNumber>false</withSequenceNumber>
                  </encoder>
                </appender>
                <appender name='ASYNC' class='io.penstock.logback.AsyncProxyAppender'>
                  <appender-ref ref='OURS'/><appender-ref ref='LOGBACKS'/>
                  <appender-ref ref='OUR_JSON'/><appender-ref ref='LOGBACKS_JSON'/>
                </appender>
                <root level='TRACE'><appender-ref ref='ASYNC'/></root>
                """.formatted(directory, PATTERN);
        try (Host host = Host.configured(xml)) {
            GeneratedCalls calls =
                    new GeneratedCalls(new Random(7), host.logger(), host.context.getMDCAdapter(), false, false);
            for (int i = 0; i < EVENTS; i++) {
                calls.next();
            }
            AsyncProxyAppender proxy = host.proxyNamed("ASYNC");

            assertThat(proxy.flush(Host.LONG)).isTrue();

            assertThat(host.errors()).isEmpty();
            assertThat(proxy.getBooks().toString())
                    .isEqualTo("offered=%d accepted=%1$d delivered=%1$d failed=0 pending=0 dropped=0", EVENTS);
            assertThat(Files.mismatch(directory.resolve("ours.log"), directory.resolve("logbacks.log")))
                    .isEqualTo(-1);
            assertThat(Files.mismatch(directory.resolve("ours.json"), directory.resolve("logbacks.json")))
                    .isEqualTo(-1);
            assertThat(Files.lines(directory.resolve("ours.json"))).hasSize(EVENTS);
        }
    }

    @Test
    void pattern_withoutProxyManyThreads_everyLineWhole() throws Exception {
        try (Host host = new Host()) {
            PenstockPatternEncoder encoder = host.adopt(new PenstockPatternEncoder());
            encoder.setPattern("%thread %msg%n");
            encoder.start();
            assertThreadsDoNotMeet(host, encoder);
        }
    }

    @Test
    void json_withoutProxyManyThreads_everyLineWhole() throws Exception {
        try (Host host = new Host()) {
            PenstockJsonEncoder encoder = host.adopt(new PenstockJsonEncoder());
            encoder.start();
            assertThreadsDoNotMeet(host, encoder);
        }
    }

    /** Each thread knows what its own events have to become. */
    private static void assertThreadsDoNotMeet(Host host, Encoder<ILoggingEvent> encoder) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Integer>> wrong = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                LoggingEvent event = new RandomEvents(new Random(t), host.context, 1024).plain();
                byte[] expected = encoder.encode(event);
                wrong.add(threads.submit(() -> {
                    int failures = 0;
                    for (int i = 0; i < 20_000; i++) {
                        failures += Arrays.equals(encoder.encode(event), expected) ? 0 : 1;
                    }
                    return failures;
                }));
            }
            for (Future<Integer> failures : wrong) {
                assertThat(failures.get(50, TimeUnit.SECONDS)).isZero();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void encode_toStringThatLogs_bothLinesWhole() {
        try (Host host = new Host()) {
            PenstockPatternEncoder encoder = host.adopt(new PenstockPatternEncoder());
            encoder.setPattern("before %kvp{NONE} %msg%n"); // the appender itself has the message rendered before
            encoder.start();
            MemoryStreamAppender memory = new MemoryStreamAppender("MEMORY", encoder);
            host.attachToRoot(host.started(memory));
            Logger logger = host.logger();
            logger.info("first"); // from here on there is a line to lend

            logger.atInfo()
                    .addKeyValue("key", new Object() {
                        @Override
                        public String toString() {
                            logger.warn("inner");
                            return "value";
                        }
                    })
                    .log("outer");

            assertThat(memory.text()).isEqualTo("before  first\nbefore  inner\nbefore key=value outer\n");
        }
    }

    @Test
    void append_somethingThrows_targetAsBefore() {
        try (Host host = new Host()) {
            PenstockJsonEncoder json = host.adopt(new PenstockJsonEncoder());
            json.start();
            PenstockPatternEncoder pattern = host.adopt(new PenstockPatternEncoder());
            pattern.setPattern("begun %msg %contextName%n");
            pattern.start();
            LoggingEvent event = new RandomEvents(new Random(1), host.context, 1024).plain();
            event.setArgumentArray(new Object[] {new NoText()});
            event.setLoggerContextRemoteView(null);
            Utf8Buffer target = new Utf8Buffer(64);
            target.append("before");

            assertFails(() -> json.text().append(event, target));
            assertFails(() -> pattern.text().append(event, target));

            assertThat(new String(target.toByteArray(), StandardCharsets.UTF_8)).isEqualTo("before");
        }
    }

    private static void assertFails(ThrowingCallable encoding) {
        assertThatThrownBy(encoding).isInstanceOf(NullPointerException.class);
    }

    private static final class NoText {
        @Override
        public String toString() {
            return null;
        }
    }
}
