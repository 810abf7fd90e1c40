package io.penstock.jul;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.MDC;
import org.jboss.logmanager.NDC;
import org.jboss.logmanager.formatters.PatternFormatter;

/** In a JVM of its own, since JBoss's classes are there: prints what is sent of a record of JBoss's that is too long. */
final class JBossShorteningMain {

    private JBossShorteningMain() {}

    static void run() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> received = CompletableFuture.supplyAsync(() -> receive(server));
            TcpHandler handler = new TcpHandler(
                    "jboss",
                    Map.of(
                            "destination",
                            "127.0.0.1:" + server.getLocalPort(),
                            "protocol",
                            "syslog",
                            "maxRecordBytes",
                            "2000"));
            handler.setFormatter(new PatternFormatter("%X{user}|%x|%c|%t|%m"));
            Thread.currentThread().setName("caller");
            MDC.put("user", "ada");
            NDC.push("depth");
            ExtLogRecord record = new ExtLogRecord(
                    Level.WARNING,
                    "an order of %s pieces",
                    ExtLogRecord.FormatStyle.PRINTF,
                    JBossShorteningMain.class.getName());
            record.setLoggerName("com.acme.shop");
            record.setParameters(new Object[] {"9".repeat(50_000)});
            handler.publish(record);
            handler.close();
            System.out.println(received.get());
            System.out.println(handler.getBooks());
        }
    }

    private static String receive(ServerSocket server) {
        try (Socket peer = server.accept();
                InputStream in = peer.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (java.io.IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }
}
