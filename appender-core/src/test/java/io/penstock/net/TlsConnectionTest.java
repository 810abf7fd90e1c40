package io.penstock.net;

import static io.penstock.net.TlsHandshakeTest.echo;
import static io.penstock.net.TlsHandshakeTest.trusting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.management.ThreadMXBean;
import io.penstock.peer.TestCertificates;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class TlsConnectionTest {

    private static final SSLContext SERVER = TestCertificates.server().context();

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void write_hundredMegabytes_arriveUnchanged(String protocol) throws Exception {
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        TlsPeer.Script digest = connection -> {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            byte[] bytes = new byte[100_000];
            long total = 0;
            for (int n; (n = connection.getInputStream().read(bytes)) > 0; total += n) {
                sha.update(bytes, 0, n);
            }
            received.add(total + " " + HexFormat.of().formatHex(sha.digest()));
        };
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        Random random = new Random(7);
        ByteBuffer batch = ByteBuffer.allocateDirect(1 << 16);
        byte[] bytes = new byte[1 << 16];
        long total = 100L << 20;

        try (TlsPeer peer = new TlsPeer(SERVER, digest, protocol);
                TlsClient client = new TlsClient(peer.address(), trusting().build()).establish()) {
            for (long left = total; left > 0; ) {
                random.nextBytes(bytes);
                int size = (int) Math.min(left, 1 + random.nextInt(bytes.length));
                sha.update(bytes, 0, size);
                client.write(batch.clear().put(bytes, 0, size).flip());
                left -= size;
            }
            client.connection.shutdownOutput();
            client.until("flush", client.connection::flush);
            client.readToEnd();

            assertThat(received.poll(10, TimeUnit.SECONDS))
                    .isEqualTo(total + " " + HexFormat.of().formatHex(sha.digest()));
            assertThat(peer.failures).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void connection_everyByteForItself_worksAsInOnePiece(String protocol) throws Exception {
        try (TlsPeer peer = new TlsPeer(SERVER, echo(), protocol);
                SingleByteRelay relay = new SingleByteRelay(peer.address());
                TlsClient client = new TlsClient(relay.address(), trusting().build()).establish()) {
            client.write("0123456789");
            assertThat(client.read(10)).isEqualTo("0123456789");

            client.connection.shutdownOutput();
            client.readToEnd();
        }
    }

    @Test
    void read_smallTarget_getsARecordInPieces() throws Exception {
        try (TlsPeer peer = new TlsPeer(SERVER, echo());
                TlsClient client = new TlsClient(peer.address(), trusting().build()).establish()) {
            client.write("0123456789");

            assertThat(client.read(3)).isEqualTo("012");
            assertThat(client.read(3)).isEqualTo("345");
            assertThat(client.read(4)).isEqualTo("6789");
            assertThat(client.connection.read(ByteBuffer.allocate(10))).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void write_peerWantsNewKeysAllTheTime_bothDirectionsGoOn(String protocol) throws Exception {
        int rounds = 20;
        TlsPeer.Script rekeying = connection -> {
            byte[] bytes = new byte[1000];
            for (int i = 0; i < rounds; i++) {
                connection.getInputStream().readNBytes(bytes, 0, bytes.length);
                connection.startHandshake();
                connection.getOutputStream().write(bytes);
            }
        };
        try (TlsPeer peer = new TlsPeer(SERVER, rekeying, protocol);
                TlsClient client = new TlsClient(peer.address(), trusting().build()).establish()) {
            for (int i = 0; i < rounds; i++) {
                String text = String.valueOf((char) ('a' + i)).repeat(1000);
                client.write(text);

                assertThat(client.read(1000)).isEqualTo(text);
            }
            client.readToEnd();
            assertThat(peer.failures).isEmpty();
        }
    }

    @Test
    void write_peerDoesNotRead_takesABoundedAmountAndSaysWhatItWaitsFor() throws Exception {
        CountDownLatch readOn = new CountDownLatch(1);
        BlockingQueue<Long> received = new LinkedBlockingQueue<>();
        TlsPeer.Script late = connection -> {
            connection.startHandshake();
            readOn.await();
            long total = 0;
            byte[] bytes = new byte[100_000];
            for (int n; (n = connection.getInputStream().read(bytes)) > 0; total += n) {}
            received.add(total);
        };
        try (TlsPeer peer = new TlsPeer(SERVER, late);
                TlsClient client = new TlsClient(peer.address(), trusting().build()).establish()) {
            ByteBuffer batch = ByteBuffer.allocateDirect(1 << 16);
            long taken = 0;
            int still = 0;
            // The kernel moves bytes to the peer's buffer when it gets to it, which may take long on a busy machine.
            for (int written; still < 1000; taken += written, still = written == 0 ? still + 1 : 0) {
                written = client.connection.write(batch.clear());
                if (written == 0) {
                    LockSupport.parkNanos(200_000);
                }
            }
            assertThat(taken).isLessThan(20_000_000);
            assertThat(client.connection.interest()).isEqualTo(SelectionKey.OP_WRITE);
            assertThat(client.connection.flush()).isFalse();

            readOn.countDown();
            client.until("flush", client.connection::flush);
            assertThat(client.connection.interest()).isZero();
            client.connection.shutdownOutput();
            client.readToEnd();
            assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo(taken);
        } finally {
            readOn.countDown();
        }
    }

    @Test
    void shutdownOutput_peerGoesOnTalking_isHeardToItsEnd() throws Exception {
        TlsPeer.Script talkative = connection -> {
            int read = connection.getInputStream().readAllBytes().length;
            connection.getOutputStream().write(("got " + read).getBytes(StandardCharsets.US_ASCII));
        };
        try (TlsPeer peer = new TlsPeer(SERVER, talkative, "TLSv1.3");
                TlsClient client = new TlsClient(peer.address(), trusting().build()).establish()) {
            client.write("12345");
            client.connection.shutdownOutput();

            assertThat(client.read(100)).isEqualTo("got 5");
            assertThat(client.connection.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            assertThat(peer.failures).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void close_peerReading_getsAnOrderlyEnd(String protocol) throws Exception {
        BlockingQueue<Integer> received = new LinkedBlockingQueue<>();
        try (TlsPeer peer = new TlsPeer(
                SERVER, connection -> received.add(connection.getInputStream().readAllBytes().length), protocol)) {
            try (TlsClient client = new TlsClient(peer.address(), trusting().build()).establish()) {
                client.write("12345");
            }
            assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo(5);
            assertThat(peer.failures).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void read_peerSaidGoodbye_isTheEnd(String protocol) throws Exception {
        TlsPeer.Script polite =
                connection -> connection.getOutputStream().write("bye".getBytes(StandardCharsets.US_ASCII));
        try (TlsPeer peer = new TlsPeer(SERVER, polite, protocol);
                TlsClient client = new TlsClient(peer.address(), trusting().build()).establish()) {
            assertThat(client.read(100)).isEqualTo("bye");
            assertThat(client.connection.read(ByteBuffer.allocate(10))).isEqualTo(-1);
            assertThat(client.connection.read(ByteBuffer.allocate(10))).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void read_streamCutWithoutGoodbye_throws(String protocol) throws Exception {
        try (TlsPeer peer = new TlsPeer(SERVER, echo(), protocol);
                SingleByteRelay relay = new SingleByteRelay(peer.address());
                TlsClient client = new TlsClient(relay.address(), trusting().build()).establish()) {
            client.write("x");
            assertThat(client.read(1)).isEqualTo("x");
            relay.cut();

            assertThatThrownBy(client::readToEnd)
                    .isInstanceOf(EOFException.class)
                    .hasMessage("the connection to localhost:" + relay.address().getPort()
                            + " was cut: it ended without TLS close_notify");
        }
    }

    @Test
    void read_streamCutAfterOurGoodbye_isTheEnd() throws Exception {
        try (TlsPeer peer = new TlsPeer(SERVER, echo(), "TLSv1.3");
                SingleByteRelay relay = new SingleByteRelay(peer.address());
                TlsClient client = new TlsClient(relay.address(), trusting().build()).establish()) {
            client.write("x");
            assertThat(client.read(1)).isEqualTo("x");
            relay.swallow();
            client.connection.shutdownOutput();
            client.until("flush", client.connection::flush);
            relay.cut();

            client.readToEnd();
        }
    }

    @Test
    void read_recordTamperedWith_throwsAndTellsThePeer() throws Exception {
        BlockingQueue<String> peerSaw = new LinkedBlockingQueue<>();
        TlsPeer.Script script = connection -> {
            try {
                echo().run(connection);
            } catch (IOException e) {
                peerSaw.add(String.valueOf(e.getMessage()));
            }
        };
        try (TlsPeer peer = new TlsPeer(SERVER, script, "TLSv1.3");
                SingleByteRelay relay = new SingleByteRelay(peer.address());
                TlsClient client = new TlsClient(relay.address(), trusting().build()).establish()) {
            client.write("x");
            assertThat(client.read(1)).isEqualTo("x");
            relay.corrupt();
            client.write("y");

            Throwable failure = catchThrowable(client::readToEnd);

            assertThat(failure).hasMessageStartingWith("TLS connection to localhost:");
            assertThat(peerSaw.poll(10, TimeUnit.SECONDS)).contains("Received fatal alert: bad_record_mac");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void reconnect_sameSettings_resumesTheSession(String protocol) throws Exception {
        CountingTrust trust = new CountingTrust();
        SSLContext context = trust.context();
        TlsEngines engines = (host, port) -> TlsEngines.prepare(context.createSSLEngine(host, port), host, true);
        try (TlsPeer peer = new TlsPeer(SERVER, echo(), protocol)) {
            for (int i = 0; i < 5; i++) {
                try (TlsClient client = new TlsClient(peer.address(), engines).establish()) {
                    client.write("x");
                    assertThat(client.read(1)).isEqualTo("x");
                }
            }
        }
        assertThat(trust.checks.get()).isEqualTo(1);
    }

    @Test
    void write_steadyState_allocatesNothingBesidesTheEngine() throws Exception {
        TlsPeer.Script sink = connection -> connection.getInputStream().transferTo(OutputStream.nullOutputStream());
        List<SSLEngine> engines = new ArrayList<>();
        TlsSettings settings = trusting().build();
        TlsEngines remembering = (host, port) -> {
            engines.add(settings.engine(host, port));
            return engines.get(0);
        };
        ByteBuffer batch = ByteBuffer.allocateDirect(1 << 16);
        ByteBuffer answer = ByteBuffer.allocate(100);
        ByteBuffer out = ByteBuffer.allocateDirect(1 << 17);
        ByteBuffer in = ByteBuffer.allocateDirect(1 << 15).limit(0);
        ByteBuffer plain = ByteBuffer.allocate(1 << 15);
        try (TlsPeer peer = new TlsPeer(SERVER, sink, "TLSv1.3");
                TlsClient client = new TlsClient(peer.address(), remembering).establish()) {
            long ours = leastBytesPerCall(() -> {
                batch.clear();
                while (batch.hasRemaining()) {
                    client.connection.write(batch);
                }
                client.connection.read(answer);
            });
            // From here on the peer does not get what is encrypted.
            long engine = leastBytesPerCall(() -> {
                batch.clear();
                out.clear();
                while (batch.hasRemaining()) {
                    engines.get(0).wrap(batch, out);
                }
                engines.get(0).unwrap(in, plain);
            });

            assertThat(ours - engine)
                    .as("ours " + ours + ", the engine's " + engine)
                    .isLessThan(200);
        }
    }

    private interface Call {
        void run() throws IOException;
    }

    private static long leastBytesPerCall(Call call) throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int run = 0; run < 10; run++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 300; i++) {
                call.run();
            }
            least = Math.min(least, (threads.getCurrentThreadAllocatedBytes() - before) / 300);
        }
        return least;
    }
}
