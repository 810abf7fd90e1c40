package io.penstock.jul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.penstock.AsyncConfig;
import io.penstock.Books;
import io.penstock.Delivery;
import io.penstock.OverflowPolicy;
import io.penstock.TcpConfig;
import io.penstock.jul.settings.PropertyReader;
import io.penstock.jul.settings.SenderSettings;
import io.penstock.peer.Ports;
import io.penstock.peer.PythonReceiver;
import io.penstock.peer.Rsyslog;
import io.penstock.peer.TestCertificates;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The TCP handler against real receivers. */
class TcpHandlerTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private static TcpHandler handler(int port, String... settings) {
        Map<String, String> all = new HashMap<>(Map.of("destination", "localhost:" + port));
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        return new TcpHandler("tcp", all);
    }

    private static LogRecord record(String message, Object... parameters) {
        LogRecord record = new LogRecord(Level.WARNING, message);
        record.setLoggerName("com.acme.shop");
        record.setParameters(parameters);
        return record;
    }

    private static List<String> texts(PythonReceiver receiver) {
        return receiver.records().stream()
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8).strip())
                .toList();
    }

    @Test
    void lines_setFormatterInBetween_changesLaterRecordsOnly() throws Exception {
        try (PythonReceiver receiver = new PythonReceiver(directory, "newline")) {
            receiver.start();
            TcpHandler handler = handler(receiver.port());
            handler.setFormatter(new Prefixed("old "));
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                handler.publish(record("{0} €", i));
                expected.add("old " + i + " €");
            }

            handler.setFormatter(new Prefixed("new "));
            handler.publish(record("last"));
            expected.add("new last");
            handler.close();

            await().atMost(LONG).until(() -> receiver.records().size() == 301);
            assertThat(texts(receiver)).containsExactlyElementsOf(expected);
            assertThat(handler.getBooks())
                    .hasToString("offered=301 accepted=301 delivered=0 failed=0 pending=0 unconfirmed=301 dropped=0");
        }
    }

    @Test
    void relp_acked_parameterChangedAfterTheCall_isSentAsAtTheCall() throws Exception {
        try (Rsyslog rsyslog = new Rsyslog(directory, Rsyslog.Queue.MEMORY)) {
            rsyslog.start();
            TcpHandler handler = handler(
                    rsyslog.relpPort(),
                    "protocol",
                    "relp",
                    "delivery",
                    "acked",
                    "appName",
                    "shop",
                    "facility",
                    "local1");
            List<String> cart = new ArrayList<>(List.of("book"));
            Date date = new Date(0);

            handler.publish(record("{0} on {1,date,yyyy}", cart, date));
            cart.add("added later");
            date.setTime(Long.MAX_VALUE);
            LogRecord failing = record("failed");
            failing.setThrown(new IllegalStateException("no stock"));
            handler.publish(failing);
            assertThat(handler.flush(LONG)).isTrue();

            assertThat(handler.getBooks()).hasToString("offered=2 accepted=2 delivered=2 failed=0 pending=0 dropped=0");
            handler.close();
            await().atMost(LONG).until(() -> rsyslog.count() == 2);
            Map<String, String> first = rsyslog.records().get(0);
            assertThat(first)
                    .containsEntry("msg", "[book] on 1970")
                    .containsEntry("app-name", "shop")
                    .containsEntry("pri", String.valueOf(17 * 8 + 4));
            assertThat(first.get("structured-data"))
                    .contains("logger=\"com.acme.shop\" level=\"WARNING\" threadId=\"")
                    .doesNotContain("class=");
            assertThat(rsyslog.records().get(1).get("msg"))
                    .startsWith("failed\njava.lang.IllegalStateException: no stock\n\tat ");
        }
    }

    @Test
    void syslog_overTls_byProperties_arrives() throws Exception {
        try (Rsyslog rsyslog = new Rsyslog(directory, Rsyslog.Queue.MEMORY, true)) {
            rsyslog.start();
            TcpHandler handler = handler(
                    rsyslog.tcpPort(),
                    "protocol",
                    "syslog",
                    "ssl",
                    "true",
                    "ssl.trustStore",
                    TestCertificates.trustStore().toString(),
                    "ssl.trustStorePassword",
                    TestCertificates.PASSWORD);
            RecordingErrorManager errors = new RecordingErrorManager();
            handler.setErrorManager(errors);

            handler.publish(record("secret"));

            assertThat(handler.flush(LONG)).as("%s", errors.messages).isTrue();
            handler.close();
            await().atMost(LONG).until(() -> rsyslog.count() == 1);
            assertThat(rsyslog.records().get(0)).containsEntry("msg", "secret");
        }
    }

    @Test
    void exit_rightAfterTenThousandEvents_theReceiverHasThem() throws Exception {
        try (PythonReceiver receiver = new PythonReceiver(directory, "newline")) {
            receiver.start();

            String printed = new Jvm(directory)
                    .configuration("handlers = io.penstock.jul.TcpHandler\n"
                            + "io.penstock.jul.TcpHandler.destination = 127.0.0.1:" + receiver.port() + "\n"
                            // A busy machine may take longer than is good for an application.
                            + "io.penstock.jul.TcpHandler.maxBlock = 1 minute\n"
                            + "io.penstock.jul.TcpHandler.drainTimeout = 30 seconds\n"
                            + "io.penstock.jul.TcpHandler.formatter = java.util.logging.SimpleFormatter\n"
                            + "java.util.logging.SimpleFormatter.format = %5$s%n\n")
                    .run(ChildMain.class, "exit");

            assertThat(printed).isEmpty();
            await().atMost(LONG).until(() -> receiver.records().size() == 10_000);
            assertThat(texts(receiver))
                    .containsExactlyElementsOf(IntStream.range(0, 10_000)
                            .mapToObj(i -> "event " + i + " with [book]")
                            .toList());
        }
    }

    @Test
    void close_peerIsDown_saysWhatIsLeftAndTheBooksBalance() {
        TcpHandler handler = handler(Ports.free(), "drainTimeout", "200 ms");
        RecordingErrorManager errors = new RecordingErrorManager();
        handler.setErrorManager(errors);
        for (int i = 0; i < 10; i++) {
            handler.publish(record("lost"));
        }

        handler.close();
        handler.close();
        handler.publish(record("too late"));
        handler.publish(null);

        assertThat(errors.messages)
                .filteredOn(message -> message != null && message.startsWith("closed"))
                .containsExactly("closed after drainTimeout=200 milliseconds with 10 events not sent; "
                        + "raise drainTimeout, or see why the destination does not take them");
        Books books = handler.getBooks();
        assertThat(books).hasToString("offered=11 accepted=10 delivered=0 failed=0 pending=10 dropped=1 (stopped=1)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            destination | nowhere | destination=nowhere is not of the form host:port; write for instance loghost:514 or [::1]:514
            protocol | http | protocol=http is unknown; use lines, syslog or relp
            framing | words | framing=words is not known; use newline, nul, lengthPrefix4 or octetCounting
            delivery | acked | delivery=acked needs a protocol that acknowledges, and protocol=lines does not; use protocol=relp or delivery=replay
            maxResends | -3 | maxResends=-3 is out of range; use 0, which gives no record up, to 1000000
            loadBalancing | random | loadBalancing=random is unknown; use failover or roundRobin
            idleClose | 2 hours | idleClose=2 hours is out of range; use 1 millisecond to 1 hour
            maxConnectionAge | 2 hours | maxConnectionAge=2 hours is out of range; use 1 millisecond to 1 hour
            encoding | ISO-8859-1 | encoding=ISO-8859-1 is not what is sent; remove it, or use UTF-8
            backoff | soon | backoff=soon is not a duration; use for instance 500 milliseconds, 1 second or PT1S
            """)
    void new_wrongSetting_takesNoEvents(String setting, String value, String message) throws Exception {
        String printed = new Jvm(directory)
                .configuration("handlers = io.penstock.jul.TcpHandler\n"
                        + "io.penstock.jul.TcpHandler.destination = h:1\n"
                        + "io.penstock.jul.TcpHandler." + setting + " = " + value + "\n")
                .run(ChildMain.class, "exit");

        assertThat(printed)
                .contains("io.penstock.jul.TcpHandler takes no events until its configuration is corrected: " + message)
                .doesNotContain("; also: ");
    }

    @Test
    void new_configsByProgram_areTheOnesThatRun() throws Exception {
        try (PythonReceiver receiver = new PythonReceiver(directory, "nul")) {
            receiver.start();
            AsyncConfig ring = AsyncConfig.builder()
                    .overflowPolicy(OverflowPolicy.DROP)
                    .reportDrops(false)
                    .build();
            TcpConfig sender = TcpConfig.builder()
                    .destination("localhost:" + receiver.port())
                    .delivery(Delivery.BEST_EFFORT)
                    .build();
            TcpHandler handler = new TcpHandler("by-program", ring, sender, Map.of("framing", "nul"));
            handler.setFormatter(new Prefixed("sent "));

            handler.publish(record("{0} €", 1));

            assertThat(handler.flush(LONG)).isTrue();
            assertThat(handler.running()).isNotNull();
            assertThat(handler.running().ring().config()).isSameAs(ring);
            assertThat(handler.getSenderStats().connectedTo()).isEqualTo("localhost:" + receiver.port());
            handler.close();
            await().atMost(LONG).until(() -> receiver.records().size() == 1);
            assertThat(texts(receiver)).containsExactly("sent 1 €");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            protocol | rlp | tcp: protocol=rlp is unknown; use lines, syslog or relp
            framing | nul | tcp: delivery=acked needs a protocol that acknowledges, and protocol=lines does not; use protocol=relp or delivery=replay
            encoding | UTF-16 | tcp: delivery=acked needs a protocol that acknowledges, and protocol=lines does not; use protocol=relp or delivery=replay; also: encoding=UTF-16 is not what is sent; remove it, or use UTF-8
            """)
    void new_configsByProgram_othersWrong_throws(String setting, String value, String message) {
        AsyncConfig ring = AsyncConfig.builder().build();
        TcpConfig sender =
                TcpConfig.builder().destination("h:1").delivery(Delivery.ACKED).build();

        assertThatThrownBy(() -> new TcpHandler("tcp", ring, sender, Map.of(setting, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void new_configsByProgram_settingOfTheirs_isRefused() {
        AsyncConfig ring = AsyncConfig.builder().build();
        TcpConfig sender = TcpConfig.builder().destination("h:1").build();

        assertThatThrownBy(() -> new TcpHandler("tcp", ring, sender, Map.of("destination", "g:2", "ringSize", "16")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "tcp: destination is no setting here; use some of appName, bom, carryContext, encoding, facility, ")
                .hasMessageContaining("; also: ringSize is no setting here; use some of appName, ");
    }

    @Test
    void settings_protocolUnknown_areNotHeldAgainstTheDefaultOne() {
        PropertyReader reader = new PropertyReader(
                "tcp", Map.of("tcp.destination", "h:1", "tcp.protocol", "rlp", "tcp.delivery", "acked")::get);

        SenderSettings settings = SenderSettings.read(reader);

        assertThat(reader.problems()).containsExactly("protocol=rlp is unknown; use lines, syslog or relp");
        assertThat(settings.problems()).isEmpty();
    }

    @Test
    void new_settingThatDoesNotExist_takesNoEventsAndSaysWhichThereAre() {
        PrintStream systemErr = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        TcpHandler handler;
        try {
            handler = handler(1, "deliverry", "acked", "protocol", "relp");
        } finally {
            System.setErr(systemErr);
        }

        handler.publish(record("nobody gets it, nothing is thrown"));

        assertThat(handler.getBooks().offered()).isZero();
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains(
                        "tcp takes no events until its configuration is corrected: "
                                + "deliverry is no setting here; use some of ackTimeout, appName, backoff, bom, carryContext, connectTimeout, delivery, ");
    }

    @Test
    void setEncoding_another_isRefused() throws Exception {
        TcpHandler handler = handler(1);

        handler.setEncoding("UTF-8");

        assertThatThrownBy(() -> handler.setEncoding("ISO-8859-1")).isInstanceOf(UnsupportedEncodingException.class);
        assertThat(handler.getEncoding()).isEqualTo("UTF-8");
    }

    private static final class Prefixed extends Formatter {
        private final String prefix;

        Prefixed(String prefix) {
            this.prefix = prefix;
        }

        @Override
        public String format(LogRecord record) {
            return prefix + formatMessage(record) + "\n";
        }
    }
}
