package io.penstock.collector.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import io.penstock.Books;
import io.penstock.collector.client.LogdConnection;
import io.penstock.logback.TcpAppender;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Our own sender over RELP, with acknowledgements, into a collector that is killed in between: each record once. */
class RelpIntoCollectorTest {

    private static final int KILLS = Boolean.getBoolean("penstock.soak") ? 50 : 3;
    private static final int EVENTS_PER_ROUND = 3000;
    private static final Pattern NUMBER = Pattern.compile("\"message\":\"event ([0-9]+)\"");

    @TempDir
    private Path directory;

    private final LoggerContext context = new LoggerContext();

    private TcpAppender sender(InetSocketAddress relp) {
        TcpAppender appender = new TcpAppender();
        appender.setContext(context);
        appender.setName("TCP");
        appender.addDestination("127.0.0.1:" + relp.getPort());
        appender.setProtocol("relp");
        appender.setDelivery("acked");
        appender.setMaxBackoff(ch.qos.logback.core.util.Duration.buildByMilliseconds(200));
        appender.setDrainTimeout(ch.qos.logback.core.util.Duration.buildBySeconds(30));
        appender.start();
        assertThat(appender.isStarted()).isTrue();
        return appender;
    }

    private static List<Integer> kept(CollectorProcess collector) throws IOException {
        List<Integer> numbers = new ArrayList<>();
        try (LogdConnection connection = new LogdConnection(collector.logd(), Duration.ofSeconds(10))) {
            LogdConnection.Batches found = connection.tail("default", 10_000);
            while (!found.batches().isEmpty()) {
                for (LogdConnection.Batch batch : found.batches()) {
                    for (byte[] message : batch.messages()) {
                        Matcher matcher = NUMBER.matcher(new String(message, StandardCharsets.UTF_8));
                        assertThat(matcher.find()).isTrue();
                        numbers.add(Integer.parseInt(matcher.group(1)));
                    }
                }
                found = connection.read("default", found.next(), 10_000);
            }
        }
        return numbers;
    }

    @Test
    @Timeout(240)
    void acked_collectorKilledUnderLoad_eachRecordOnceAndTheBooksBalance() throws Exception {
        Path data = directory.resolve("data");
        CollectorProcess collector = CollectorProcess.start(data, "--ack", "written");
        String port = "127.0.0.1:" + collector.relp().getPort();
        TcpAppender appender = sender(collector.relp());
        try {
            Logger logger = context.getLogger("test");
            logger.setLevel(Level.INFO);
            logger.addAppender(appender);
            int sent = 0;
            for (int round = 0; round <= KILLS; round++) {
                for (int i = 0; i < EVENTS_PER_ROUND; i++) {
                    logger.info("event {}", sent++);
                }
                if (round < KILLS) {
                    long goal = sent - EVENTS_PER_ROUND / 2;
                    CollectorProcess.await(
                            "half of the round delivered",
                            () -> appender.getBooks().delivered() >= goal);
                    collector.kill();
                    collector = CollectorProcess.start(data, "--ack", "written", "--relp", port);
                }
            }

            assertThat(appender.flush(Duration.ofSeconds(60))).isTrue();

            Books books = appender.getBooks();
            assertThat(books.delivered()).isEqualTo(sent);
            assertThat(books.failed()).isZero();
            assertThat(kept(collector))
                    .containsExactlyElementsOf(IntStream.range(0, sent).boxed().toList());
        } finally {
            appender.stop();
            context.stop();
            collector.close();
        }
    }

    /** One RELP session by hand. */
    private static String relp(InetSocketAddress address, String frames, String until) throws IOException {
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(frames.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            StringBuilder answer = new StringBuilder();
            InputStream in = socket.getInputStream();
            int c = in.read();
            while (c >= 0) {
                answer.append((char) c);
                if (answer.toString().endsWith(until)) {
                    break;
                }
                c = in.read();
            }
            return answer.toString();
        }
    }

    private static String frame(int number, String command, String data) {
        return number + " " + command + " " + data.getBytes(StandardCharsets.UTF_8).length
                + (data.isEmpty() ? "" : " " + data) + "\n";
    }

