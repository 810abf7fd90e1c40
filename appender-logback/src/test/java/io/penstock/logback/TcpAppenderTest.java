package io.penstock.logback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.util.LogbackMDCAdapter;
import io.penstock.Books;
import io.penstock.SenderStats;
import io.penstock.peer.Ports;
import io.penstock.peer.PythonReceiver;
import io.penstock.peer.Rsyslog;
import io.penstock.peer.TestCertificates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.MarkerFactory;

/** The TCP appender as a logback.xml configures it, against real receivers. */
class TcpAppenderTest {

    @TempDir
    Path directory;

    private static Host host(String settings) {
        return Host.configured("<appender name='TCP' class='io.penstock.logback.TcpAppender'>" + settings
                + "</appender><root level='INFO'><appender-ref ref='TCP'/></root>");
    }

    private static TcpAppender appender(Host host) {
        return (TcpAppender) host.context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("TCP");
    }

    private static String to(int port) {
        return "<destination>127.0.0.1:" + port + "</destination>";
    }

    @ParameterizedTest
    @ValueSource(strings = {"newline", "nul", "lengthPrefix4", "octetCounting"})
    void lines_toAPythonReceiver_arriveAsTheEncoderWroteThem(String framing) throws IOException {
        try (PythonReceiver receiver = new PythonReceiver(directory, framing)) {
            receiver.start();
            TcpAppender appender;
            try (Host host = host(to(receiver.port()) + "<framing>" + framing + "</framing>"
                    + "<encoder><pattern>%level %msg%n</pattern></encoder>")) {
                appender = appender(host);
                for (int i = 0; i < 500; i++) {
                    host.logger().info("order {} \u20ac", i);
                }
            }

            await().atMost(Host.LONG).until(() -> receiver.records().size() == 500);
            String end = framing.equals("newline") ? "\n" : "";
            assertThat(receiver.records())
                    .extracting(bytes -> new String(bytes, StandardCharsets.UTF_8))
                    .extracting(line -> line.endsWith(end) ? line.substring(0, line.length() - end.length()) : line)
                    .containsExactlyElementsOf(IntStream.range(0, 500)
                            .mapToObj(i -> "INFO order " + i + " \u20ac")
                            .toList());
            Books books = appender.getBooks();
            assertThat(books)
                    .hasToString("offered=500 accepted=500 delivered=0 failed=0 pending=0 unconfirmed=500 dropped=0");
            assertThat(appender.getSenderStats())
                    .returns(500L, SenderStats::sent)
                    .returns(0L, SenderStats::resent);
        }
    }

    @Test
    void relp_acked_isDeliveredWhenRsyslogHasIt() throws IOException {
        try (Rsyslog rsyslog = new Rsyslog(directory, Rsyslog.Queue.MEMORY)) {
            rsyslog.start();
            try (Host host = host(to(rsyslog.relpPort()) + "<protocol>relp</protocol><delivery>acked</delivery>")) {
                for (int i = 0; i < 500; i++) {
                    host.logger().info("order {}", i);
                }

                assertThat(appender(host).flush(Host.LONG)).isTrue();
                assertThat(appender(host).getBooks())
                        .hasToString("offered=500 accepted=500 delivered=500 failed=0 pending=0 dropped=0");
            }
            await().atMost(Host.LONG).until(() -> rsyslog.count() == 500);
            assertThat(rsyslog.records())
                    .extracting(record -> record.get("msg"))
                    .containsExactlyElementsOf(
                            IntStream.range(0, 500).mapToObj(i -> "order " + i).toList());
        }
    }

