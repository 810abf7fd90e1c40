package io.penstock.collector.cli;

import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.penstock.collector.client.LogdConnection;
import io.penstock.collector.net.HostPort;
import io.penstock.collector.net.Pem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --server} of the client commands, and how to speak to it. */
final class ServerOption {

    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    @Option(
            names = "--server",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:1774",
            description = "the collector's logd port (${DEFAULT-VALUE})")
    private String server = "127.0.0.1:1774";

    @Option(
            names = "--server-ca",
            paramLabel = "FILE",
            description = "PEM: speak TLS, to a server with a certificate that one of these has signed (plain)")
    private @Nullable Path authorities;

    @Option(
            names = "--client-certificate",
            paramLabel = "FILE",
            description = "PEM: ours, if the server asks for one; needs --server-ca and --client-key (none)")
    private @Nullable Path certificate;

    @Option(names = "--client-key", paramLabel = "FILE", description = "PEM: its key, PKCS#8 and not encrypted (none)")
    private @Nullable Path key;

    @SuppressWarnings("UnusedVariable") // read before the others are: see SettingsFile
    @Option(
            names = SettingsFile.OPTION,
            paramLabel = "FILE",
            description = "options that are neither typed nor in the environment, one a line: server=HOST:PORT (none)")
    private @Nullable Path settings;

    LogdConnection connect() throws IOException {
        HostPort address = HostPort.parse("--server", server)
                .orElseThrow(() -> new IOException("--server=off: a server is needed"));
        SSLContext tls = tls();
        try {
            return new LogdConnection(address.resolve(), TIMEOUT, tls);
        } catch (IOException failure) {
            throw new IOException(
                    "no collector answers at --server=" + address + ": " + failure.getMessage()
                            + "; is it running (collector serve), and is that its logd port?",
                    failure);
        }
    }

    private @Nullable SSLContext tls() throws IOException {
        if (authorities == null) {
            if (certificate != null || key != null) {
                throw new IOException("--client-certificate and --client-key are for TLS; give --server-ca, too");
            }
            return null;
        }
        if ((certificate == null) != (key == null)) {
            throw new IOException("--client-certificate and --client-key belong together; give both or none");
        }
        SslContextBuilder builder =
                SslContextBuilder.forClient().sslProvider(SslProvider.JDK).trustManager(Pem.certificates(authorities));
        if (certificate != null && key != null) {
            builder.keyManager(Pem.key(key), Pem.certificates(certificate));
        }
        return ((JdkSslContext) builder.build()).context();
    }
}
