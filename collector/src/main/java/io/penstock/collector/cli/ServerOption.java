package io.penstock.collector.cli;

import io.penstock.collector.client.LogdConnection;
import io.penstock.collector.net.HostPort;
import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine.Option;

/** {@code --server} of the client commands. */
final class ServerOption {

    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    @Option(
            names = "--server",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:1774",
            description = "the collector's logd port (${DEFAULT-VALUE})")
    private String server = "127.0.0.1:1774";

    LogdConnection connect() throws IOException {
        HostPort address = HostPort.parse("--server", server)
                .orElseThrow(() -> new IOException("--server=off: a server is needed"));
        try {
            return new LogdConnection(address.resolve(), TIMEOUT);
        } catch (IOException failure) {
            throw new IOException(
                    "no collector answers at --server=" + address + ": " + failure.getMessage()
                            + "; is it running (collector serve), and is that its logd port?",
                    failure);
        }
    }
}
