package io.penstock.logback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.peer.StockReceiver;
import io.penstock.peer.StockRsyslog;
import io.penstock.peer.SyslogNg;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Receivers as Debian configures them, and among many events ten with stack traces of 130 KB and one with a message of 2
 * MB: everything arrives, the long ones shortened and marked.
 */
@Timeout(300)
class StockReceiversTest {

    /** {@code -Dpenstock.soak=true}: as many as the long form has. */
    private static final int EVENTS = Boolean.getBoolean("penstock.soak") ? 100_000 : 10_000;

    private static final int MEGABYTES = 2 << 20;
    private static final int LONG_ONES = 11;
    private static final Pattern NUMBER = Pattern.compile("event-(\\d+):");
    private static final Pattern MARK =
            Pattern.compile("event-(\\d+): .*?\\.\\.\\.\\[(\\d+) bytes shortened at maxRecordBytes=");

    private static final String NEWLINE = "<protocol>syslog</protocol><framing>newline</framing>";
    private static final String RFC3164 = "<syslogFormat>rfc3164</syslogFormat>";
    private static final String JSON = "<encoder class='io.penstock.logback.PenstockJsonEncoder'>"
            + "<withMessage>false</withMessage><withFormattedMessage>true</withFormattedMessage></encoder>";
    private static final String ONE_LINE =
            "<encoder><pattern>%level %msg %replace(%ex){'[\\r\\n]+',' '}%nopex%n</pattern></encoder>";

    /** rsyslog cuts at 8 KB, line ends made four bytes each included, and says nothing. */
    private static final String FOR_RSYSLOG = "<maxRecordBytes>6000</maxRecordBytes>";

    @TempDir
    Path directory;

    enum Way {
        SYSLOG_NG(SyslogNg::syslogPort, "<protocol>syslog</protocol>"),
        SYSLOG_NG_NEWLINE(SyslogNg::protocolLinePort, NEWLINE),
        SYSLOG_NG_RFC3164(SyslogNg::networkPort, NEWLINE + RFC3164),
        SYSLOG_NG_RFC3164_COUNTED(SyslogNg::syslogPort, "<protocol>syslog</protocol>" + RFC3164),
        SYSLOG_NG_JSON(SyslogNg::linePort, JSON),
        SYSLOG_NG_PATTERN(SyslogNg::linePort, ONE_LINE),
        RSYSLOG(FOR_RSYSLOG, StockRsyslog::tcpPort, "<protocol>syslog</protocol>"),
        RSYSLOG_NEWLINE(FOR_RSYSLOG, StockRsyslog::tcpPort, NEWLINE),
        RSYSLOG_RELP(FOR_RSYSLOG, StockRsyslog::relpPort, "<protocol>relp</protocol><delivery>acked</delivery>"),
        RSYSLOG_RFC3164(FOR_RSYSLOG, StockRsyslog::tcpPort, NEWLINE + RFC3164),
        RSYSLOG_RFC3164_RELP(FOR_RSYSLOG, StockRsyslog::relpPort, "<protocol>relp</protocol>" + RFC3164),
        RSYSLOG_JSON(FOR_RSYSLOG, StockRsyslog::tcpPort, JSON),
        RSYSLOG_PATTERN(FOR_RSYSLOG, StockRsyslog::tcpPort, ONE_LINE);

        private final Function<Path, StockReceiver> receiver;
        private final Function<StockReceiver, Integer> port;
        private final String settings;

        Way(Function<SyslogNg, Integer> port, String settings) {
            this.receiver = SyslogNg::new;
            this.port = receiver -> port.apply((SyslogNg) receiver);
            this.settings = settings;
        }

        Way(String bound, Function<StockRsyslog, Integer> port, String settings) {
            this.receiver = directory -> new StockRsyslog(directory, "");
            this.port = receiver -> port.apply((StockRsyslog) receiver);
            this.settings = bound + settings;
        }
    }

    @ParameterizedTest
    @EnumSource
    void events_withLongOnesAmongThem_allArriveAndTheLongOnesAreMarked(Way way) {
        try (StockReceiver receiver = way.receiver.apply(directory)) {
            receiver.start();
            try (Host host = Host.configured("<appender name='TCP' class='io.penstock.logback.TcpAppender'>"
                    + "<destination>127.0.0.1:" + way.port.apply(receiver)
                    + "</destination><maxBlock>1 minute</maxBlock>"
                    + way.settings + "</appender><root level='INFO'><appender-ref ref='TCP'/></root>")) {
                log(host);
                assertThat(host.errors()).isEmpty();
            }

            BitSet missing = new BitSet();
            await().atMost(Host.LONG).untilAsserted(() -> {
                missing.clear();
                missing.set(0, EVENTS);
                missing.andNot(numbers(receiver));
                assertThat(missing.cardinality())
                        .as(() -> missing + " " + receiver.words())
                        .isZero();
            });
            BitSet marked = new BitSet();
            long events = 0;
            for (String line : receiver.lines()) {
                events += NUMBER.matcher(line).results().count();
                Matcher mark = MARK.matcher(line);
                if (mark.find()) {
                    marked.set(Integer.parseInt(mark.group(1)));
                    assertThat(Integer.parseInt(mark.group(2))).isGreaterThan(100_000);
                }
            }
            assertThat(marked.cardinality()).as(marked.toString()).isEqualTo(LONG_ONES);
            assertThat(events).as("each once").isEqualTo(EVENTS);
        }
    }

    private static void log(Host host) {
        Throwable overflow = overflow();
        Throwable wide = wide();
        for (int i = 0; i < EVENTS; i++) {
            if (i == EVENTS / 2) {
                host.logger().info("event-{}: {}", i, "x\u20ac".repeat(MEGABYTES / 4));
            } else if (i % (EVENTS / 10) == 7) {
                host.logger().error("event-" + i + ": failed", i % 20 == 7 ? overflow : wide);
            } else {
                host.logger().info("event-{}: is in order", i);
            }
        }
    }

    private static BitSet numbers(StockReceiver receiver) {
        BitSet numbers = new BitSet();
        for (String line : receiver.lines()) {
            Matcher number = NUMBER.matcher(line);
            while (number.find()) {
                numbers.set(Integer.parseInt(number.group(1)));
            }
        }
        return numbers;
    }

    /** As deep as the JVM notes. */
    private static Throwable overflow() {
        StackOverflowError error = new StackOverflowError();
        StackTraceElement[] frames = new StackTraceElement[1024];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = frame(i % 3);
        }
        error.setStackTrace(frames);
        return error;
    }

    /** In which no frame is as another. */
    private static Throwable wide() {
        StackTraceElement[] frames = new StackTraceElement[1024];
        Arrays.setAll(frames, StockReceiversTest::frame);
        Throwable thrown = new IllegalStateException("outer", new IllegalArgumentException("the root cause"));
        thrown.setStackTrace(frames);
        return thrown;
    }

    private static StackTraceElement frame(int number) {
        return new StackTraceElement(
                "com.example.shop.with.a.very.deep.package.structure.OrderAndDeliveryService", "serve" + number,
                "OrderAndDeliveryService.java", 1000 + number);
    }
}
