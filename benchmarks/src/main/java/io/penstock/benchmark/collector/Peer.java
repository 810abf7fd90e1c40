package io.penstock.benchmark.collector;

import io.penstock.collector.client.LogdConnection;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A receiver in a process of its own. Not safe for concurrent use. */
public abstract class Peer implements AutoCloseable {

    private static final long POLL_NANOS = 2_000_000;
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final Process process;

    Peer(Process process) {
        this.process = process;
    }

    public abstract int port(Frames.Protocol protocol);

    /** Whether it has so many records, of so many bytes together, in its file. */
    abstract boolean hasStored(long records, long bytes) throws IOException;

    /** What its process has used so far. */
    public Duration cpu() {
        return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** @throws IOException if they have not come after minutes */
    public void await(long records, long bytes) throws IOException {
        long deadline = System.nanoTime() + LONGEST_NANOS;
        while (!hasStored(records, bytes)) {
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("not all of " + records + " records are stored");
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().orTimeout(20, TimeUnit.SECONDS).join();
    }

    /** The command that runs a main class of ours. */
    public static List<String> java(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= 24) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(arguments));
        return command;
    }

    public static Collector collector(Path directory) throws IOException {
        List<String> command = java(
                "io.penstock.collector.cli.Main",
                "serve",
                "--data",
                directory.resolve("data").toString(),
                "--logd",
                "0",
                "--syslog",
                "0",
                "--relp",
                "0",
                "--python",
                "0");
        return new Collector(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** Our collector, {@code --ack written}. */
    public static final class Collector extends Peer {
        private final Map<Frames.Protocol, Integer> ports = new EnumMap<>(Frames.Protocol.class);
        private final InetSocketAddress logd;

        private Collector(Process process) throws IOException {
            super(process);
            BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
            int logdPort = port(out);
            ports.put(Frames.Protocol.SYSLOG, port(out));
            ports.put(Frames.Protocol.RELP, port(out));
            ports.put(Frames.Protocol.PYTHON, port(out));
            out.readLine();
            logd = new InetSocketAddress(InetAddress.getLoopbackAddress(), logdPort);
        }

        private static int port(BufferedReader out) throws IOException {
            String line = out.readLine();
            if (line == null) {
                throw new IOException("the collector ended when it was started");
            }
            return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
        }

        public InetSocketAddress logd() {
            return logd;
        }

        @Override
        public int port(Frames.Protocol protocol) {
            return Objects.requireNonNull(ports.get(protocol), "a port for each protocol");
        }

        @Override
        boolean hasStored(long records, long bytes) throws IOException {
            try (LogdConnection connection = new LogdConnection(logd, Duration.ofSeconds(15))) {
                return Long.parseLong(connection.stats().getOrDefault("messages", "0")) >= records;
            }
        }
    }

    /** rsyslog with imtcp, imrelp and one file; its queue is in memory, as it is by default. */
    public static Peer rsyslog(Path directory) throws IOException {
        int tcp = freePort();
        int relp = freePort();
        Path file = directory.resolve("records");
        Path configuration =
                Files.writeString(directory.resolve("rsyslog.conf"), """
                global(workDirectory="%s" maxMessageSize="64k")
                module(load="imtcp" maxSessions="1000")
                module(load="imrelp")
                template(name="raw" type="string" string="%%rawmsg%%\\n")
                ruleset(name="received" queue.type="LinkedList" queue.size="200000") {
                  action(type="omfile" file="%s" template="raw" asyncWriting="off")
                }
                input(type="imtcp" address="127.0.0.1" port="%d" ruleset="received")
                input(type="imrelp" address="127.0.0.1" port="%d" ruleset="received")
                """.formatted(directory, file, tcp, relp));
        Process process = new ProcessBuilder(
                        "rsyslogd",
                        "-n",
                        "-f",
                        configuration.toString(),
                        "-i",
                        directory.resolve("pid").toString())
                .inheritIO()
                .start();
        awaitPort(relp);
        return new Peer(process) {
            @Override
            public int port(Frames.Protocol protocol) {
                return protocol == Frames.Protocol.RELP ? relp : tcp;
            }

            /** By the size of its file: it has the records as they came, and a line end each. */
            @Override
            boolean hasStored(long records, long bytes) throws IOException {
                return Files.exists(file) && Files.size(file) >= bytes + records;
            }
        };
    }

    /** Free now, and below those that the kernel hands out to clients. */
    private static int freePort() throws IOException {
        int first = 26_000 + (int) (System.nanoTime() / 1000 % 4_000);
        for (int port = first; port < first + 2_000; port++) {
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return probe.getLocalPort();
            } catch (IOException taken) {
                // The next one then.
            }
        }
        throw new IOException("no free port from " + first + " on");
    }

    private static void awaitPort(int port) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException notYet) {
                if (System.nanoTime() - deadline > 0) {
                    throw notYet;
                }
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
    }
}
