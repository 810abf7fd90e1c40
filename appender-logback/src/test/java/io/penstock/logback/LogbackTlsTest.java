package io.penstock.logback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.core.net.ssl.SSLConfiguration;
import io.penstock.peer.TestCertificates;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;

/** Logback's {@code <ssl>} element: the engines made of it, and what a server sees of them. */
@Timeout(60)
class LogbackTlsTest {

    private static LogbackTls tls(SSLConfiguration ssl) throws GeneralSecurityException {
        try (Host host = new Host()) {
            return new LogbackTls(ssl, host.adopt(new TcpAppender()));
        }
    }

    @Test
    void engine_nothingSet_asksForTheHostByNameAndVerifiesIt() throws Exception {
        // A name without a dot, as containers have it: the JDK by itself sends none of these.
        SSLEngine engine = tls(new TlsConfiguration()).engine("loghost", 6514);

        assertThat(engine.getUseClientMode()).isTrue();
        assertThat(engine.getEnabledProtocols()).containsExactlyInAnyOrder("TLSv1.3", "TLSv1.2");
        assertThat(engine.getSSLParameters().getServerNames()).containsExactly(new SNIHostName("loghost"));
        assertThat(engine.getSSLParameters().getEndpointIdentificationAlgorithm())
                .isEqualTo("HTTPS");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <ssl/> | TLSv1.3,TLSv1.2
            <ssl><protocol>TLS</protocol></ssl> | TLSv1.3,TLSv1.2
            <ssl><protocol>TLSv1.2</protocol></ssl> | TLSv1.2
            <ssl><protocol>TLSv1.3</protocol><parameters><excludedProtocols>TLSv1.2</excludedProtocols></parameters></ssl> | TLSv1.3
            <ssl><parameters><includedProtocols>TLSv1.2</includedProtocols></parameters></ssl> | TLSv1.2
            <ssl class='ch.qos.logback.core.net.ssl.SSLConfiguration'/> | TLSv1.2
            """)
    void engine_byTheElement_offersWhatItSaysAndElseBothThatAreSafe(String element, String offered) throws Exception {
        try (Host host = Host.configured("<appender name='TCP' class='io.penstock.logback.TcpAppender'>"
                + "<destination>loghost:6514</destination><protocol>syslog</protocol>" + element
                + "</appender><root level='INFO'><appender-ref ref='TCP'/></root>")) {
            assertThat(host.errors()).isEmpty();

            SSLConfiguration ssl = Objects.requireNonNull(appender(host).getSsl());
            SSLEngine engine = new LogbackTls(ssl, appender(host)).engine("loghost", 6514);

            assertThat(engine.getEnabledProtocols()).containsExactlyInAnyOrder(offered.split(","));
        }
    }

    @Test
    void engine_logbacksOwnByProgram_offersLogbacksDefault() throws Exception {
        assertThat(tls(new SSLConfiguration()).engine("loghost", 6514).getEnabledProtocols())
                .containsExactly("TLSv1.2");
    }

    @Test
    void engine_parametersSet_areAppliedToIt() throws Exception {
        SSLConfiguration ssl = new SSLConfiguration();
        ssl.getParameters().setIncludedProtocols("TLSv1.1,TLSv1.2");
        ssl.getParameters().setIncludedCipherSuites("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
        ssl.getParameters().setHostnameVerification(false);

        SSLEngine engine = tls(ssl).engine("loghost", 6514);

        assertThat(engine.getEnabledProtocols()).containsExactly("TLSv1.2");
        assertThat(engine.getEnabledCipherSuites()).containsExactly("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
        assertThat(engine.getSSLParameters().getEndpointIdentificationAlgorithm())
                .isNull();
    }

    @Test
    void new_oldProtocolsOnly_isRefused() {
        SSLConfiguration ssl = new SSLConfiguration();
        ssl.getParameters().setIncludedProtocols("TLSv1.1");

        assertThatThrownBy(() -> tls(ssl))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessage("<ssl> cannot be used: protocols=TLSv1.1 has nothing that is safe;"
                        + " use TLSv1.2, TLSv1.3 or both");
    }

    @Test
    void appender_keyStoreSet_showsItToAServerThatAsks() throws Exception {
        try (OneClient server = new OneClient();
                Host host = host(
                        "localhost",
                        server,
                        store("trustStore", TestCertificates.trustStore())
                                + store("keyStore", TestCertificates.client().keyStore))) {
            host.logger().info("hello");

            assertThat(server.said.get(Host.LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo("CN=client: hello");
            assertThat(host.errors()).isEmpty();
        }
    }

    @Test
    void appender_certificateOfNobodyKnown_saysSo() throws Exception {
        try (OneClient server = new OneClient();
                Host host = host("localhost", server, "")) {
            assertRefused(server, host, "localhost", "the peer's certificate is not trusted (");
        }
    }

    /** Elsewhere only 127.0.0.1 is this machine. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void appender_certificateOfAnotherHost_saysSo() throws Exception {
        try (OneClient server = new OneClient();
                Host host = host("127.0.0.7", server, store("trustStore", TestCertificates.trustStore()))) {
            assertRefused(server, host, "127.0.0.7", "the peer's certificate is for another host (");
        }
    }

    private static void assertRefused(OneClient server, Host host, String address, String reason) {
        String peer = address + ":" + server.port();
        host.logger().info("hello");

        await().atMost(Host.LONG).until(server.said::isCompletedExceptionally);
        await().atMost(Host.LONG)
                .untilAsserted(() -> assertThat(host.warningsOf(appender(host)))
                        .singleElement()
                        .asString()
                        .startsWith(peer + " cannot be reached (TLS handshake with " + peer + " failed: " + reason));
        assertThat(appender(host).getSenderStats().sent()).isZero();
    }

    private static String store(String element, Path file) {
        return "<" + element + "><location>" + file.toUri() + "</location><password>" + TestCertificates.PASSWORD
                + "</password></" + element + ">";
    }

    private static Host host(String address, OneClient server, String ssl) {
        return Host.configured("<appender name='TCP' class='io.penstock.logback.TcpAppender'><destination>" + address
                + ":"
                + server.port() + "</destination><backoff>1 minute</backoff><maxBackoff>1 minute</maxBackoff>"
                + "<drainTimeout>2 seconds</drainTimeout><encoder><pattern>%msg%n</pattern></encoder><ssl>" + ssl
                + "</ssl></appender><root level='INFO'><appender-ref ref='TCP'/></root>");
    }

    private static TcpAppender appender(Host host) {
        return (TcpAppender) host.context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("TCP");
    }

    /** Asks for a certificate, and reads to the end: one connection, one line. */
    private static final class OneClient implements AutoCloseable {

        private final SSLServerSocket socket;
        private final CompletableFuture<String> said = new CompletableFuture<>();
        private final Thread thread = new Thread(this::serve, "one-client");

        OneClient() throws IOException {
            socket = (SSLServerSocket)
                    TestCertificates.server().context().getServerSocketFactory().createServerSocket(0);
            socket.setNeedClientAuth(true);
            thread.setDaemon(true);
            thread.start();
        }

        int port() {
            return socket.getLocalPort();
        }

        private void serve() {
            try (SSLSocket client = (SSLSocket) socket.accept();
                    BufferedReader lines = new BufferedReader(
                            new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))) {
                String line = lines.readLine();
                said.complete(client.getSession().getPeerPrincipal().getName() + ": " + line);
                while (line != null) {
                    line = lines.readLine();
                }
            } catch (IOException refused) {
                said.completeExceptionally(refused);
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
            try {
                thread.join(Host.LONG.toMillis());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
