package io.penstock.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.penstock.peer.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first test to ask for a certificate waits for several runs of the JDK's keytool. */
@Timeout(180)
class TlsHandshakeTest {

    private static final String TRUST = TestCertificates.trustStore().toString();

    static TlsSettings.Builder trusting() {
        return TlsSettings.builder().trustStore(TRUST).trustStorePassword(TestCertificates.PASSWORD);
    }

    static TlsPeer.Script echo() {
        return connection -> {
            byte[] bytes = new byte[1000];
            for (int n; (n = connection.getInputStream().read(bytes)) > 0; ) {
                connection.getOutputStream().write(bytes, 0, n);
            }
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void establish_goodPeer_talksBothWays(String protocol) throws Exception {
        try (TlsPeer peer = new TlsPeer(TestCertificates.server().context(), echo(), protocol);
                TlsClient client = new TlsClient(peer.address(), trusting().build()).establish()) {
            client.write("hello, peer");

            assertThat(client.read(11)).isEqualTo("hello, peer");
        }
    }

    @Test
    void establish_certificateOfAnotherHost_failsAndNamesIt() throws Exception {
        assertHandshakeFails(TestCertificates.server(), "other.test")
                .startsWith("TLS handshake with other.test:")
                .contains("the peer's certificate is for another host (")
                .contains("other.test")
                .endsWith("); use a name that it holds, or hostnameVerification=false to trust any host that has it");
    }

    @Test
    void establish_addressNotInCertificate_failsAndNamesIt() throws Exception {
        assertHandshakeFails(TestCertificates.server(), "127.0.0.7")
                .contains("the peer's certificate is for another host (")
                .contains("127.0.0.7");
    }

    @Test
    void establish_anotherHostNotVerified_succeeds() throws Exception {
        TlsSettings settings = trusting().hostnameVerification(false).build();
        try (TlsPeer peer = new TlsPeer(TestCertificates.server().context(), echo());
                TlsClient client = new TlsClient(peer.address(), settings, "other.test").establish()) {
            client.write("x");

            assertThat(client.read(1)).isEqualTo("x");
        }
    }

    @Test
    void establish_notVerifiedHostOfUntrustedIssuer_failsAllTheSame() throws Exception {
        TlsSettings settings = trusting().hostnameVerification(false).build();
        try (TlsPeer peer = new TlsPeer(TestCertificates.stranger().context(), echo());
                TlsClient client = new TlsClient(peer.address(), settings, "other.test")) {
            assertThat(catchThrowable(client::establish)).isInstanceOf(SSLHandshakeException.class);
        }
    }

    @Test
    void establish_expiredCertificate_failsAndSaysWhen() throws Exception {
        assertHandshakeFails(TestCertificates.expiredServer(), "localhost")
                .contains("failed: the peer's certificate has expired (NotAfter: ");
    }

    @Test
    void establish_certificateFromTheFuture_failsAndSaysWhen() throws Exception {
        assertHandshakeFails(TestCertificates.futureServer(), "localhost")
                .contains("failed: the peer's certificate is not valid yet (NotBefore: ")
                .endsWith("; compare the clocks");
    }

    @Test
    void establish_untrustedIssuer_failsAndNamesTheTrustStore() throws Exception {
        assertHandshakeFails(TestCertificates.stranger(), "localhost")
                .contains("failed: the peer's certificate is not trusted (")
                .endsWith("); add the certificate of its issuer to the trust store");
    }

    private static org.assertj.core.api.AbstractStringAssert<?> assertHandshakeFails(
            TestCertificates.Identity identity, String host) throws Exception {
        BlockingQueue<String> peerSaw = new LinkedBlockingQueue<>();
        TlsPeer.Script script = connection -> {
            try {
                connection.startHandshake();
                connection.getInputStream().read();
            } catch (IOException e) {
                peerSaw.add(String.valueOf(e.getMessage()));
            }
        };
        try (TlsPeer peer = new TlsPeer(identity.context(), script);
                TlsClient client = new TlsClient(peer.address(), trusting().build(), host)) {
            Throwable failure = catchThrowable(client::establish);

            assertThat(failure).isInstanceOf(SSLHandshakeException.class);
            assertThat(peerSaw.poll(10, TimeUnit.SECONDS)).containsPattern("Received fatal alert: (bad_)?certificate");
            return assertThat(failure.getMessage()).doesNotContain("\n").doesNotContain(TestCertificates.PASSWORD);
        }
    }

    @Test
    void establish_plainServerAnswersText_saysThatItIsNotTls() throws Exception {
        assertThat(failureWithPlainPeer(connection -> connection
                        .getOutputStream()
                        .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII))))
                .endsWith("failed: what the peer answered is not TLS; does it expect TLS on this port?");
    }

    @Test
    void establish_hugeRecordAnnounced_failsWithoutMemoryForIt() throws Exception {
        assertThat(failureWithPlainPeer(connection -> connection
                        .getOutputStream()
                        .write(new byte[] {22, 3, 3, (byte) 0xff, (byte) 0xff, 0, 0, 0, 0, 0, 0})))
                .startsWith("TLS handshake with localhost:");
    }

