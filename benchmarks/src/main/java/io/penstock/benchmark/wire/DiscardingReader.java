package io.penstock.benchmark.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A receiver on the loopback interface that reads, counts and forgets, on one thread, one connection after the other.
 * Safe for any thread.
 */
public final class DiscardingReader implements AutoCloseable {

    private static final int BUFFER_BYTES = 256 << 10;

    private final ServerSocketChannel server;
    private final RecordCounter counter;
    private final Thread thread;
    private volatile long bytes;
    private volatile long records;
    private volatile @Nullable Throwable failure;

    /** Listens from now on, at a free {@link #port}. */
    public DiscardingReader(RecordCounter counter) throws IOException {
        this.counter = counter;
        server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        thread = new Thread(this::serve, "discarding-reader");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        try {
            while (true) {
                try (SocketChannel connection = server.accept()) {
                    while (connection.read(buffer) >= 0) {
                        bytes += buffer.position();
                        buffer.flip();
                        counter.count(buffer);
                        records = counter.records();
                        buffer.clear();
                    }
                }
            }
        } catch (AsynchronousCloseException closed) {
            return;
        } catch (IOException | RuntimeException unexpected) {
            failure = unexpected;
        }
    }

    public int port() {
        return server.socket().getLocalPort();
    }

    /** Complete records so far. */
    public long records() {
        return records;
    }

    /** Bytes so far. */
    public long bytes() {
        return bytes;
    }

    /** Waits until so many records are there, or none has come for the given time; returns those that are. */
    public long awaitRecords(long expected, long patienceNanos) throws InterruptedException {
        long seen = records;
        long since = System.nanoTime();
        while (seen < expected && failure == null && System.nanoTime() - since < patienceNanos) {
            // The nap is short beside what is measured, and long enough to leave the cores to the threads that are
            // measured.
            TimeUnit.MICROSECONDS.sleep(200);
            long now = records;
            if (now != seen) {
                seen = now;
                since = System.nanoTime();
            }
        }
        if (failure != null) {
            throw new IllegalStateException("the reader failed", failure);
        }
        return seen;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
