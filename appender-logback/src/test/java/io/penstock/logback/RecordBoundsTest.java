package io.penstock.logback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import io.penstock.peer.PythonReceiver;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import net.logstash.logback.argument.StructuredArguments;
import net.logstash.logback.marker.Markers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import tools.jackson.databind.json.JsonMapper;

/** Events that are too long in every way, through every kind of encoder: the record is short, whole, and says so. */
class RecordBoundsTest {

    private static final int MAX_RECORD_BYTES = 20_000;
    private static final String MARK = "bytes shortened at maxRecordBytes=" + MAX_RECORD_BYTES + "]";
    private static final String HUGE = "\u20ac\"\\x".repeat(50_000);

    @TempDir
    Path directory;

    /** What makes an event long. */
    private static final Map<String, Consumer<Host>> EVENTS = new HashMap<>();

    static {
        EVENTS.put("message", host -> host.logger().info(HUGE));
        EVENTS.put("argument", host -> host.logger().info("an {} of many", HUGE));
        EVENTS.put("arguments", host -> host.logger().info("some {} {}", HUGE, HUGE));
        EVENTS.put("trace", host -> host.logger().info("failed", deep(1000)));
        EVENTS.put("causes", host -> host.logger().info("failed", chain(200, 40)));
        EVENTS.put("exceptionMessage", host -> host.logger().info("failed", new IllegalStateException(HUGE)));
        EVENTS.put("everything", host -> {
            host.context.getMDCAdapter().put("k", HUGE);
            host.logger().atInfo().addKeyValue("p", HUGE).setCause(deep(1000)).log(HUGE);
            host.context.getMDCAdapter().clear();
        });
        EVENTS.put("mdcValue", host -> {
            host.context.getMDCAdapter().put("k", HUGE.repeat(10));
            host.logger().info("plain");
            host.context.getMDCAdapter().clear();
        });
        EVENTS.put("mdcKeys", host -> {
            for (int i = 0; i < 5000; i++) {
                host.context.getMDCAdapter().put("key" + i, "value");
            }
            host.logger().info("plain");
            host.context.getMDCAdapter().clear();
        });
        EVENTS.put(
                "keyValue",
                host -> host.logger().atInfo().addKeyValue("p", HUGE).log("plain"));
        EVENTS.put("list", host -> host.logger().info("a {}", List.of(HUGE, HUGE)));
        EVENTS.put("structuredArgument", host -> host.logger().info("a {}", StructuredArguments.kv("s", HUGE)));
        EVENTS.put("logstashMarker", host -> host.logger().info(Markers.append("m", HUGE), "plain"));
        EVENTS.put(
                "loggerName", host -> host.context.getLogger("l".repeat(30_000)).info("plain"));
    }

    enum Form {
        LOGSTASH("<encoder class='net.logstash.logback.encoder.LogstashEncoder'/>", true),
        JSON("<encoder class='ch.qos.logback.classic.encoder.JsonEncoder'/>", true),
        PENSTOCK_JSON(
                "<encoder class='io.penstock.logback.PenstockJsonEncoder'>"
                        + "<withFormattedMessage>true</withFormattedMessage></encoder>",
                true),
        PATTERN("<encoder><pattern>%level %logger %mdc %kvp %msg%n%ex{full}</pattern></encoder>", false),
        PENSTOCK_PATTERN(
                "<encoder class='io.penstock.logback.PenstockPatternEncoder'>"
                        + "<pattern>%level %logger %mdc %kvp %msg%n</pattern></encoder>",
                false),
        SYSLOG("<protocol>syslog</protocol>", false),
        SYSLOG_JSON(
                "<protocol>syslog</protocol><encoder class='net.logstash.logback.encoder.LogstashEncoder'/>", false);

        private final String settings;
        private final boolean json;

        Form(String settings, boolean json) {
            this.settings = settings;
            this.json = json;
        }
    }

    @ParameterizedTest
    @EnumSource
    void event_tooLongInWhateverWay_isShortWholeAndMarked(Form form) throws Exception {
        String framing = form.settings.contains("syslog") ? "" : "<framing>octetCounting</framing>";
        List<String> names = List.copyOf(EVENTS.keySet());
        try (PythonReceiver receiver = new PythonReceiver(directory, "octetCounting")) {
            receiver.start();
            try (Host host = host(receiver, form.settings + framing)) {
                for (String name : names) {
                    EVENTS.get(name).accept(host);
                }
                assertThat(host.errors()).isEmpty();
                TcpAppender appender = (TcpAppender)
                        host.context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("TCP");
                assertThat(appender.flush(Host.LONG)).isTrue();
                assertThat(appender.getBooks().failed())
                        .as(host.warnings().toString())
                        .isZero();
            }
            await().atMost(Host.LONG).until(() -> receiver.records().size() == names.size());

            for (int i = 0; i < names.size(); i++) {
                String record = new String(receiver.records().get(i), StandardCharsets.UTF_8);
                String name = form + " " + names.get(i);
                assertThat(receiver.records().get(i).length).as(name).isLessThanOrEqualTo(MAX_RECORD_BYTES - 6);
                // A form may show less of an event than makes it long.
                if (record.length() > 2000) {
                    assertThat(record).as(name).contains(MARK).doesNotContain("\uFFFD");
                }
                if (form.json) {
                    assertThat(new JsonMapper().readTree(record).size())
                            .as(name)
                            .isPositive();
                }
                if (form == Form.SYSLOG && record.length() > 2000) {
                    assertThat(record).as(name).containsPattern(" originalBytes=\"[1-9]\\d{4,}\"[\\] ]");
                }
            }
        }
    }