    @Test
    void syslog_eventWithEverything_arrivesFieldByField() throws IOException {
        try (Rsyslog rsyslog = new Rsyslog(directory, Rsyslog.Queue.MEMORY)) {
            rsyslog.start();
            try (Host host = host(to(rsyslog.tcpPort()) + "<protocol>syslog</protocol><facility>local3</facility>"
                    + "<appName>shop</appName><hostname>web-7</hostname><msgid>ORDER</msgid>")) {
                ((LogbackMDCAdapter) host.context.getMDCAdapter()).put("user", "ada \"]\\ \u20ac");
                host.logger()
                        .atWarn()
                        .addMarker(MarkerFactory.getMarker("AUDIT"))
                        .addKeyValue("total", 12.5)
                        .setCause(new IllegalStateException("no stock"))
                        .log("paid {}\nin two lines", List.of("a", "b"));
            }

            await().atMost(Host.LONG).until(() -> rsyslog.count() == 1);
            Map<String, String> record = rsyslog.records().get(0);
            assertThat(record)
                    .containsEntry("pri", String.valueOf(19 * 8 + 4))
                    .containsEntry("hostname", "web-7")
                    .containsEntry("app-name", "shop")
                    .containsEntry(
                            "procid", String.valueOf(ProcessHandle.current().pid()))
                    .containsEntry("msgid", "ORDER");
            assertThat(record.get("structured-data"))
                    .matches("\\[meta sequenceId=\"1\"]\\[penstock@32473 session=\"[-0-9a-f]{36}\" sequence=\"1\" "
                            + "logger=\"shop.Order\" thread=\"[^\"]+\" marker=\"AUDIT\"]"
                            + "\\[mdc@32473 user=\"ada \\\\\"\\\\]\\\\\\\\ \u20ac\"]\\[kvp@32473 total=\"12.5\"]");
            assertThat(record.get("msg"))
                    .startsWith("paid [a, b]\nin two lines\njava.lang.IllegalStateException: no stock\n\tat ")
                    .contains("syslog_eventWithEverything_arrivesFieldByField");
        }
    }

    @Test
    void syslog_overTls_withLogbacksSslElement_arrives() throws IOException {
        try (Rsyslog rsyslog = new Rsyslog(directory, Rsyslog.Queue.MEMORY, true)) {
            rsyslog.start();
            String trust = "<ssl><trustStore><location>"
                    + TestCertificates.trustStore().toUri() + "</location><password>" + TestCertificates.PASSWORD
                    + "</password></trustStore></ssl>";
            try (Host host = host("<destination>localhost:" + rsyslog.tcpPort()
                    + "</destination><protocol>syslog</protocol>" + trust)) {
                host.logger().info("secret");

                assertThat(appender(host).flush(Host.LONG))
                        .as("%s", host.warnings())
                        .isTrue();
                assertThat(host.errors()).isEmpty();
            }
            await().atMost(Host.LONG).until(() -> rsyslog.count() == 1);
            assertThat(rsyslog.records().get(0)).containsEntry("msg", "secret");
        }
    }

    @Test
    void peerIsDown_startSucceedsAndEveryEventIsAccountedFor() throws IOException {
        try (Host host = host(to(Ports.free()) + "<encoder><pattern>%msg%n</pattern></encoder>"
                + "<overflowPolicy>drop</overflowPolicy><ringSize>64</ringSize><maxInFlightBytes>640KB</maxInFlightBytes>"
                + "<drainTimeout>200 milliseconds</drainTimeout>")) {
            TcpAppender appender = appender(host);
            assertThat(appender.isStarted()).isTrue();
            String kilobyte = "x".repeat(1024);
            for (int i = 0; i < 5000; i++) {
                host.logger().info("{} {}", i, kilobyte);
            }

            host.context.stop();

            assertThat(host.errors()).isEmpty();
            Books books = appender.getBooks();
            assertThat(books.offered()).isEqualTo(5000);
            assertThat(books.accepted()).isEqualTo(5000 - books.dropped()).isEqualTo(books.pending());
            assertThat(books.dropped()).isPositive();
            assertThat(host.warningsOf(appender))
                    .anyMatch(warning ->
                            warning.equals("stopped after drainTimeout=200 milliseconds with " + books.pending()
                                    + " events not sent; raise drainTimeout, or see why"
                                    + " the destination does not take them"));
        }
    }

