package io.penstock.collector.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.net.ssl.KeyStoreFactoryBean;
import ch.qos.logback.core.net.ssl.SSLConfiguration;
import io.penstock.collector.client.LogdConnection;
import io.penstock.jul.TcpHandler;
import io.penstock.logback.TcpAppender;
import io.penstock.peer.TestCertificates;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** All ports by TLS, with certificates that clients must show; with clients that are not ours where there are any. */
@Timeout(120)
class TlsTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String OPEN = "1 open 14 relp_version=0\n";

    @TempDir
    private Path directory;

    private CollectorProcess collector(String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "--tls-certificate",
                TestCertificates.server().certificatePem.toString(),
                "--tls-key",
                TestCertificates.server().keyPem.toString()));
        all.addAll(List.of(options));
        return CollectorProcess.start(directory.resolve("data"), all.toArray(String[]::new));
    }

    private static String[] clientsNeedCertificates() {
        return new String[] {"--tls-client-ca", TestCertificates.trustPem().toString()};
    }

    private static List<String> kept(CollectorProcess collector, SSLContext tls) throws IOException {
        List<String> lines = new ArrayList<>();
        InetSocketAddress address = collector.logd();
        try (LogdConnection connection = new LogdConnection(address, TIMEOUT, tls)) {
            LogdConnection.Batches found = connection.tail("default", 10_000);
            while (!found.batches().isEmpty()) {
                for (LogdConnection.Batch batch : found.batches()) {
                    batch.messages().forEach(message -> lines.add(new String(message, StandardCharsets.UTF_8)));
                }
                found = connection.read("default", found.next(), 10_000);
            }
        }
        return lines;
    }

    private static KeyStoreFactoryBean store(Path path) {
        KeyStoreFactoryBean bean = new KeyStoreFactoryBean();
        bean.setLocation(path.toUri().toString());
        bean.setPassword(TestCertificates.PASSWORD);
        bean.setType("PKCS12");
        return bean;
    }

    @Test
    void tcpAppender_relpWithACertificate_everyRecordIsAcknowledged() throws Exception {
        SSLConfiguration ssl = new SSLConfiguration();
        ssl.setTrustStore(store(TestCertificates.trustStore()));
        ssl.setKeyStore(store(TestCertificates.client().keyStore));
        LoggerContext context = new LoggerContext();
        TcpAppender appender = new TcpAppender();
        appender.setContext(context);
        appender.setName("TCP");
        appender.setProtocol("relp");
        appender.setDelivery("acked");
        appender.setSsl(ssl);
        try (CollectorProcess collector = collector(clientsNeedCertificates())) {
            assertThat(collector.startLines().get(2))
                    .startsWith("RELP by TLS, with clients' certificates, on 127.0.0.1:");
            appender.addDestination("localhost:" + collector.relp().getPort());
            appender.start();
            Logger logger = context.getLogger("test");
            logger.addAppender(appender);
            for (int i = 0; i < 500; i++) {
                logger.info("event {}", i);
            }

            assertThat(appender.flush(Duration.ofSeconds(30))).isTrue();

            assertThat(appender.getBooks().delivered()).isEqualTo(500);
            assertThat(kept(collector, TestCertificates.client().context())).hasSize(500);
        } finally {
            appender.stop();
            context.stop();
        }
    }

    @Test
    void tcpHandler_relpWithACertificate_everyRecordIsKept() throws Exception {
        TcpHandler handler = new TcpHandler();
        try (CollectorProcess collector = collector(clientsNeedCertificates())) {
            handler.setDestination("localhost:" + collector.relp().getPort());
            handler.setProtocol("relp");
            handler.setSsl(true);
            handler.setSslTrustStore(TestCertificates.trustStore().toString());
            handler.setSslTrustStorePassword(TestCertificates.PASSWORD);
            handler.setSslKeyStore(TestCertificates.client().keyStore.toString());
            handler.setSslKeyStorePassword(TestCertificates.PASSWORD);
            for (int i = 0; i < 100; i++) {
                handler.publish(new LogRecord(Level.INFO, "event " + i));
            }
            CollectorProcess.await(
                    "100 records",
                    () -> kept(collector, TestCertificates.client().context()).size() == 100);
        } finally {
            handler.close();
        }
    }

    private static String relp(CollectorProcess collector, SSLContext tls, String frames) throws IOException {
        try (Socket socket = tls.getSocketFactory()
                .createSocket("localhost", collector.relp().getPort())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write((OPEN + frames + "9 close 0\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void sameSessionFromTwoCertificates_neitherIsTakenForTheOther() throws Exception {
        String record = "<14>1 - h a - - [x session=\"s\" sequence=\"7\"] x";
        String frame = "2 syslog " + record.length() + " " + record + "\n";
        try (CollectorProcess collector = collector(clientsNeedCertificates())) {
            for (int i = 0; i < 2; i++) {
                assertThat(relp(collector, TestCertificates.client().context(), frame))
                        .contains("2 rsp 6 200 OK");
                assertThat(relp(collector, TestCertificates.otherClient().context(), frame))
                        .contains("2 rsp 6 200 OK");
            }

            assertThat(kept(collector, TestCertificates.client().context())).hasSize(2);
            try (LogdConnection connection = new LogdConnection(
                    collector.logd(), TIMEOUT, TestCertificates.client().context())) {
                assertThat(connection.stats()).containsEntry("duplicates", "2");
            }
        }
    }

    @Test
    void clientsWithoutTlsOrWithAStrangersCertificate_getNothingInAndTheOperatorIsTold() throws Exception {
        try (CollectorProcess collector = collector(clientsNeedCertificates())) {
            try (Socket plain = new Socket("127.0.0.1", collector.syslog().getPort())) {
                plain.setSoTimeout(20_000);
                plain.getOutputStream().write("<14>secret words\n<14>more\n".getBytes(StandardCharsets.US_ASCII));
                InputStream in = plain.getInputStream();
                while (in.read() >= 0) {
                    // An alert, perhaps.
                }
            }
            try {
                assertThat(relp(collector, TestCertificates.stranger().context(), "2 syslog 5 <14>x\n"))
                        .doesNotContain("200 OK");
            } catch (IOException refused) {
                // By an alert.
            }

            CollectorProcess.await(
                    "both are told",
                    () -> collector.errors().contains("it does not speak TLS")
                            && collector.errors().contains("SSLHandshakeException"));
            assertThat(collector.errors()).doesNotContain("secret");
            assertThat(kept(collector, TestCertificates.client().context())).isEmpty();
        }
    }

    @Test
    void oneLongAnswer_readByTls_arrivesWhole() throws Exception {
        SSLContext tls = TestCertificates.client().context();
        try (CollectorProcess collector = collector();
                LogdConnection connection = new LogdConnection(collector.logd(), TIMEOUT, tls)) {
            byte[] longest = "0123456789abcdef".repeat(65_535).getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 10; i++) {
                connection.write("default", List.of(longest));
            }

            LogdConnection.Batches found = connection.read("default", 0, 10);

            assertThat(found.batches()).hasSize(10);
            assertThat(found.batches())
                    .allSatisfy(batch -> assertThat(batch.messages()).containsExactly(longest));
        }
    }

    @Test
    void onePortIsPlain_theOthersAreNot() throws Exception {
        try (CollectorProcess collector = collector("--tls-certificate", "logd=none")) {
            assertThat(collector.startLines().get(0)).startsWith("logd's protocol on ");
            assertThat(collector.startLines().get(1)).startsWith("syslog by TLS on ");
            assertThat(relp(collector, TestCertificates.client().context(), "2 syslog 5 <14>x\n"))
                    .contains("2 rsp 6 200 OK");
            assertThat(kept(collector, null)).hasSize(1);
        }
    }

    @Test
    void commands_byTls_writeAndRead() throws Exception {
        Path file = Files.writeString(directory.resolve("lines"), "one\ntwo\n");
        try (CollectorProcess collector = collector(clientsNeedCertificates())) {
            String server = "localhost:" + collector.logd().getPort();
            String[] tls = {
                "--server",
                server,
                "--server-ca",
                TestCertificates.trustPem().toString(),
                "--client-certificate",
                TestCertificates.client().certificatePem.toString(),
                "--client-key",
                TestCertificates.client().keyPem.toString()
            };
            List<String> write = new ArrayList<>(List.of("write"));
            write.addAll(List.of(tls));
            write.add(file.toString());
            assertThat(Main.run(write.toArray(String[]::new))).isZero();
            List<String> stats = new ArrayList<>(List.of("stats"));
            stats.addAll(List.of(tls));
            assertThat(Main.run(stats.toArray(String[]::new))).isZero();

            assertThat(kept(collector, TestCertificates.client().context())).containsExactly("one", "two");
            assertThat(Main.run("stats", "--server", server)).isEqualTo(1);
        }
    }

    private String refusal(String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.penstock.collector.cli.Main",
                "serve",
                "--data",
                directory.resolve("none").toString()));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isEqualTo(2);
        return said;
    }

    @Test
    void filesThatCannotBeUsed_endTheStartWithASentence() throws Exception {
        String certificate = TestCertificates.server().certificatePem.toString();
        String key = TestCertificates.server().keyPem.toString();

        assertThat(refusal("--tls-certificate", "/no/such.pem", "--tls-key", key))
                .contains("/no/such.pem does not exist");
        assertThat(refusal("--tls-certificate", certificate))
                .contains("--tls-certificate=" + certificate + " has no key; give it with --tls-key");
        assertThat(refusal("--tls-certificate", certificate, "--tls-key", certificate))
                .contains(certificate + " holds no private key that can be read");
        assertThat(refusal("--tls-certificate", certificate, "--tls-key", directory.toString()))
                .contains(directory + " cannot be read: ");
        assertThat(refusal("--tls-certificate", "telnet=" + certificate, "--tls-key", key))
                .contains("there is no port telnet; use logd, relp, syslog or python");
        assertThat(refusal("--tls-client-ca", certificate)).contains("have no meaning without --tls-certificate");
    }

    private static boolean has(String name, String program) {
        String wanted = System.getProperty("penstock.realPeers", "");
        boolean there = Files.isExecutable(Path.of(program));
        if (!there && wanted.equals("required")) {
            throw new AssertionError(name + " is missing, and -Dpenstock.realPeers=required");
        }
        if (!there) {
            System.err.println(
                    "WARNING: NOT TESTED: " + name + " into the collector by TLS; " + program + " is missing");
        }
        return there && !wanted.equals("false");
    }

    @Test
    void python_syslogAndSocketHandlerByItsOwnTls_areKept() throws Exception {
        assumeTrue(has("Python", "/usr/bin/python3"));
        Path script = Files.writeString(directory.resolve("tls.py"), """
                import logging, logging.handlers, socket, ssl, sys

                python, syslog, ca, certificate, key = int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:6]
                context = ssl.create_default_context(cafile=ca)
                context.load_cert_chain(certificate, key)

                def connect(port):
                    return context.wrap_socket(socket.create_connection(('localhost', port)), server_hostname='localhost')

                class Secure(logging.handlers.SocketHandler):
                    def makeSocket(self, timeout=1):
                        return connect(python)

                handler = Secure('localhost', python)
                logger = logging.getLogger('tls')
                logger.addHandler(handler)
                for i in range(100):
                    logger.warning('by python %d', i)
                handler.close()
                with connect(syslog) as connection:
                    for i in range(100):
                        message = b'<14>1 - h app - - - by syslog %d' % i
                        connection.sendall(b'%d %s' % (len(message), message))
                """);
        try (CollectorProcess collector = collector(clientsNeedCertificates())) {
            Process python = new ProcessBuilder(
                            "/usr/bin/python3",
                            script.toString(),
                            Integer.toString(collector.python().getPort()),
                            Integer.toString(collector.syslog().getPort()),
                            TestCertificates.trustPem().toString(),
                            TestCertificates.client().certificatePem.toString(),
                            TestCertificates.client().keyPem.toString())
                    .inheritIO()
                    .start();
            assertThat(python.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(python.exitValue()).isZero();

            CollectorProcess.await(
                    "200 records",
                    () -> kept(collector, TestCertificates.client().context()).size() == 200);
        }
    }

    @Test
    void openssl_logdByHand_isAnsweredAlsoAfterItHasEndedItsSide() throws Exception {
        assumeTrue(has("openssl", "/usr/bin/openssl"));
        try (CollectorProcess collector = collector()) {
            Process openssl = new ProcessBuilder(
                            "/usr/bin/openssl",
                            "s_client",
                            "-quiet",
                            "-verify_return_error",
                            "-CAfile",
                            TestCertificates.trustPem().toString(),
                            "-connect",
                            "localhost:" + collector.logd().getPort())
                    .redirectError(directory.resolve("openssl.err").toFile())
                    .start();
            openssl.getOutputStream()
                    .write("BATCH 11 default 1119933379 1\r\nMSG 2\r\nhi\r\nCONFIG\r\nCLOSE\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            openssl.getOutputStream().close();
            String answers = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

            assertThat(answers).contains("MaxBatchSize: 65536").endsWith("OK\r\n");
        }
    }

    @Test
    void rsyslog_omfwdAndOmrelpByTls_areKept() throws Exception {
        assumeTrue(has("rsyslog", "/usr/sbin/rsyslogd"));
        try (CollectorProcess collector = collector(clientsNeedCertificates())) {
            int input;
            try (java.net.ServerSocket free = new java.net.ServerSocket(0)) {
                input = free.getLocalPort();
            }
            Path configuration = Files.writeString(directory.resolve("rsyslog.conf"), """
                    global(workDirectory="@DIR" defaultNetstreamDriver="ossl" defaultNetstreamDriverCAFile="@CA"
                           defaultNetstreamDriverCertFile="@CERT" defaultNetstreamDriverKeyFile="@KEY")
                    module(load="imptcp")
                    module(load="omrelp" tls.tlslib="openssl")
                    input(type="imptcp" address="127.0.0.1" port="@INPUT")
                    action(type="omfwd" target="127.0.0.1" port="@SYSLOG" protocol="tcp" TCP_Framing="octet-counted"
                           StreamDriver="ossl" StreamDriverMode="1" StreamDriverAuthMode="x509/certvalid")
                    action(type="omrelp" target="127.0.0.1" port="@RELP" tls="on" tls.caCert="@CA" tls.myCert="@CERT"
                           tls.myPrivKey="@KEY" tls.authMode="certvalid")
                    """.replace(
                            "@DIR", directory.toString())
                    .replace("@CA", TestCertificates.trustPem().toString())
                    .replace("@CERT", TestCertificates.client().certificatePem.toString())
                    .replace("@KEY", TestCertificates.client().keyPem.toString())
                    .replace("@INPUT", Integer.toString(input))
                    .replace("@SYSLOG", Integer.toString(collector.syslog().getPort()))
                    .replace("@RELP", Integer.toString(collector.relp().getPort())));
            Process rsyslog = new ProcessBuilder(
                            "/usr/sbin/rsyslogd",
                            "-n",
                            "-f",
                            configuration.toString(),
                            "-i",
                            directory.resolve("rsyslog.pid").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("rsyslog.out").toFile())
                    .start();
            try {
                CollectorProcess.await("rsyslog listens", () -> {
                    try (Socket socket = new Socket("127.0.0.1", input)) {
                        StringBuilder lines = new StringBuilder();
                        for (int i = 0; i < 50; i++) {
                            lines.append("<13>Dec  1 00:00:00 host app: line ")
                                    .append(i)
                                    .append('\n');
                        }
                        socket.getOutputStream().write(lines.toString().getBytes(StandardCharsets.US_ASCII));
                        return true;
                    } catch (IOException notYet) {
                        return false;
                    }
                });

                CollectorProcess.await(
                        "each line by both ways: " + Files.readString(directory.resolve("rsyslog.out")), () -> {
                            List<String> lines =
                                    kept(collector, TestCertificates.client().context());
                            return lines.stream()
                                                    .filter(line -> line.contains("\"source\":\"syslog:"))
                                                    .count()
                                            == 50
                                    && lines.stream()
                                                    .filter(line -> line.contains("\"source\":\"relp:"))
                                                    .count()
                                            == 50;
                        });
            } finally {
                rsyslog.destroy();
                if (!rsyslog.waitFor(10, TimeUnit.SECONDS)) {
                    rsyslog.destroyForcibly();
                }
            }
        }
    }
}
