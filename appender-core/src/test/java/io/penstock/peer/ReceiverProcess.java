package io.penstock.peer;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ReceiverMain} that is killed with -9 and started again on the same port, as often as wanted. Not safe for
 * concurrent use.
 *
 * <p>While one life is running the next one is already waiting, warm: between a kill and the next life there are
 * milliseconds, and not the start of a JVM.
 */
public final class ReceiverProcess implements AutoCloseable {

    private static final List<String> SMALL_JVM =
            List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xms24m", "-Xmx96m");

    private final Map<String, String> settings;
    private final List<String> launcher;
    private final Path directory;
    private final int port;
    private @Nullable Process running;
    private @Nullable Process waiting;
    private int lives;

    private ReceiverProcess(Map<String, String> settings, List<String> launcher, Path directory, int port) {
        this.settings = settings;
        this.launcher = launcher;
        this.directory = directory;
        this.port = port;
    }

    /** A receiver of lines ({@code lines}) or RELP ({@code relp}) on a free port; not started yet. */
    public static ReceiverProcess of(String protocol, Path directory) throws IOException {
        Map<String, String> settings = new TreeMap<>();
        int port = freePort();
        settings.put("protocol", protocol);
        settings.put("directory", directory.toString());
        settings.put("port", Integer.toString(port));
        return new ReceiverProcess(settings, List.of(), directory, port);
    }

    /** A port that nobody listens at now; below those that the kernel hands out to clients, so that none takes it. */
    private static int freePort() throws IOException {
        int first = 20_000 + (int) (ProcessHandle.current().pid() % 6_000);
        for (int port = first; port < first + 6_000; port++) {
            try (ServerSocket probe = new ServerSocket()) {
                probe.setReuseAddress(true);
                probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return port;
            } catch (IOException taken) {
                // the next one then
            }
        }
        throw new IOException("no free port from " + first + " on");
    }

    /** Reads at most so fast. */
    public ReceiverProcess slow(int bytesPerSecond) {
        settings.put("bytesPerSecond", Integer.toString(bytesPerSecond));
        return this;
    }

    /** Keeps records in memory so long before it writes them. */
    public ReceiverProcess holding(int millis) {
        settings.put("holdMillis", Integer.toString(millis));
        return this;
    }

    /** Runs somewhere else: each process is started by this command, for instance in a network namespace. */
    public ReceiverProcess elsewhere(List<String> command, String address) {
        settings.put("address", address);
        return new ReceiverProcess(settings, command, directory, port);
    }

    public int port() {
        return port;
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(settings.getOrDefault("address", "127.0.0.1"), port);
    }

    /** Where each life leaves what it got. */
    public Path directory() {
        return directory;
    }

    /** How often it was started. */
    public int lives() {
        return lives;
    }

    /** Returns when the receiver listens. */
    public void start() throws IOException {
        if (running != null) {
            throw new IllegalStateException("life " + lives + " is not over");
        }
        Process next = waiting == null ? spawn() : waiting;
        waiting = null;
        running = next;
        awaitWord(next, "ready");
        lives++;
        OutputStream commands = next.getOutputStream();
        commands.write((lives + "\n").getBytes(StandardCharsets.US_ASCII));
        commands.flush();
        awaitWord(next, "listening");
    }

    /** Starts the JVM of the next life, which will then be there at once. Does not wait for it. */
    public void prepareNextLife() throws IOException {
        if (waiting == null) {
            waiting = spawn();
        }
    }

    /** SIGKILL, and the process is gone when this returns. */
    public void kill() {
        Process victim = running;
        running = null;
        if (victim != null) {
            end(victim);
        }
    }

    private Process spawn() throws IOException {
        List<String> command = new ArrayList<>(launcher);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(SMALL_JVM);
        command.addAll(List.of("-cp", classPath(), ReceiverMain.class.getName()));
        settings.forEach((key, value) -> command.add(key + "=" + value));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Only where the receiver itself is: a short class path starts faster. */
    private static String classPath() {
        try {
            return Path.of(ReceiverMain.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitWord(Process process, String word) throws IOException {
        // The same reader each time.
        String line = process.inputReader(StandardCharsets.US_ASCII).readLine();
        if (!word.equals(line)) {
            throw new IOException("the receiver said " + (line == null ? "nothing" : line) + " instead of " + word);
        }
    }

    private static void end(Process process) {
        process.destroyForcibly();
        boolean interrupted = false;
        while (true) {
            try {
                if (process.waitFor(20, TimeUnit.SECONDS)) {
                    break;
                }
                throw new IllegalStateException("process " + process.pid() + " does not die");
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
        Process next = waiting;
        waiting = null;
        if (next != null) {
            end(next);
        }
    }
}
