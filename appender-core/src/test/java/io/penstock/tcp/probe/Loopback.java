package io.penstock.tcp.probe;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;

/** A channel of ours and the peer's socket, connected. */
final class Loopback implements AutoCloseable {

    final SocketChannel channel;
    final Socket peer;
    private final ServerSocketChannel listener;

    Loopback() throws IOException {
        this("127.0.0.1", StandardProtocolFamily.INET);
    }

    Loopback(String address, ProtocolFamily family) throws IOException {
        listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(address, 0));
        channel = SocketChannel.open(family);
        channel.connect(listener.getLocalAddress());
        channel.configureBlocking(false);
        // By its channel: a Socket of its own says goodbye (FIN) even if it leaves data unread, as no killed process
        // does.
        peer = listener.accept().socket();
    }

    void write(int bytes) throws IOException {
        ByteBuffer source = ByteBuffer.allocate(bytes);
        if (channel.write(source) != bytes) {
            throw new IOException("the kernel took " + source.position() + " of " + bytes);
        }
    }

    /** Until the kernel takes no more; how many it took. */
    long fill() throws IOException {
        long total = 0;
        ByteBuffer source = ByteBuffer.allocate(1 << 16);
        // Once full, the kernel may move some on to the peer's buffer and take more.
        for (int refusals = 0; refusals < 1000; ) {
            int taken = channel.write(source.clear());
            total += taken;
            refusals = taken == 0 ? refusals + 1 : 0;
        }
        return total;
    }

    void peerReads(int bytes) throws IOException {
        if (peer.getInputStream().readNBytes(bytes).length != bytes) {
            throw new IOException("less than " + bytes + " bytes came");
        }
    }

    /** The peer goes with an RST, as with SO_LINGER 0. */
    void peerResets() throws IOException {
        peer.setSoLinger(true, 0);
        peer.close();
    }

    static void soon(ThrowingRunnable assertion) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(2))
                .untilAsserted(assertion);
    }

    @Override
    public void close() throws IOException {
        channel.close();
        peer.close();
        listener.close();
    }
}
