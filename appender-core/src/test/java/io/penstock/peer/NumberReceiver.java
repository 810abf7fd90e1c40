package io.penstock.peer;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.BitSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A healthy receiver of lines or RELP, plain or by TLS, that knows the numbers it has got. Safe for any thread. */
final class NumberReceiver implements AutoCloseable {

    private final boolean relp;
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final BitSet numbers = new BitSet();
    private long records;
    private long firstNanos;

    /** @param tls null: plain */
    NumberReceiver(boolean relp, @Nullable SSLContext tls) throws IOException {
        this.relp = relp;
        listener =
                tls == null ? new ServerSocket() : tls.getServerSocketFactory().createServerSocket();
        listener.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
        daemon(this::accept);
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "number-receiver");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (true) {
            try {
                Socket socket = listener.accept();
                connections.incrementAndGet();
                sockets.add(socket);
                daemon(() -> serve(socket));
            } catch (IOException over) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            if (relp) {
                readRelp(socket);
            } else {
                readLines(new BufferedInputStream(socket.getInputStream()));
            }
        } catch (IOException gone) {
            // As senders go.
        } finally {
            sockets.remove(socket);
        }
    }

    private void readLines(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (next == '\n') {
                got(line.toByteArray());
                line.reset();
            } else {
                line.write(next);
            }
        }
    }

    private void readRelp(Socket socket) throws IOException {
        RelpParser parser = new RelpParser();
        byte[] buffer = new byte[8192];
        for (int count = socket.getInputStream().read(buffer);
                count >= 0;
                count = socket.getInputStream().read(buffer)) {
            for (RelpFrame frame : parser.parse(buffer, count)) {
                switch (frame.command()) {
                    case "open" ->
                        RelpFrame.response(frame.number(), "200 OK\nrelp_version=0\ncommands=syslog")
                                .writeTo(socket.getOutputStream());
                    case "close" -> {
                        RelpFrame.response(frame.number(), "").writeTo(socket.getOutputStream());
                        return;
                    }
                    default -> {
                        got(frame.data());
                        RelpFrame.response(frame.number(), "200 OK").writeTo(socket.getOutputStream());
                    }
                }
            }
        }
    }

    private synchronized void got(byte[] record) {
        if (records++ == 0) {
            firstNanos = System.nanoTime();
        }
        int number = Received.number(record);
        if (number >= 0) {
            numbers.set(number);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    /** How many different numbers came. */
    synchronized int distinct() {
        return numbers.cardinality();
    }

    /** How many records came again. */
    synchronized long repeats() {
        return records - numbers.cardinality();
    }

    synchronized boolean has(int number) {
        return numbers.get(number);
    }

    /** When the first record came, by {@link System#nanoTime()}. */
    synchronized long firstNanos() {
        return firstNanos;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