    @Test
    void establish_peerCloses_saysSo() throws Exception {
        assertThat(failureWithPlainPeer(
                        connection -> connection.getInputStream().read()))
                .containsAnyOf("failed: the peer has closed the connection", "Connection reset");
    }

    @Test
    void establish_peerResets_saysSo() throws Exception {
        assertThat(failureWithPlainPeer(connection -> {
                    connection.getInputStream().read();
                    connection.setSoLinger(true, 0);
                }))
                .endsWith("failed: Connection reset");
    }

    private interface PlainScript {
        void run(Socket connection) throws IOException;
    }

    private static String failureWithPlainPeer(PlainScript script) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                TlsClient client =
                        new TlsClient(TlsPeer.addressOf(listener), trusting().build())) {
            assertThat(client.connection.establish()).isFalse();
            try (Socket connection = listener.accept()) {
                script.run(connection);
            }
            Throwable failure = catchThrowable(client::establish);
            assertThat(failure).isInstanceOf(SSLHandshakeException.class);
            return failure.getMessage();
        }
    }

    @Test
    void establish_peerStalls_staysFalseAndReturnsAtOnce() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                TlsClient client =
                        new TlsClient(TlsPeer.addressOf(listener), trusting().build());
                Socket connection = listener.accept()) {
            for (int i = 0; i < 100; i++) {
                assertThat(client.connection.establish()).isFalse();
            }
            assertThat(client.connection.interest()).isZero();
            // Half a record header: nothing to say yet.
            connection.getOutputStream().write(new byte[] {22, 3});
            for (int i = 0; i < 100; i++) {
                assertThat(client.connection.establish()).isFalse();
            }
        }
    }

    @Test
    void establish_hostName_isSentToThePeer() throws Exception {
        BlockingQueue<String> names = new LinkedBlockingQueue<>();
        TlsPeer.Script script = connection -> {
            connection.startHandshake();
            ((ExtendedSSLSession) connection.getSession())
                    .getRequestedServerNames()
                    .forEach(name -> names.add(new String(name.getEncoded(), StandardCharsets.US_ASCII)));
            echo().run(connection);
        };
        try (TlsPeer peer = new TlsPeer(TestCertificates.server().context(), script)) {
            for (String host : List.of("collector.test", "localhost")) {
                try (TlsClient client = new TlsClient(peer.address(), trusting().build(), host).establish()) {
                    client.write("x");
                    assertThat(client.read(1)).isEqualTo("x");
                }
                assertThat(names.poll(10, TimeUnit.SECONDS)).isEqualTo(host);
            }
            try (TlsClient client = new TlsClient(peer.address(), trusting().build(), "127.0.0.1").establish()) {
                client.write("x");
                assertThat(client.read(1)).isEqualTo("x");
            }
            assertThat(names).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void establish_clientCertificateRequiredAndGiven_isSeenByThePeer(String protocol) throws Exception {
        BlockingQueue<String> names = new LinkedBlockingQueue<>();
        TlsSettings settings = trusting()
                .keyStore(TestCertificates.client().keyStore.toString())
                .keyStorePassword(TestCertificates.PASSWORD)
                .build();
        try (TlsPeer peer = new TlsPeer(
                TestCertificates.server().context(),
                connection -> {
                    connection.startHandshake();
                    names.add(connection.getSession().getPeerPrincipal().getName());
                    echo().run(connection);
                },
                true,
                protocol)) {
            try (TlsClient client = new TlsClient(peer.address(), settings).establish()) {
                client.write("x");

                assertThat(client.read(1)).as("peer: " + peer.failures).isEqualTo("x");
                assertThat(names.poll(10, TimeUnit.SECONDS)).isEqualTo("CN=client");
            }
        }
    }

    // With TLS 1.3 our side of the handshake is over before the peer can refuse: the first read says so.
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void establish_clientCertificateRequiredAndMissing_failsWithThePeersAlert(String protocol) throws Exception {
        try (TlsPeer peer =
                new TlsPeer(TestCertificates.server().context(), SSLSocket::startHandshake, true, protocol)) {
            try (TlsClient client = new TlsClient(peer.address(), trusting().build())) {
                Throwable failure = catchThrowable(() -> client.establish().readToEnd());

                assertThat(failure)
                        .hasMessageContaining("failed: the peer refused with alert ")
                        .hasMessageEndingWith("; does it ask for a client certificate that keyStore lacks?");
            }
        }
    }

    @Test
    void establish_noCommonProtocol_failsWithThePeersAlert() throws Exception {
        TlsSettings settings = trusting().protocols(List.of("TLSv1.3")).build();
        try (TlsPeer peer = new TlsPeer(TestCertificates.server().context(), SSLSocket::startHandshake, "TLSv1.2");
                TlsClient client = new TlsClient(peer.address(), settings)) {
            assertThat(catchThrowable(client::establish))
                    .hasMessageEndingWith("failed: the peer refused with alert protocol_version;"
                            + " compare protocols and cipherSuites on both sides");
        }
    }
}
