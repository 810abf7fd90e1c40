package io.penstock.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import io.penstock.encode.Utf8Buffer;
import io.penstock.logback.capture.RandomEvents;
import io.penstock.logback.encode.EventText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Our encoders beside Logback's, event for event. {@code -Dpenstock.seed=…} repeats another run. */
class EncodersSameBytesTest {

    private static final int EVENTS = 2_000;
    private static final long SEED = Long.getLong("penstock.seed", 20_261_122L);

    @BeforeAll
    static void slf4jIsThere() {
        // It reports a broken toString by itself, and is initialised by the first report.
        LoggerFactory.getILoggerFactory();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%d %-5level [%thread] %logger{36} - %msg%n",
                "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %5p --- [%15.15t] %-40.40logger{39} : %m%n%ex",
                "%date{ISO8601, Europe/Berlin} %le %c %lo{0} %c{5} %message%n%ex{full}",
                "%d{HH:mm:ss.SSSSSS, America/New_York, de} %d{EEEE d MMMM, UTC, fr}%n%nopex",
                "%d{STRICT}|%d{ss S}|%d{A}|%d{n}|%d{N}|%d{HH:mm}|%d{SS'x'SSS}%n",
                "%msg%msg%thread%msg%logger%msg%thread%m",
                "%thread%logger%thread%X{key}%thread%n",
                "%.3msg|%.-3msg|%5.10msg|%-10.-20msg|%30msg|%-30msg|%.1msg%.-1msg|%.0msg|%n",
                "%.1thread%.-1thread%.1logger%-3.1logger%.-1thread%n",
                "%X{key}|%X{key:-none}|%X{key:-}|%mdc{nothing:-dash}|%X|%mdc|%5.6X{key}|%20X|%X{}|%n",
                "%kvp|%kvp{NONE}|%kvp{single}|%kvp{other}|%-30.30kvp|%marker|%10marker%n",
                "%relative|%r|%10r|%property{user.dir}|%property{absent}|%property|%contextName|%cn%n",
                "%sn|%ms|%epoch|%epoch{seconds}|%caller{1}|%class|%method|%line|%file|%nopexception%n",
                "%(%level %msg)|%-30(%level %msg)|%.20(%level [%thread])|%replace(%msg){'a','b'}|%(%(%d) )%n",
                "%highlight(%-5level) %red(%logger{10}) %msg%n%rEx",
                "%msg%n%xEx{3}",
                "%msg%n%10ex{short}|%ex{2, IllegalState}",
                "literal only \\(\\)\\%\\\\ \\t äöü € \uD83D\uDE00 \uD83D%msg\uDE00%n",
                "\\(%msg\\)\uD83D%n",
                "%level%n behind) lost %msg",
                "%prefix(%level %logger %X{key} %msg)%n",
            })
    void pattern_randomEvents_sameBytes(String pattern) {
        try (Host host = host()) {
            Encoder<ILoggingEvent> ours = ours(host, pattern);

            assertThat(host.errors()).isEmpty();
            assertSameBytes(host.context, ours, host.pattern(pattern));
            assertSameBytes(host.context, new ThroughText(host.pattern(pattern)), host.pattern(pattern));
        }
    }

    /** Logback's own encoder, as it writes behind a proxy. */
    private static final class ThroughText extends EncoderBase<ILoggingEvent> {
        private final EventText text;

        private ThroughText(Encoder<ILoggingEvent> encoder) {
            text = EventText.by(encoder, false);
        }

        @Override
        public byte[] headerBytes() {
            return new byte[0];
        }

        @Override
        public byte[] encode(ILoggingEvent event) {
            Utf8Buffer line = new Utf8Buffer(64);
            try {
                text.append(event, line);
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
            return line.toByteArray();
        }

        @Override
        public byte[] footerBytes() {
            return new byte[0];
        }
    }

    @Test
    void json_eachFieldOnAndOff_sameBytes() {
        try (Host host = host()) {
            Random random = new Random(SEED);
            for (int i = 0; i < 12; i++) {
                int fields = i == 0 ? -1 : i == 1 ? 0 : random.nextInt();
                JsonEncoder logbacks = host.adopt(new JsonEncoder());
                PenstockJsonEncoder ours = host.adopt(new PenstockJsonEncoder());
                choose(fields, logbacks, ours);
                logbacks.start();
                ours.start();

                assertSameBytes(host.context, ours, logbacks);
            }
            assertThat(host.warnings()).isEmpty();
        }
    }

    @Test
    void json_asShipped_sameBytes() {
        try (Host host = host()) {
            JsonEncoder logbacks = host.adopt(new JsonEncoder());
            PenstockJsonEncoder ours = host.adopt(new PenstockJsonEncoder());
            logbacks.start();
            ours.start();

            assertSameBytes(host.context, ours, logbacks);
            assertThat(host.warnings()).isEmpty();
        }
    }

    private static void choose(int fields, JsonEncoder logbacks, PenstockJsonEncoder ours) {
        logbacks.setWithSequenceNumber((fields & 1) != 0);
        ours.setWithSequenceNumber((fields & 1) != 0);
        logbacks.setWithTimestamp((fields & 2) != 0);
        ours.setWithTimestamp((fields & 2) != 0);
        logbacks.setWithNanoseconds((fields & 4) != 0);
        ours.setWithNanoseconds((fields & 4) != 0);
        logbacks.setWithLevel((fields & 8) != 0);
        ours.setWithLevel((fields & 8) != 0);
        logbacks.setWithThreadName((fields & 16) != 0);
        ours.setWithThreadName((fields & 16) != 0);
        logbacks.setWithLoggerName((fields & 32) != 0);
        ours.setWithLoggerName((fields & 32) != 0);
        logbacks.setWithContext((fields & 64) != 0);
        ours.setWithContext((fields & 64) != 0);
        logbacks.setWithMarkers((fields & 128) != 0);
        ours.setWithMarkers((fields & 128) != 0);
        logbacks.setWithMDC((fields & 256) != 0);
        ours.setWithMDC((fields & 256) != 0);
        logbacks.setWithKVPList((fields & 512) != 0);
        ours.setWithKVPList((fields & 512) != 0);
        logbacks.setWithMessage((fields & 1024) != 0);
        ours.setWithMessage((fields & 1024) != 0);
        logbacks.setWithArguments((fields & 2048) != 0);
        ours.setWithArguments((fields & 2048) != 0);
        logbacks.setWithThrowable((fields & 4096) != 0);
        ours.setWithThrowable((fields & 4096) != 0);
        logbacks.setWithFormattedMessage((fields & 8192) != 0);
        ours.setWithFormattedMessage((fields & 8192) != 0);
    }

    private static Host host() {
        Host host = new Host();
        host.context.putProperty("pro\"perty", "val\nue");
        return host;
    }

    private static Encoder<ILoggingEvent> ours(Host host, String pattern) {
        PenstockPatternEncoder encoder = host.adopt(new PenstockPatternEncoder());
        encoder.setPattern(pattern);
        encoder.start();
        return encoder;
    }

    /** Each event as it is, and as the drain thread has it; once with a limit that many messages exceed. */
    private static void assertSameBytes(
            LoggerContext context, Encoder<ILoggingEvent> ours, Encoder<ILoggingEvent> logbacks) {
        Random random = new Random(SEED);
        RandomEvents events = new RandomEvents(random, context, 256 * 1024);
        RandomEvents cut = new RandomEvents(random, context, 128);
        for (int i = 0; i < EVENTS; i++) {
            LoggingEvent plain = events.plain();
            LoggingEvent twin = copyOf(plain);
            RandomEvents drained = i % 2 == 0 ? events : cut;
            Object[] arguments = drained.frozen(drained.arguments());
            plain.setArgumentArray(arguments);
            twin.setArgumentArray(arguments);

            assertSame(i, ours, plain, logbacks, twin);
            assertSame(i, ours, drained.frozen(plain, arguments), logbacks, drained.frozen(plain, arguments));
        }
    }

    private static LoggingEvent copyOf(LoggingEvent event) {
        LoggingEvent copy = new LoggingEvent();
        copy.setInstant(event.getInstant());
        copy.setLevel(event.getLevel());
        copy.setLoggerName(event.getLoggerName());
        copy.setThreadName(event.getThreadName());
        copy.setSequenceNumber(event.getSequenceNumber());
        copy.setLoggerContextRemoteView(event.getLoggerContextVO());
        copy.setCallerData(event.getCallerData());
        copy.setMessage(event.getMessage());
        copy.setMDCPropertyMap(event.getMDCPropertyMap());
        copy.setKeyValuePairs(event.getKeyValuePairs());
        if (event.getMarkerList() != null) {
            event.getMarkerList().forEach(copy::addMarker);
        }
        if (event.getThrowableProxy() != null) {
            copy.setThrowableProxy((ThrowableProxy) event.getThrowableProxy());
        }
        return copy;
    }

    private static void assertSame(
            int number,
            Encoder<ILoggingEvent> ours,
            ILoggingEvent event,
            Encoder<ILoggingEvent> logbacks,
            ILoggingEvent twin) {
        Object expected = outcome(() -> logbacks.encode(twin));
        Object actual = outcome(() -> ours.encode(event));

        if (!expected.equals(actual)) {
            assertThat(actual).as("event %d of seed %d", number, SEED).isEqualTo(expected);
        }
        if (number % 16 == 0) {
            Utf8Buffer target = new Utf8Buffer(64);
            target.append("before ");
            Object direct = outcome(() -> {
                EventText.by(ours, false).append(event, target);
                return Arrays.copyOfRange(target.array(), 7, target.size());
            });
            assertThat(direct).as("event %d of seed %d, direct", number, SEED).isEqualTo(expected);
        }
    }

    /** Bytes as text, one char each; or the class of what was thrown. */
    private static Object outcome(Encoding encoding) {
        try {
            return new String(encoding.encode(), StandardCharsets.ISO_8859_1);
        } catch (IOException | RuntimeException thrown) {
            return thrown.getClass();
        }
    }

    private interface Encoding {
        byte[] encode() throws IOException;
    }
}
