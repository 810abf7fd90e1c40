package io.penstock.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.AsyncConfig;
import io.penstock.Books;
import io.penstock.TcpConfig;
import io.penstock.net.TlsEngines;
import io.penstock.net.TlsPeer;
import io.penstock.net.TlsSettings;
import io.penstock.peer.TestCertificates;
import io.penstock.tcp.dial.NameService;
import io.penstock.wire.Framing;
import io.penstock.wire.lines.LinesProtocol;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

class SenderTlsTest {

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final AtomicInteger orderlyEnds = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final SSLContext server = TestCertificates.server().context();

    private void read(SSLSocket connection, int most) throws Exception {
        connections.incrementAndGet();
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
        for (int i = 0; i < most; i++) {
            String line = reader.readLine();
            if (line == null) {
                orderlyEnds.incrementAndGet();
                return;
            }
            lines.add(line);
        }
    }

    private SenderRing sender(TlsPeer peer, String host, TlsEngines tls) {
        TcpConfig.Builder config =
                TcpConfig.builder().destination(host + ":" + peer.address().getPort());
        return new SenderRing(
                AsyncConfig.builder().maxBlock(SenderRing.LONG),
                config,
                new LinesProtocol(Framing.NEWLINE),
                NameService.SYSTEM,
                tls);
    }

    private static TlsSettings trusting() {
        return TlsSettings.builder()
                .trustStore(TestCertificates.trustStore().toString())
                .trustStorePassword(TestCertificates.PASSWORD)
                .build();
    }

    private static List<String> numbered(int to) {
        return IntStream.range(0, to).mapToObj(i -> "event " + i).toList();
    }

    @Test
    void log_encrypted_everyLineArrivesOnceAndInOrderAndTheEndIsOrderly() throws Exception {
        try (TlsPeer peer = new TlsPeer(server, connection -> read(connection, Integer.MAX_VALUE));
                SenderRing sender = sender(peer, "localhost", trusting())) {
            sender.log("event ", 0, 20_000);
            assertThat(sender.ring.flush(SenderRing.LONG)).isTrue();
            sender.ring.stop();

            sender.awaitUntil("end", () -> orderlyEnds.get() == 1);
            assertThat(lines).isEqualTo(numbered(20_000));
            Books books = sender.books();
            assertThat(books.accepted()).isEqualTo(20_000);
            assertThat(books.unconfirmed()).isEqualTo(20_000);
            assertThat(sender.sink.stats().possiblyLost()).isZero();
            assertThat(peer.failures).isEmpty();
            assertThat(sender.announcer.messages).isEmpty();
        }
    }

    @Test
    void log_peerDiesNowAndThen_everyLineArrives() throws Exception {
        int events = 5_000;
        // Every connection but the fourth ends, with a reset and unread data, amid the lines.
        TlsPeer.Script mortal = connection -> {
            if (connections.get() < 3) {
                connection.setSoLinger(true, 0);
                read(connection, 300);
            } else {
                read(connection, Integer.MAX_VALUE);
            }
        };
        try (TlsPeer peer = new TlsPeer(server, mortal);
                SenderRing sender = sender(peer, "localhost", trusting())) {
            for (int i = 0; i < events; i++) {
                int next = i;
                assertThat(sender.log("event " + next)).isTrue();
                if (i % 500 == 0) {
                    sender.ring.flush(Duration.ofMillis(50));
                }
            }
            sender.awaitUntil("last line", () -> lines.contains("event " + (events - 1)));

            assertThat(lines.stream().distinct().sorted().toList())
                    .isEqualTo(numbered(events).stream().sorted().toList());
            assertThat(connections.get()).isEqualTo(4);
        }
    }

    @Test
    void log_peerNotTrusted_isSaidAndNothingLeavesUs() throws Exception {
        try (TlsPeer peer = new TlsPeer(
                        TestCertificates.stranger().context(), connection -> read(connection, Integer.MAX_VALUE));
                SenderRing sender = sender(peer, "localhost", trusting())) {
            sender.log("event ", 0, 10);
            sender.awaitUntil("report", () -> !sender.announcer.messages.isEmpty());

            assertThat(sender.announcer.messages.get(0))
                    .contains("TLS handshake with localhost:")
                    .contains("the peer's certificate is not trusted");
            assertThat(lines).isEmpty();
            assertThat(sender.books().unconfirmed()).isZero();
            assertThat(sender.ring.stop(Duration.ofMillis(100))).isEqualTo(10);
        }
    }
}
