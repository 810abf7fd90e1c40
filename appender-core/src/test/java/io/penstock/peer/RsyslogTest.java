package io.penstock.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RsyslogTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    @Test
    void start_afterKill9_listensAtTheSamePortsAndAppendsToTheSameFile() throws IOException {
        try (Rsyslog rsyslog = new Rsyslog(directory, Rsyslog.Queue.MEMORY)) {
            rsyslog.start();
            send(rsyslog, "first");
            await().atMost(LONG).until(() -> rsyslog.count() == 1);
            rsyslog.kill9();
            assertThat(rsyslog.isRunning()).isFalse();

            rsyslog.start();
            send(rsyslog, "second \"]\\\n\u20ac");

            await().atMost(LONG).until(() -> rsyslog.count() == 2);
            assertThat(rsyslog.records())
                    .extracting(record -> record.get("msg"))
                    .containsExactly("first", "second \"]\\\n\u20ac");
            assertThat(rsyslog.records().get(0))
                    .containsAllEntriesOf(Map.of(
                            "inputname", "imtcp", "pri", "14", "hostname", "host", "app-name", "app", "procid", "1"))
                    .containsAllEntriesOf(Map.of("msgid", "id", "structured-data", "-"));
            rsyslog.stop();
            assertThat(rsyslog.isRunning()).isFalse();
        }
    }

    @Test
    void diskQueue_killedWith9_stillHasWhatItAcknowledged() throws IOException {
        try (Rsyslog rsyslog = new Rsyslog(directory, Rsyslog.Queue.DISK)) {
            rsyslog.start();
            String open = "relp_version=0\ncommands=syslog";
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), rsyslog.relpPort())) {
                StringBuilder frames = new StringBuilder("1 open " + open.length() + " " + open + "\n");
                for (int number = 2; number < 42; number++) {
                    String record = "<14>1 - host app 1 id - " + number;
                    frames.append(number)
                            .append(" syslog ")
                            .append(record.length())
                            .append(' ')
                            .append(record)
                            .append('\n');
                }
                socket.getOutputStream().write(frames.toString().getBytes(StandardCharsets.US_ASCII));
                awaitAnswers(socket.getInputStream(), "41 rsp 6 200 OK\n");
                rsyslog.kill9();
            }

            rsyslog.start();

            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(rsyslog.records())
                            .extracting(record -> record.get("msg"))
                            .containsAll(IntStream.range(2, 42)
                                    .mapToObj(Integer::toString)
                                    .toList()));
        }
    }

    @Test
    void tls_withTheCertificateTrusted_bothInputsTakeRecords() throws Exception {
        SSLSocketFactory sockets = sockets(TestCertificates.trustStore());
        try (Rsyslog rsyslog = new Rsyslog(directory, Rsyslog.Queue.MEMORY, true)) {
            rsyslog.start();
            String record = "<14>1 - host app 1 id - secret";
            try (Socket socket = sockets.createSocket("localhost", rsyslog.tcpPort())) {
                socket.getOutputStream().write((record.length() + " " + record).getBytes(StandardCharsets.US_ASCII));
            }
            String open = "relp_version=0\ncommands=syslog";
            try (Socket socket = sockets.createSocket("localhost", rsyslog.relpPort())) {
                socket.getOutputStream()
                        .write(("1 open " + open.length() + " " + open + "\n2 syslog " + record.length() + " " + record
                                        + "\n")
                                .getBytes(StandardCharsets.US_ASCII));
                awaitAnswers(socket.getInputStream(), "2 rsp 6 200 OK\n");
            }

            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(rsyslog.records())
                            .as(rsyslog.words())
                            .extracting(each -> each.get("inputname") + " " + each.get("msg"))
                            .containsExactlyInAnyOrder("imtcp secret", "imrelp secret"));
        }
    }

    private static SSLSocketFactory sockets(Path trustStore) throws Exception {
        KeyStore trusted = KeyStore.getInstance(trustStore.toFile(), TestCertificates.PASSWORD.toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context.getSocketFactory();
    }

    private static void send(Rsyslog rsyslog, String text) throws IOException {
        byte[] record = ("<14>1 - host app 1 id - " + text).getBytes(StandardCharsets.UTF_8);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), rsyslog.tcpPort())) {
            socket.getOutputStream().write((record.length + " ").getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(record);
        }
    }

    private static void awaitAnswers(InputStream answers, String last) throws IOException {
        StringBuilder text = new StringBuilder();
        while (!text.toString().endsWith(last)) {
            int next = answers.read();
            assertThat(next).as("after " + text).isNotNegative();
            text.append((char) next);
        }
    }
}
