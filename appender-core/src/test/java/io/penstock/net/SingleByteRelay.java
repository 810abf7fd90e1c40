package io.penstock.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;

/**
 * A relay for one connection that passes on byte by byte, each in a segment of its own, and can do harm in between.
 */
final class SingleByteRelay implements AutoCloseable {

    private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final InetSocketAddress peer;
    private final Thread forth = new Thread(this::connect, "relay-forth");
    private volatile Socket client = new Socket();
    private volatile Socket server = new Socket();
    private volatile boolean corrupting;
    private volatile boolean swallowing;

    SingleByteRelay(InetSocketAddress peer) throws IOException {
        this.peer = peer;
        forth.setDaemon(true);
        forth.start();
    }

    InetSocketAddress address() {
        return TlsPeer.addressOf(listener);
    }

    /** From now on what the peer sends is changed, a few bytes into each record. */
    void corrupt() {
        corrupting = true;
    }

    /** From now on nothing is passed on, to neither side: the peer would object to what it misses. */
    void swallow() {
        swallowing = true;
    }

    /** Ends the client's stream in good TCP order. */
    void cut() throws IOException {
        endOutput(client);
    }

    /** The peer's own end may come by at the same time. */
    private synchronized void endOutput(Socket socket) throws IOException {
        if (!socket.isOutputShutdown()) {
            socket.shutdownOutput();
        }
    }

    private void connect() {
        Thread back = new Thread(() -> pass(server, client, true), "relay-back");
        try {
            client = listener.accept();
            server = new Socket(peer.getAddress(), peer.getPort());
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            back.setDaemon(true);
            back.start();
            pass(client, server, false);
            back.join(TimeUnit.SECONDS.toMillis(10));
        } catch (IOException | InterruptedException closed) {
            // The test is over.
        }
    }

    private void pass(Socket from, Socket to, boolean back) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            int sinceCorrupting = 0;
            for (int read; (read = in.read()) >= 0; ) {
                if (swallowing) {
                    continue;
                }
                boolean harm = corrupting && back && ++sinceCorrupting > 6;
                out.write(harm ? read ^ 1 : read);
            }
            endOutput(to);
        } catch (IOException closed) {
            // The test is over, or one of both is.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        client.close();
        server.close();
        TlsPeer.join(forth);
    }
}