    @Test
    void reload_whileThePeerIsThere_losesNothing() throws IOException {
        try (PythonReceiver receiver = new PythonReceiver(directory, "newline")) {
            receiver.start();
            String configuration = "<appender name='TCP' class='io.penstock.logback.TcpAppender'>"
                    + to(receiver.port()) + "<encoder><pattern>%msg%n</pattern></encoder></appender>"
                    + "<root level='INFO'><appender-ref ref='TCP'/></root>";
            List<String> expected = new ArrayList<>();
            try (Host host = Host.configured(configuration)) {
                for (int round = 0; round < 5; round++) {
                    for (int i = 0; i < 100; i++) {
                        host.logger().info("{}-{}", round, i);
                        expected.add(round + "-" + i);
                    }
                    host.context.reset();
                    host.configure(configuration);
                }
            }

            await().atMost(Host.LONG).until(() -> receiver.records().size() >= 500);
            // Each start of the appender has a connection of its own, and the receiver a thread for each.
            assertThat(receiver.records())
                    .extracting(bytes -> new String(bytes, StandardCharsets.UTF_8).strip())
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <encoder><pattern>%msg</pattern></encoder> | destination is missing; write host:port, for instance loghost:514
            <destination>loghost</destination><protocol>syslog</protocol> | destination=loghost is not of the form host:port; write for instance loghost:514 or [::1]:514
            <destination>h:1,g:2</destination><protocol>syslog</protocol> | destination=h:1,g:2 names more than one; write one <destination> element each, in Java one call each
            <destination>loghost</destination><destination>h:1</destination><protocol>syslog</protocol> | destination=loghost is not of the form host:port; write for instance loghost:514 or [::1]:514
            <destination>h:1</destination><destination>loghost</destination><protocol>syslog</protocol> | destination=loghost is not of the form host:port; write for instance loghost:514 or [::1]:514
            <destination>h:1</destination> | protocol=lines needs an encoder; add <encoder> or <layout>, or use protocol=syslog
            <destination>h:1</destination><protocol>http</protocol> | protocol=http is unknown; use lines, syslog or relp
            <destination>h:1</destination><protocol>relp</protocol><framing>nul</framing> | framing=nul is for protocol=lines or syslog, and protocol=relp has its own; remove framing, or use protocol=lines
            <destination>h:1</destination><protocol>syslog</protocol><delivery>acked</delivery> | delivery=acked needs a protocol that acknowledges, and protocol=syslog does not; use protocol=relp or delivery=replay
            <destination>h:1</destination><protocol>syslog</protocol><maxResends>-3</maxResends> | maxResends=-3 is out of range; use 0, which gives no record up, to 1000000
            <destination>h:1</destination><protocol>syslog</protocol><loadBalancing>random</loadBalancing> | loadBalancing=random is unknown; use failover or roundRobin
            <destination>h:1</destination><protocol>syslog</protocol><loadBalancing>roundRobin</loadBalancing><failbackAfter>2 minutes</failbackAfter> | failbackAfter=2 minutes is for a first destination, which loadBalancing=roundRobin does not have; remove failbackAfter, or use loadBalancing=failover
            <destination>h:1</destination><protocol>syslog</protocol><idleClose>2 hours</idleClose> | idleClose=2 hours is out of range; use 1 millisecond to 1 hour
            <destination>h:1</destination><protocol>syslog</protocol><maxConnectionAge>2 hours</maxConnectionAge> | maxConnectionAge=2 hours is out of range; use 1 millisecond to 1 hour
            <destination>h:1</destination><protocol>syslog</protocol><delivery>twice</delivery> | delivery=twice is unknown; use bestEffort, replay or acked
            <destination>h:1</destination><protocol>syslog</protocol><ringSize>1000</ringSize> | ringSize=1000 is not a power of two; use 512 or 1024
            """)
    void start_wrongSetting_saysSoAndStaysStopped(String settings, String message) {
        try (Host host = host(settings)) {
            assertThat(appender(host).isStarted()).isFalse();
            assertThat(host.errorsOf(appender(host))).containsExactly(message);

            host.logger().info("nobody gets it, nothing is thrown");

            assertThat(appender(host).getBooks().offered()).isZero();
        }
    }

    @Test
    void start_sslWithoutItsStore_saysSoAndStaysStopped() {
        try (Host host = host("<destination>h:1</destination><protocol>syslog</protocol><ssl><trustStore>"
                + "<location>file:/nowhere.p12</location><password>secret</password></trustStore></ssl>")) {
            assertThat(appender(host).isStarted()).isFalse();
            assertThat(host.errorsOf(appender(host)))
                    .containsExactly("appender [TCP] could not be started and stays stopped: "
                            + "java.security.GeneralSecurityException: <ssl> cannot be used: "
                            + "file:/nowhere.p12: file not found");
            assertThat(host.errors()).noneMatch(error -> error.contains("secret"));
        }
    }
}
