package io.penstock.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A real haproxy that passes on one port to another, both on loopback. Not safe for concurrent use.
 *
 * <p>While nobody listens at the other, it accepts, takes bytes, tries for two and a half seconds and then closes.
 */
final class HaProxy extends PeerProcess {

    private final Path program;
    private final Path configuration;
    private final int port = Ports.free();

    /** @param idle after how long without a byte it ends both connections */
    HaProxy(Path directory, int backendPort, Duration idle) {
        super(directory);
        program = RealPeers.require("haproxy");
        configuration = directory.resolve("haproxy.cfg");
        try {
            Files.writeString(configuration, """
                    global
                      maxconn 200
                    defaults
                      mode tcp
                      retries 5
                      timeout connect 500ms
                      timeout client %1$dms
                      timeout server %1$dms
                    listen logs
                      bind 127.0.0.1:%2$d
                      server receiver 127.0.0.1:%3$d
                    """.formatted(idle.toMillis(), port, backendPort));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    @Override
    List<String> command() {
        return List.of(program.toString(), "-db", "-f", configuration.toString());
    }

    @Override
    List<Integer> ports() {
        return List.of(port);
    }
}
