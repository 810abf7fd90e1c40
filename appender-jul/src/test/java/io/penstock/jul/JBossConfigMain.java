package io.penstock.jul;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Under jboss-logmanager, configured by its own logging.properties. */
final class JBossConfigMain {

    private JBossConfigMain() {}

    static void run() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // Before the first logger reads the configuration.
            System.setProperty("test.port", String.valueOf(server.getLocalPort()));
            CompletableFuture<String> received = CompletableFuture.supplyAsync(() -> receive(server));
            Logger logger = Logger.getLogger("com.acme");
            logger.fine("below the proxy");
            logger.log(Level.INFO, "value {0}", new StringBuilder("then"));
            logger.log(new Own("own {0}", new StringBuilder("record")));
            for (Handler handler : Logger.getLogger("").getHandlers()) {
                if (handler instanceof AsyncProxyHandler proxy) {
                    System.out.println(proxy.getName() + " "
                            + Arrays.stream(proxy.getHandlers())
                                    .map(wrapped -> wrapped.getClass().getName())
                                    .toList()
                            + " " + proxy.getLevel() + " " + ringSizeIsFixed(proxy));
                }
                handler.close();
                if (handler instanceof RingHandler ours) {
                    System.out.println(ours.getName() + " " + ours.getBooks());
                }
            }
            System.out.println("received " + received.get());
        }
    }

    private static String receive(ServerSocket server) {
        try (Socket peer = server.accept();
                InputStream in = peer.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace('\n', '|');
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String ringSizeIsFixed(AsyncProxyHandler proxy) {
        try {
            proxy.setRingSize(16);
            return "not begun";
        } catch (IllegalStateException late) {
            return late.getMessage();
        }
    }

    private static final class Own extends java.util.logging.LogRecord {

        private static final long serialVersionUID = 1L;

        Own(String message, Object... parameters) {
            super(Level.WARNING, message);
            setLoggerName("com.acme");
            setParameters(parameters);
        }
    }
}
