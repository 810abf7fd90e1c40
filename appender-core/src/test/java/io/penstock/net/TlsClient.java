package io.penstock.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Drives a {@link TlsConnection} as the sender does: tries, then waits in a selector, up to a time limit. */
final class TlsClient implements AutoCloseable {

    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(20);

    final TlsConnection connection;
    private final Selector selector = Selector.open();
    private final SelectionKey key;

    interface Step {
        boolean isDone() throws IOException;
    }

    TlsClient(InetSocketAddress peer, TlsEngines engines) throws Exception {
        this(peer, engines, "localhost");
    }

    TlsClient(InetSocketAddress peer, TlsEngines engines, String host) throws Exception {
        SocketChannel channel = SocketChannel.open(peer);
        channel.configureBlocking(false);
        key = channel.register(selector, SelectionKey.OP_READ);
        connection = new TlsConnection(channel, engines.engine(host, peer.getPort()));
    }

    TlsClient establish() throws IOException {
        until("handshake", connection::establish);
        return this;
    }

    void until(String what, Step step) throws IOException {
        long start = System.nanoTime();
        while (!step.isDone()) {
            if (System.nanoTime() - start > LIMIT_NANOS) {
                throw new AssertionError(what + " not done in time");
            }
            key.interestOps(SelectionKey.OP_READ | connection.interest());
            selector.select(10);
            selector.selectedKeys().clear();
        }
    }

    void write(String text) throws IOException {
        write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    void write(ByteBuffer source) throws IOException {
        until("write", () -> {
            connection.write(source);
            return !source.hasRemaining() && connection.flush();
        });
    }

    /** So many characters, or less if the peer ends before. */
    String read(int length) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(length);
        until("read", () -> connection.read(target) < 0 || !target.hasRemaining());
        return new String(target.array(), 0, target.position(), StandardCharsets.UTF_8);
    }

    /** Reads on until the connection says that it has ended or failed. */
    void readToEnd() throws IOException {
        ByteBuffer target = ByteBuffer.allocate(1000);
        until("end", () -> connection.read(target.clear()) < 0);
    }

    @Override
    public void close() throws IOException {
        connection.close();
        selector.close();
    }
}
