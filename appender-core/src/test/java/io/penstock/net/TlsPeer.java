package io.penstock.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** A TLS server on the loopback that treats each connection as its script says. Safe for any thread. */
public final class TlsPeer implements AutoCloseable {

    static {
        // Read once by the JDK's sockets: otherwise an end without close_notify passes for an orderly one.
        System.setProperty("com.sun.net.ssl.requireCloseNotify", "true");
    }

    public final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final SSLServerSocket listener;
    private final List<SSLSocket> accepted = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Script script;

    public interface Script {
        void run(SSLSocket connection) throws Exception;
    }

    public TlsPeer(SSLContext context, Script script, String... protocols) throws IOException {
        this(context, script, false, protocols);
    }

    TlsPeer(SSLContext context, Script script, boolean demandsCertificate, String... protocols) throws IOException {
        this.script = script;
        this.listener = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getLoopbackAddress());
        // Before the first accept, which takes the settings when it begins to wait.
        listener.setNeedClientAuth(demandsCertificate);
        if (protocols.length > 0) {
            listener.setEnabledProtocols(protocols);
        }
        start(this::accept);
    }

    public InetSocketAddress address() {
        return addressOf(listener);
    }

    static InetSocketAddress addressOf(ServerSocket listener) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort());
    }

    private void accept() {
        try {
            while (true) {
                SSLSocket connection = (SSLSocket) listener.accept();
                accepted.add(connection);
                start(() -> serve(connection));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(SSLSocket connection) {
        try (connection) {
            script.run(connection);
        } catch (Throwable e) {
            failures.add(e);
        }
    }

    private synchronized void start(Runnable body) {
        Thread thread = new Thread(body, "tls-peer");
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (SSLSocket connection : accepted) {
            connection.close();
        }
        List<Thread> started;
        synchronized (this) {
            started = List.copyOf(threads);
        }
        started.forEach(TlsPeer::join);
    }

    static void join(Thread thread) {
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            throw new IllegalStateException(thread + " did not end");
        }
    }
}
