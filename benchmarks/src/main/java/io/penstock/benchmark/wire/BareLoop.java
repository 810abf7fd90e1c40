package io.penstock.benchmark.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * The yardstick: a full direct buffer of 64 KiB is written again and again, blocking.
 *
 * <p>It is not the fastest possible sender: where sender and reader share few cores, one that sleeps while the kernel has no room can be faster.
 */
public final class BareLoop implements SendingLoop {

    private static final int BUFFER_BYTES = 64 << 10;

    private final SocketChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

    /** @param sendBufferBytes 0: what the system gives */
    public BareLoop(int port, int sendBufferBytes) throws IOException {
        channel = SocketChannel.open();
        if (sendBufferBytes > 0) {
            channel.setOption(StandardSocketOptions.SO_SNDBUF, sendBufferBytes);
        }
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    @Override
    public void send(long records) throws IOException {
        long left = records * RECORD_BYTES;
        while (left > 0) {
            buffer.clear().limit((int) Math.min(left, BUFFER_BYTES));
            left -= buffer.remaining();
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
    }

    @Override
    public void turn() {
        // Nothing is held.
        Thread.onSpinWait();
    }

    @Override
    public String stateCheck() {
        return "none";
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
