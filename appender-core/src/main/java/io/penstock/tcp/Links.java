package io.penstock.tcp;

import io.penstock.Destination;
import io.penstock.TcpConfig;
import io.penstock.net.Connection;
import io.penstock.net.SelectorSleeper;
import io.penstock.net.SocketSettings;
import io.penstock.tcp.probe.StateProbe;
import io.penstock.tcp.window.InFlightWindow;
import io.penstock.wire.WireProtocol;
import io.penstock.wire.WireProtocol.Unit;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;

/** Makes links of connected channels; one uses the buffers of another that was closed. Confined to the drain thread. */
final class Links {

    private final TcpConfig config;
    private final WireProtocol protocol;
    private final ConnectionFactory connections;
    private final SelectorSleeper sleeper;
    private final Deque<LinkBuffers> unused = new ArrayDeque<>();

    Links(TcpConfig config, WireProtocol protocol, ConnectionFactory connections, SelectorSleeper sleeper) {
        this.config = config;
        this.protocol = protocol;
        this.connections = connections;
        this.sleeper = sleeper;
    }

    /** A link for what is in this window. If that fails, the channel is closed. */
    Link make(SocketChannel channel, Destination destination, InFlightWindow window, long now) throws IOException {
        boolean made = false;
        try {
            if (channel.keyFor(sleeper.selector()) == null) {
                channel.register(sleeper.selector(), SelectionKey.OP_READ);
            }
            StateProbe probe = connections.probe(channel);
            int sendBuffer = probe.ackedBytes() == StateProbe.UNKNOWN
                    ? SocketSettings.PORTABLE_SEND_BUFFER
                    : SocketSettings.grow(channel);
            Connection connection = connections.open(channel, destination);
            LinkBuffers buffers = unused.isEmpty() ? new LinkBuffers() : unused.pop();
            Link link = new Link(
                    destination,
                    connection,
                    new KernelView(probe, connection, sendBuffer, window, config.writeTimeout(), now),
                    protocol.openSession(),
                    protocol.acknowledges() != Unit.NONE,
                    window,
                    config,
                    buffers,
                    () -> unused.push(buffers),
                    sleeper,
                    now);
            made = true;
            return link;
        } finally {
            if (!made) {
                sleeper.close(channel);
            }
        }
    }
}
