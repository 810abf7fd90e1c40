package io.penstock.tcp;

import io.penstock.Destination;
import io.penstock.ProbeChoice;
import io.penstock.ring.Announcer;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** Makes a connection, and the probe that watches it, of a connected channel. Confined to the drain thread. */
interface ConnectionFactory {

    /** As the settings say. */
    static ConnectionFactory of(ProbeChoice choice, @Nullable TlsEngines tls, Announcer announcer) {
        if (tls != null) {
            throw new UnsupportedOperationException("TLS is not built in yet");
        }
        return new ConnectionFactory() {
            @Override
            public Connection open(SocketChannel channel, Destination destination) {
                return new PlainConnection(channel);
            }

            @Override
            public StateProbe probe(SocketChannel channel) {
                return ReadProbe.INSTANCE;
            }
        };
    }

    Connection open(SocketChannel channel, Destination destination) throws IOException;

    /** Throws nothing: where a better one fails, the {@linkplain ReadProbe portable one} is there. */
    StateProbe probe(SocketChannel channel);
}
