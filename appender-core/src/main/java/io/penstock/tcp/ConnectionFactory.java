package io.penstock.tcp;

import io.penstock.Destination;
import io.penstock.TcpConfig;
import io.penstock.net.Connection;
import io.penstock.net.TlsEngines;
import io.penstock.sink.Announcer;
import io.penstock.sink.TimeSource;
import io.penstock.tcp.probe.ReadProbe;
import io.penstock.tcp.probe.StateProbe;
import io.penstock.tcp.probe.StateProbes;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** Makes a connection, and the probe that watches it, of a connected channel. Confined to the drain thread. */
interface ConnectionFactory {

    /** As the settings say. */
    static ConnectionFactory of(TcpConfig config, @Nullable TlsEngines tls, Announcer announcer, TimeSource time) {
        StateProbes probes = new StateProbes(config.stateProbe(), tls != null, config.writeTimeout(), time, announcer);
        return new ConnectionFactory() {
            @Override
            public Connection open(SocketChannel channel, Destination destination) throws IOException {
                return tls == null ? Connection.plain(channel) : Connection.encrypted(channel, tls, destination);
            }

            @Override
            public StateProbe probe(SocketChannel channel) {
                return probes.probe(channel);
            }
        };
    }

    Connection open(SocketChannel channel, Destination destination) throws IOException;

    /** Throws nothing: where a better one fails, the {@linkplain ReadProbe portable one} is there. */
    StateProbe probe(SocketChannel channel);
}