    private static String record(int sequence) {
        return "<14>1 - h a - - [x session=\"s\" sequence=\"" + sequence + "\"] event " + sequence;
    }

    @Test
    void relp_repeatedAndLateNumbersAcrossARestart_eachOnce() throws Exception {
        Path data = directory.resolve("data");
        String open = frame(1, "open", "relp_version=0\ncommands=syslog");
        try (CollectorProcess collector = CollectorProcess.start(data, "--ack", "synced")) {
            String answer = relp(
                    collector.relp(),
                    open
                            + frame(2, "syslog", record(1))
                            + frame(3, "syslog", record(1))
                            + frame(4, "syslog", record(4))
                            + frame(5, "close", ""),
                    "serverclose 0\n");
            assertThat(answer)
                    .isEqualTo("1 rsp 79 200 OK\nrelp_version=0\nrelp_software=penstock-collector\ncommands=syslog\n"
                                    .replace(
                                            "79",
                                            Integer.toString(
                                                    "200 OK\nrelp_version=0\nrelp_software=penstock-collector\ncommands=syslog"
                                                            .length()))
                            + "2 rsp 6 200 OK\n3 rsp 6 200 OK\n4 rsp 6 200 OK\n5 rsp 0\n0 serverclose 0\n");
            collector.kill();
        }
        try (CollectorProcess collector = CollectorProcess.start(data)) {
            relp(
                    collector.relp(),
                    open
                            + frame(2, "syslog", record(4))
                            + frame(3, "syslog", record(2))
                            + frame(4, "syslog", record(1))
                            + frame(5, "close", ""),
                    "serverclose 0\n");

            assertThat(kept(collector)).containsExactly(1, 4, 2);
            try (LogdConnection connection = new LogdConnection(collector.logd(), Duration.ofSeconds(10))) {
                Map<String, String> stats = connection.stats();
                assertThat(stats).containsEntry("duplicates", "2").containsEntry("numbers_forgotten", "0");
            }
        }
    }

    @Test
    void relp_garbageAndTooLong_costOnlyTheirOwnConnection() throws Exception {
        try (CollectorProcess collector =
                CollectorProcess.start(directory.resolve("data"), "--max-record-bytes", "1KB")) {
            assertThat(relp(
                            collector.relp(),
                            "GET / HTTP/1.1\r\nHost: localhost localhost localhost localhost\r\n\r\n",
                            "never"))
                    .isEmpty();
            assertThat(relp(collector.relp(), "1 syslog 999999999 x", "never")).isEmpty();
            assertThat(relp(collector.relp(), frame(1, "syslog", record(1)), "\n"))
                    .contains("500 open comes first");
            assertThat(relp(
                            collector.relp(),
                            frame(1, "open", "relp_version=0") + frame(2, "syslog", record(9)) + frame(3, "close", ""),
                            "serverclose 0\n"))
                    .contains("2 rsp 6 200 OK");
            assertThat(kept(collector)).containsExactly(9);
            CollectorProcess.await(
                    "the operator is told",
                    () -> collector.errors().contains("a frame of 999999999 bytes; --max-record-bytes allows 1024"));
            assertThat(collector.errors()).contains("connection of /127.0.0.1");
        }
    }

    @Test
    void syslog_bothFramings_areKept() throws Exception {
        try (CollectorProcess collector = CollectorProcess.start(directory.resolve("data"))) {
            try (Socket socket = new Socket(
                    collector.syslog().getAddress(), collector.syslog().getPort())) {
                String counted = "<14>1 - h a - - - event 1";
                socket.getOutputStream()
                        .write((counted.length() + " " + counted + "<14>1 - h a - - - event 2\n" + counted.length()
                                        + " " + counted.replace('1', '3').replace("<34>3", "<14>1"))
                                .getBytes(StandardCharsets.UTF_8));
                socket.getOutputStream().flush();
                CollectorProcess.await("three records", () -> kept(collector).size() == 3);
            }
            assertThat(kept(collector)).containsExactly(1, 2, 3);
        }
    }
}
