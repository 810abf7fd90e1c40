package io.penstock.collector.cli;

import io.penstock.collector.client.LogdConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * What memory 1,000 idle and 200 busy connections take: the figure in docs/collector.md. Not a test. With the collector's test classes on the
 * class path: {@code java io.penstock.collector.cli.ConnectionFigures [SECONDS]}.
 */
final class ConnectionFigures {

    private static final int IDLE = 1000;
    private static final int BUSY = 200;
    private static final int IN_FLIGHT = 50;

    private ConnectionFigures() {}

    public static void main(String[] arguments) throws Exception {
        int seconds = arguments.length == 0 ? 20 : Integer.parseInt(arguments[0]);
        Path directory = Files.createTempDirectory("connections");
        List<Socket> sockets = new ArrayList<>();
        List<Thread> senders = new ArrayList<>();
        AtomicLong acknowledged = new AtomicLong();
        try (CollectorProcess collector = CollectorProcess.start(directory.resolve("data"), "--keep-bytes", "256MB")) {
            print("started", collector);
            for (int i = 0; i < IDLE; i++) {
                InetSocketAddress port = List.of(collector.relp(), collector.syslog(), collector.python())
                        .get(i % 3);
                sockets.add(new Socket(port.getAddress(), port.getPort()));
            }
            print(IDLE + " idle connections", collector);
            for (int i = 0; i < BUSY; i++) {
                Socket socket = new Socket(
                        collector.relp().getAddress(), collector.relp().getPort());
                sockets.add(socket);
                Thread sender = new Thread(() -> send(socket, acknowledged));
                sender.start();
                senders.add(sender);
            }
            long start = System.nanoTime();
            for (int i = 0; i < 4; i++) {
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(seconds) / 4);
                print("and " + BUSY + " busy ones", collector);
            }
            System.out.printf("%,d records/s%n", acknowledged.get() * 1_000_000_000L / (System.nanoTime() - start));
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
            for (Thread sender : senders) {
                sender.join();
            }
        }
    }

    /** Records of 200 bytes, so many before their acknowledgements are awaited. */
    private static void send(Socket socket, AtomicLong acknowledged) {
        try {
            OutputStream out = socket.getOutputStream();
            InputStream in = socket.getInputStream();
            out.write("1 open 14 relp_version=0\n".getBytes(StandardCharsets.US_ASCII));
            // The answer has four lines.
            for (int lines = 0; lines < 4; ) {
                lines += in.read() == '\n' ? 1 : 0;
            }
            String record = "<14>1 2026-12-01T00:00:00Z host app 1 - - " + "x".repeat(158);
            int number = 2;
            byte[] answers = new byte[8192];
            while (true) {
                StringBuilder frames = new StringBuilder();
                for (int i = 0; i < IN_FLIGHT; i++) {
                    frames.append(number++)
                            .append(" syslog ")
                            .append(record.length())
                            .append(' ')
                            .append(record)
                            .append('\n');
                }
                out.write(frames.toString().getBytes(StandardCharsets.US_ASCII));
                int missing = IN_FLIGHT;
                while (missing > 0) {
                    int count = in.read(answers);
                    if (count < 0) {
                        return;
                    }
                    for (int i = 0; i < count; i++) {
                        // Once in "200 OK", and nowhere else.
                        missing -= answers[i] == 'K' ? 1 : 0;
                    }
                }
                acknowledged.addAndGet(IN_FLIGHT);
                number = number > 900_000_000 ? 2 : number;
            }
        } catch (IOException closed) {
            // At the end.
        }
    }

    private static void print(String when, CollectorProcess collector) throws IOException {
        Map<String, String> stats;
        try (LogdConnection connection = new LogdConnection(collector.logd(), Duration.ofSeconds(60))) {
            stats = connection.stats();
        }
        String resident = Files.readAllLines(Path.of("/proc/" + collector.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .findFirst()
                .orElse("VmRSS unknown");
        System.out.println(when + ": " + resident.replaceAll("\\s+", " ") + ", heap "
                + Long.parseLong(stats.get("heap_bytes")) / 1024 + " kB, direct "
                + Long.parseLong(stats.get("direct_bytes")) / 1024 + " kB, waiting "
                + Long.parseLong(stats.get("waiting_bytes")) / 1024 + " kB");
    }
}
