package io.penstock.jul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.peer.PythonReceiver;
import io.penstock.peer.StockReceiver;
import io.penstock.peer.StockRsyslog;
import io.penstock.peer.SyslogNg;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that are too long in every way arrive short and marked, and all others with them. */
@Timeout(120)
class RecordBoundsTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int MAX_RECORD_BYTES = 20_000;
    private static final String MARK = "bytes shortened at maxRecordBytes=" + MAX_RECORD_BYTES + "]";
    private static final String HUGE = "\u20ac\"\\x".repeat(50_000);
    private static final int EVENTS = 5000;
    private static final Pattern NUMBER = Pattern.compile("event-(\\d+):");
    private static final Pattern MARKED =
            Pattern.compile("event-(\\d+): .*?\\.\\.\\.\\[(\\d+) bytes shortened at maxRecordBytes=");

    @TempDir
    private Path directory;

    enum Way {
        SYSLOG_NG(SyslogNg::new, receiver -> ((SyslogNg) receiver).syslogPort(), "protocol", "syslog"),
        SYSLOG_NG_NEWLINE(
                SyslogNg::new,
                receiver -> ((SyslogNg) receiver).protocolLinePort(),
                "protocol",
                "syslog",
                "framing",
                "newline"),
        SYSLOG_NG_RFC3164(
                SyslogNg::new,
                receiver -> ((SyslogNg) receiver).networkPort(),
                "protocol",
                "syslog",
                "framing",
                "newline",
                "syslogFormat",
                "rfc3164"),
        RSYSLOG(
                directory -> new StockRsyslog(directory, ""),
                receiver -> ((StockRsyslog) receiver).tcpPort(),
                "protocol",
                "syslog",
                "maxRecordBytes",
                "6000"),
        RSYSLOG_RELP(
                directory -> new StockRsyslog(directory, ""),
                receiver -> ((StockRsyslog) receiver).relpPort(),
                "protocol",
                "relp",
                "maxRecordBytes",
                "6000");

        private final Function<Path, StockReceiver> receiver;
        private final Function<StockReceiver, Integer> port;
        private final String[] settings;

        Way(Function<Path, StockReceiver> receiver, Function<StockReceiver, Integer> port, String... settings) {
            this.receiver = receiver;
            this.port = port;
            this.settings = settings;
        }
    }

    @ParameterizedTest
    @EnumSource
    void events_withLongOnesAmongThem_allArriveAndTheLongOnesAreMarked(Way way) {
        try (StockReceiver receiver = way.receiver.apply(directory)) {
            receiver.start();
            TcpHandler handler = handler(way.port.apply(receiver), way.settings);
            for (int i = 0; i < EVENTS; i++) {
                boolean withTrace = i % 500 == 7;
                LogRecord record = record("event-" + i + ": " + (i == EVENTS / 2 ? HUGE : "is in order"));
                record.setThrown(withTrace ? overflow() : null);
                handler.publish(record);
            }
            handler.close();

            await().atMost(LONG).untilAsserted(() -> {
                BitSet missing = new BitSet();
                missing.set(0, EVENTS);
                for (String line : receiver.lines()) {
                    NUMBER.matcher(line).results().forEach(found -> missing.clear(Integer.parseInt(found.group(1))));
                }
                assertThat(missing.cardinality())
                        .as(() -> missing + " " + receiver.words())
                        .isZero();
            });
            BitSet marked = new BitSet();
            for (String line : receiver.lines()) {
                Matcher mark = MARKED.matcher(line);
                if (mark.find()) {
                    marked.set(Integer.parseInt(mark.group(1)));
                    assertThat(Integer.parseInt(mark.group(2))).isGreaterThan(100_000);
                }
            }
            assertThat(marked.cardinality()).as(marked.toString()).isEqualTo(11);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple", "xml", "syslog"})
    void record_tooLongInWhateverWay_isShortWholeAndMarked(String form) throws Exception {
        try (PythonReceiver receiver = new PythonReceiver(directory, "octetCounting")) {
            receiver.start();
            TcpHandler handler =
                    switch (form) {
                        case "simple" -> handler(receiver.port(), "framing", "octetCounting");
                        case "xml" ->
                            handler(
                                    receiver.port(),
                                    "framing",
                                    "octetCounting",
                                    "formatter",
                                    "java.util.logging.XMLFormatter");
                        default -> handler(receiver.port(), "protocol", "syslog");
                    };
            LogRecord withParameters = record("an {0} of {1}");
            withParameters.setParameters(new Object[] {HUGE, 2});
            LogRecord trace = record("deep");
            trace.setThrown(overflow());
            LogRecord exceptionMessage = record("said");
            exceptionMessage.setThrown(new IllegalStateException(HUGE, new IllegalArgumentException("root")));
            LogRecord loggerName = record("named");
            loggerName.setLoggerName("l".repeat(30_000));

            for (LogRecord each : List.of(record(HUGE), withParameters, trace, exceptionMessage, loggerName)) {
                handler.publish(each);
            }
            handler.close();

            await().atMost(LONG).until(() -> receiver.records().size() == 5);
            for (byte[] bytes : receiver.records()) {
                String record = new String(bytes, StandardCharsets.UTF_8);
                assertThat(bytes.length).isLessThanOrEqualTo(MAX_RECORD_BYTES - 6);
                if (bytes.length > 2000) {
                    assertThat(record).contains(MARK).doesNotContain("\uFFFD");
                }
                if (form.equals("xml")) {
                    assertThat(record.strip()).endsWith("</record>");
                }
                if (form.equals("syslog")) {
                    assertThat(record).containsPattern(" originalBytes=\"[1-9]\\d{4,}\"[\\] ]");
                }
            }
            assertThat(new String(receiver.records().get(2), StandardCharsets.UTF_8))
                    .contains("StackOverflowError")
                    .contains("io.penstock")
                    .contains("framesLeftOut");
            assertThat(handler.getBooks().failed()).isZero();
        }
    }

    private static final class Order extends LogRecord {

        @Serial
        private static final long serialVersionUID = 1L;

        private final String user;

        Order(String user, String message) {
            super(Level.WARNING, message);
            this.user = user;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lines", "syslog"})
    void record_tooLongAndOfItsOwnClass_reachesAFormatterThatCasts(String protocol) throws Exception {
        try (PythonReceiver receiver = new PythonReceiver(directory, "octetCounting")) {
            receiver.start();
            TcpHandler handler = handler(receiver.port(), "framing", "octetCounting", "protocol", protocol);
            handler.setFormatter(new Formatter() {
                @Override
                public String format(LogRecord record) {
                    return ((Order) record).user + ": " + record.getMessage();
                }
            });
            handler.publish(new Order("ada", HUGE));
            handler.publish(new Order("bob", "short"));
            handler.close();

            await().atMost(LONG).until(() -> receiver.records().size() == 2);
            assertThat(receiver.records().get(0).length).isBetween(MAX_RECORD_BYTES / 2, MAX_RECORD_BYTES - 6);
            assertThat(new String(receiver.records().get(0), StandardCharsets.UTF_8))
                    .contains("ada: \u20ac")
                    .contains(MARK);
            assertThat(handler.getBooks().failed()).isZero();
        }
    }

    private static TcpHandler handler(int port, String... settings) {
        Map<String, String> all = new HashMap<>(Map.of("destination", "localhost:" + port, "maxBlock", "1 minute"));
        all.put("maxRecordBytes", Integer.toString(MAX_RECORD_BYTES));
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        return new TcpHandler("tcp", all);
    }

    private static LogRecord record(String message) {
        LogRecord record = new LogRecord(Level.WARNING, message);
        record.setLoggerName("com.acme.shop");
        return record;
    }

    private static Throwable overflow() {
        StackTraceElement[] frames = new StackTraceElement[1024];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = new StackTraceElement(
                    "com.example.shop.with.a.very.deep.package.structure.OrderAndDeliveryService",
                    "serve" + i % 3,
                    "OrderAndDeliveryService.java",
                    1000 + i % 3);
        }
        Throwable error = new StackOverflowError();
        error.setStackTrace(frames);
        return error;
    }
}
