package io.penstock.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * A server on loopback that plays the same script on every connection, and remembers when connections came and which
 * records it has truly acknowledged. Safe for any thread.
 */
public final class ScriptedPeer implements AutoCloseable {

    private static final int BACKLOG = 50;

    private final Script script;
    private final ServerSocket listener;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Long> connectedAtNanos = Collections.synchronizedList(new ArrayList<>());
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final BitSet acknowledged = new BitSet();

    /** Plays a script to each who connects. */
    public ScriptedPeer(Script script) throws IOException {
        this.script = script;
        listener = new ServerSocket();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        daemon("peer-accepts", this::accept);
    }

    private void accept() {
        while (true) {
            Socket socket;
            try {
                socket = listener.accept();
            } catch (IOException over) {
                return;
            }
            connectedAtNanos.add(System.nanoTime());
            sockets.add(socket);
            daemon("peer-talks", () -> play(socket));
        }
    }

    private void play(Socket socket) {
        try (socket) {
            script.play(new Talk(this, socket));
        } catch (IOException hungUp) {
            // The sender had enough of it.
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(socket);
        }
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Connections that came so far. */
    public int connections() {
        return connectedAtNanos.size();
    }

    /** When each connection was accepted, by {@link System#nanoTime()}. */
    public List<Long> connectedAtNanos() {
        synchronized (connectedAtNanos) {
            return List.copyOf(connectedAtNanos);
        }
    }

    /** Different records for which the peer has sent a right and positive acknowledgement. */
    public int acknowledged() {
        synchronized (acknowledged) {
            return acknowledged.cardinality();
        }
    }

    void acknowledged(int number) {
        synchronized (acknowledged) {
            acknowledged.set(number);
        }
    }

    /** Keeps a script waiting until the peer is closed. */
    void awaitClosed() throws InterruptedException {
        closed.await();
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sockets.forEach(ScriptedPeer::reset);
    }

    private static void reset(Socket socket) {
        try (socket) {
            socket.setSoLinger(true, 0);
        } catch (IOException gone) {
            // its script was over first
        }
    }

    /** What happens on one connection, from its beginning to its end. Called by several threads at once. */
    @FunctionalInterface
    public interface Script {
        /** When it returns the connection is closed. */
        void play(Talk talk) throws IOException, InterruptedException;
    }
}
