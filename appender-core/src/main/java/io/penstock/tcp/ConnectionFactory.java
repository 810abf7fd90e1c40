package io.penstock.tcp;

import io.penstock.Destination;
import io.penstock.TcpConfig;
import io.penstock.sink.Announcer;
import io.penstock.sink.TimeSource;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/** Makes a connection, and the probe that watches it, of a connected channel. Confined to the drain thread. */
interface ConnectionFactory {

    /** As the settings say. */
    static ConnectionFactory of(TcpConfig config, @Nullable TlsEngines tls, Announcer announcer, TimeSource time) {
        StateProbes probes = new StateProbes(config.stateProbe(), tls != null, config.writeTimeout(), time, announcer);
        return new ConnectionFactory() {
            @Override
            public Connection open(SocketChannel channel, Destination destination) throws IOException {
                return tls == null ? new PlainConnection(channel) : encrypted(tls, channel, destination);
            }

            @Override
            public StateProbe probe(SocketChannel channel) {
                return probes.probe(channel);
            }
        };
    }

    private static Connection encrypted(TlsEngines tls, SocketChannel channel, Destination destination)
            throws IOException {
        try {
            return new TlsConnection(channel, tls.engine(destination.host(), destination.port()));
        } catch (GeneralSecurityException | IllegalArgumentException failure) {
            throw new IOException("no TLS with " + destination + ": " + failure.getMessage(), failure);
        }
    }

    Connection open(SocketChannel channel, Destination destination) throws IOException;

    /** Throws nothing: where a better one fails, the {@linkplain ReadProbe portable one} is there. */
    StateProbe probe(SocketChannel channel);
}