    @Test
    void syslog_shortenedRecord_keepsItsNumberAndLeavesNoGap() throws Exception {
        try (PythonReceiver receiver = new PythonReceiver(directory, "octetCounting")) {
            receiver.start();
            try (Host host = host(receiver, "<protocol>syslog</protocol>")) {
                host.logger().info("first");
                host.logger().info(HUGE);
                host.logger().info("last");
            }
            await().atMost(Host.LONG).until(() -> receiver.records().size() == 3);

            assertThat(receiver.records())
                    .extracting(bytes ->
                            new String(bytes, StandardCharsets.UTF_8).replaceAll("(?s).* sequence=\"(\\d+)\".*", "$1"))
                    .containsExactly("1", "2", "3");
        }
    }

    @Test
    void carriedContext_recordTooLong_isShortenedAsWithout() throws Exception {
        try (PythonReceiver receiver = new PythonReceiver(directory, "octetCounting")) {
            receiver.start();
            try (Host host = host(receiver, "<protocol>syslog</protocol><carryContext>always</carryContext>")) {
                host.logger().info(HUGE);
                TcpAppender appender = (TcpAppender)
                        host.context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("TCP");
                assertThat(appender.flush(Host.LONG)).isTrue();
                assertThat(appender.getBooks().failed())
                        .as(host.warnings().toString())
                        .isZero();
            }
            await().atMost(Host.LONG).until(() -> receiver.records().size() == 1);

            assertThat(new String(receiver.records().get(0), StandardCharsets.UTF_8))
                    .endsWith(MARK);
        }
    }

    @Test
    void trace_tooLong_keepsFirstFramesAndRootCauseAndTheMessage() throws Exception {
        try (PythonReceiver receiver = new PythonReceiver(directory, "octetCounting")) {
            receiver.start();
            try (Host host = host(receiver, "<protocol>syslog</protocol>")) {
                host.logger().error("the whole message", chain(200, 300));
                StackOverflowError overflow = new StackOverflowError();
                StackTraceElement[] frames = new StackTraceElement[1024];
                Arrays.setAll(frames, i -> new StackTraceElement("shop.Order", "total" + i % 2, "Order.java", i % 2));
                frames[1023] = new StackTraceElement("shop.Main", "main", "Main.java", 1);
                overflow.setStackTrace(frames);
                host.logger().error("deep", overflow);
            }
            await().atMost(Host.LONG).until(() -> receiver.records().size() == 2);

            String chained = new String(receiver.records().get(0), StandardCharsets.UTF_8);
            assertThat(chained)
                    .contains(
                            "the whole message...[",
                            "number 0",
                            "cause00(",
                            "number 199",
                            " more frames)",
                            "(192 more causes)")
                    .doesNotContain("number 150");
            String deep = new String(receiver.records().get(1), StandardCharsets.UTF_8);
            assertThat(deep)
                    .endsWith("\n" + firstLine(new StackOverflowError()) + "\n"
                            + "\tat shop.Order.total0(Order.java:0)\n"
                            + "\tat shop.Order.total1(Order.java:1)\n"
                            + "\tat io.penstock.framesLeftOut(1020 frames that repeat the 2 above)\n"
                            + "\tat shop.Order.total0(Order.java:0)\n"
                            + "\tat shop.Main.main(Main.java:1)");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "maxRecordBytes=1000, maxRecordBytes=1000 is out of range; use 1024 to 1073741824",
        "maxRecordBytes=16MB, maxRecordBytes=16777216 exceeds maxInFlightBytes=8388608; lower maxRecordBytes or raise"
                + " maxInFlightBytes",
        "bom=yes, 'bom=yes is unknown; use auto, never or always'",
        "syslogFormat=5424, syslogFormat=5424 is unknown; use rfc5424 or rfc3164",
        "framing=nul, framing=nul is for protocol=lines; with protocol=syslog use octetCounting or newline",
    })
    void setting_wrong_isSaid(String setting, String expected) {
        String[] parts = setting.split("=");
        try (Host host = Host.configured("<appender name='TCP' class='io.penstock.logback.TcpAppender'>"
                + "<destination>127.0.0.1:1</destination><protocol>syslog</protocol><" + parts[0] + ">" + parts[1]
                + "</"
                + parts[0] + "></appender><root level='INFO'><appender-ref ref='TCP'/></root>")) {
            assertThat(host.errors()).anyMatch(error -> error.contains(expected));
        }
    }

    private static Host host(PythonReceiver receiver, String settings) {
        return Host.configured("<appender name='TCP' class='io.penstock.logback.TcpAppender'><destination>127.0.0.1:"
                + receiver.port() + "</destination><maxRecordBytes>" + MAX_RECORD_BYTES + "</maxRecordBytes>" + settings
                + "</appender><root level='INFO'><appender-ref ref='TCP'/></root>");
    }

    private static String firstLine(Throwable thrown) {
        return ThrowableProxyUtil.asString(new ThrowableProxy(thrown))
                .lines()
                .findFirst()
                .orElseThrow();
    }

    private static Throwable deep(int depth) {
        Throwable thrown = new IllegalStateException("deep");
        thrown.setStackTrace(frames(depth, "frame"));
        return thrown;
    }

    private static Throwable chain(int length, int depth) {
        Throwable thrown = null;
        for (int i = length - 1; i >= 0; i--) {
            thrown = new IllegalStateException("number " + i, thrown);
            thrown.setStackTrace(frames(depth, "cause" + i));
        }
        return thrown;
    }

    private static StackTraceElement[] frames(int count, String name) {
        return Stream.iterate(0, i -> i + 1)
                .limit(count)
                .map(i -> new StackTraceElement("shop.deep.inside.Order", name + i, "Order.java", i))
                .toArray(StackTraceElement[]::new);
    }
}
