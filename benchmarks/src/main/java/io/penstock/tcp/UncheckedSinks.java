package io.penstock.tcp;

import io.penstock.Destination;
import io.penstock.TcpConfig;
import io.penstock.net.Connection;
import io.penstock.sink.Announcer;
import io.penstock.sink.Tally;
import io.penstock.sink.TimeSource;
import io.penstock.tcp.dial.NameService;
import io.penstock.tcp.probe.ReadProbe;
import io.penstock.tcp.probe.StateProbe;
import io.penstock.wire.RecordEncoder;
import io.penstock.wire.WireProtocol;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.function.UnaryOperator;

/** Makes the sender that users get, but for the state check: what is missing in its time is what the check costs. */
public final class UncheckedSinks {

    private UncheckedSinks() {}

    /** A sender that never reads its connection and asks no probe. Only for a peer that says nothing and stays. */
    public static <S> TcpSink<S> create(
            TcpConfig config, WireProtocol protocol, RecordEncoder<S> encoder, Tally tally, Announcer announcer) {
        return new TcpSink<>(
                config,
                protocol,
                encoder,
                new Unread(),
                NameService.SYSTEM,
                bound -> 0,
                UnaryOperator.identity(),
                tally,
                announcer,
                TimeSource.system());
    }

    private static final class Unread implements ConnectionFactory {

        @Override
        public Connection open(SocketChannel channel, Destination destination) {
            return new UnreadConnection(channel);
        }

        @Override
        public StateProbe probe(SocketChannel channel) {
            return ReadProbe.INSTANCE;
        }
    }

    private static final class UnreadConnection implements Connection {

        private final Connection connection;
        private boolean ending;

        UnreadConnection(SocketChannel channel) {
            connection = Connection.plain(channel);
        }

        @Override
        public boolean establish() throws IOException {
            return connection.establish();
        }

        /** At the end only: without the peer's farewell the sender would wait for it. */
        @Override
        public int read(ByteBuffer target) throws IOException {
            return ending ? connection.read(target) : 0;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            return connection.write(source);
        }

        @Override
        public boolean flush() throws IOException {
            return connection.flush();
        }

        @Override
        public int interest() {
            return connection.interest();
        }

        @Override
        public void shutdownOutput() throws IOException {
            ending = true;
            connection.shutdownOutput();
        }

        @Override
        public SocketChannel channel() {
            return connection.channel();
        }

        @Override
        public void close() {
            connection.close();
        }
    }
}
