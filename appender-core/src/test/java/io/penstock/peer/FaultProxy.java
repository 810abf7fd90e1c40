package io.penstock.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A TCP proxy on loopback that misbehaves on demand, while connections run through it. Safe for any thread.
 *
 * <pre>
 *  sender ──socket──▶ read ─DelayLine─▶ write ──socket──▶ receiver
 *                       latency, jitter │ stall, slices, drop, corrupt
 * </pre>
 *
 * <p>Every fault counts for the connections there are and for those to come, until {@link #heal}; what is under way in a
 * stalled direction goes on then. Beyond some 256 KiB a stalled proxy does not read any more.
 */
public final class FaultProxy implements AutoCloseable {

    /** Which way the bytes go. */
    public enum Direction {
        TO_SERVER,
        TO_CLIENT
    }

    private static final int BACKLOG = 50;
    private static final long LONGEST_ACCEPT_MILLIS = 10_000;
    private static final int CONNECT_MILLIS = 1000;

    private final InetSocketAddress target;
    private final int port;
    private final Faults toServer = new Faults();
    private final Faults toClient = new Faults();
    // Under the proxy's lock: a connection is either there when a fault strikes all of them, or comes after it.
    private final List<FaultyLink> links = new ArrayList<>();
    private final List<Socket> unread = new ArrayList<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private boolean neverRead;
    private int linked;
    private volatile ServerSocket listener;
    private volatile Thread acceptor;

    public FaultProxy(InetSocketAddress target) throws IOException {
        this.target = target;
        this.listener = listen(0);
        this.port = listener.getLocalPort();
    }

    private ServerSocket listen(int at) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), BACKLOG);
        acceptor = new Thread(() -> accept(socket), "proxy-accepts");
        acceptor.setDaemon(true);
        acceptor.start();
        return socket;
    }

    private void accept(ServerSocket socket) {
        while (true) {
            Socket client;
            try {
                client = socket.accept();
            } catch (IOException closed) {
                return;
            }
            accepted.incrementAndGet();
            connect(client);
        }
    }

    private void connect(Socket client) {
        if (isLeftUnread(client)) {
            return;
        }
        Socket server = new Socket();
        try {
            server.connect(target, CONNECT_MILLIS);
            link(new FaultyLink(client, server, toServer, toClient));
        } catch (IOException unreachable) {
            // As if nobody listened; the client has been accepted, so a reset is the nearest there is.
            try (server;
                    client) {
                client.setSoLinger(true, 0);
            } catch (IOException gone) {
                // the client was faster
            }
        }
    }

    private synchronized boolean isLeftUnread(Socket client) {
        if (neverRead) {
            unread.add(client);
        }
        return neverRead;
    }

    /** Known before anything gets through: who has heard from the other end can rely on it that faults strike it. */
    private synchronized void link(FaultyLink link) {
        links.add(link);
        linked++;
        link.start();
    }

    /** Where the sender connects to. */
    public int port() {
        return port;
    }

    /** Connections accepted so far. */
    public int accepted() {
        return accepted.get();
    }

    /**
     * Connections so far that were led on to the receiver. The kernel accepts earlier than we do: a fault strikes those
     * counted here, and may miss a connection that its client takes for made.
     */
    public synchronized int linked() {
        return linked;
    }

    private Faults of(Direction direction) {
        return direction == Direction.TO_SERVER ? toServer : toClient;
    }

    /** Bytes take so long, and up to {@code jitterMillis} longer; their order stays. */
    public void latency(Direction direction, long millis, long jitterMillis) {
        of(direction).latency(millis, jitterMillis);
    }

    /** Every write to the receiver has at most so many bytes. */
    public void slice(Direction direction, int bytes) {
        of(direction).slice(bytes);
    }

    /** How many writes there were. */
    public long writes(Direction direction) {
        return of(direction).writes();
    }

    /** Nothing gets through, nobody is told. */
    public void stall(Direction direction) {
        of(direction).stall(true);
    }

    /** As if the cable were pulled: nothing gets through in either direction. */
    public void stall() {
        stall(Direction.TO_SERVER);
        stall(Direction.TO_CLIENT);
    }

    /** Changes one of so many bytes. */
    public void corrupt(Direction direction, long everyBytes) {
        of(direction).corruptEvery(everyBytes);
    }

    /** The next so many bytes get lost, as no TCP does it, but a broken middle box. */
    public void drop(Direction direction, long bytes) {
        of(direction).drop(bytes);
    }

    /** Ends this direction of every connection; the other one goes on. */
    public synchronized void halfClose(Direction direction) {
        links.forEach(link -> link.halfClose(direction));
    }

    /** Ends every connection with RST to both ends. */
    public synchronized void reset() {
        links.forEach(FaultyLink::reset);
        links.clear();
    }

    /** Ends every connection with FIN to both ends. */
    public synchronized void closeConnections() {
        links.forEach(FaultyLink::close);
        links.clear();
    }

    /** From now on connections are refused; those there are go on. */
    public void refuse() {
        try {
            listener.close();
            // The kernel goes on listening as long as a thread is inside accept(). Without the lock, which it may need.
            acceptor.join(LONGEST_ACCEPT_MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** From now on connections are accepted and left alone. */
    public synchronized void neverRead() {
        neverRead = true;
    }

    /** All is well from now on. Connections that were never read are reset. */
    public synchronized void heal() {
        neverRead = false;
        resetUnread();
        toServer.heal();
        toClient.heal();
        if (listener.isClosed()) {
            try {
                listener = listen(port);
            } catch (IOException e) {
                throw new UncheckedIOException("port " + port + " was taken meanwhile", e);
            }
        }
    }

    private synchronized void resetUnread() {
        unread.forEach(FaultProxy::reset);
        unread.clear();
    }

    private static void reset(Socket socket) {
        try (socket) {
            socket.setSoLinger(true, 0);
        } catch (IOException gone) {
            // the other end was faster
        }
    }

    @Override
    public void close() {
        refuse();
        reset();
        resetUnread();
        toServer.heal();
        toClient.heal();
    }
}
