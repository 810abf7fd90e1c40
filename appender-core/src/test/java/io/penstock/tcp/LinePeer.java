package io.penstock.tcp;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;

/** A receiver of lines on the loopback, that does with each connection what its {@link Script} says. */
final class LinePeer implements AutoCloseable {

    /** What to do with a connection; the peer closes it afterwards. */
    interface Script {
        void run(LinePeer peer, Socket socket) throws IOException;
    }

    /** Reads lines to the end. */
    static final Script READS = (peer, socket) -> peer.readLines(socket, Integer.MAX_VALUE);

    final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final ServerSocket server;
    private final Thread acceptor;
    private volatile Script script;
    /** Where the connection comes from that only asks whether all before it were accepted. */
    private volatile int rollCallPort;

    private final Semaphore rollCallHeard = new Semaphore(0);

    LinePeer(Script script) throws IOException {
        this(script, 0);
    }

    LinePeer(Script script, int port) throws IOException {
        this(script, port, 0);
    }

    /** Whose kernel takes no more than some 32 KB that it has not read: by itself it grows to megabytes for one that reads. */
    static LinePeer withSmallBuffer(Script script) throws IOException {
        return new LinePeer(script, 0, 16 << 10);
    }

    private LinePeer(Script script, int port, int receiveBuffer) throws IOException {
        this.script = script;
        server = new ServerSocket();
        server.setReuseAddress(true);
        if (receiveBuffer > 0) {
            server.setReceiveBufferSize(receiveBuffer);
        }
        server.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
        acceptor = new Thread(this::accept, "peer-" + port());
        acceptor.setDaemon(true);
        acceptor.start();
    }

    /**
     * A port at which nobody listens, for the time being. Below those that the kernel gives to connections of others,
     * and to ours, which would then be connected to themselves.
     */
    static int freePort() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(10_000, 32_000);
            try (ServerSocket probe = new ServerSocket(port)) {
                return probe.getLocalPort();
            } catch (BindException taken) {
                continue;
            }
        }
    }

    int port() {
        return server.getLocalPort();
    }

    String destination() {
        return "127.0.0.1:" + port();
    }

    /**
     * For the connections to come. Those there are keep to their script, also if they were made, as the other end sees
     * it, but our thread has not accepted them yet.
     */
    void follow(Script next) throws IOException {
        acceptAll();
        script = next;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                if (socket.getPort() == rollCallPort) {
                    socket.close();
                    rollCallHeard.release();
                    continue;
                }
                sockets.add(socket);
                Script present = script;
                Thread reader = new Thread(() -> serve(socket, present), "peer-connection-" + sockets.size());
                reader.setDaemon(true);
                reader.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket, Script present) {
        try (socket) {
            present.run(this, socket);
        } catch (IOException broken) {
            // Scripts break connections on purpose.
        }
    }

    void readLines(Socket socket, int most) throws IOException {
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        for (int i = 0; i < most; i++) {
            String line = reader.readLine();
            if (line == null) {
                return;
            }
            lines.add(line);
        }
    }

    /**
     * Breaks all connections with a reset, also those that were made, as the other end sees it, but which our thread has
     * not accepted yet.
     */
    void reset() throws IOException {
        acceptAll();
        for (Socket socket : sockets) {
            if (!socket.isClosed()) {
                socket.setSoLinger(true, 0);
                socket.close();
            }
        }
        sockets.clear();
    }

    /** Connections are accepted in the order in which they were made: makes one more, and waits for it. */
    private synchronized void acceptAll() throws IOException {
        try (Socket last = new Socket()) {
            last.bind(new InetSocketAddress(server.getInetAddress(), 0));
            rollCallPort = last.getLocalPort();
            last.connect(server.getLocalSocketAddress());
            rollCallHeard.acquireUninterruptibly();
        } finally {
            // The kernel may give the port to a connection of the other end's.
            rollCallPort = 0;
        }
    }

    void awaitConnections(int count) {
        await("connections")
                .atMost(SenderRing.LONG)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> sockets.size() >= count);
    }

    void awaitLine(String line) {
        await("line " + line)
                .atMost(SenderRing.LONG)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> lines.contains(line));
    }

    /** In the midst of a test. */
    void die() throws IOException {
        close();
    }

    @Override
    public void close() throws IOException {
        server.close();
        try {
            // As long as it is in accept, the kernel keeps the port.
            acceptor.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
