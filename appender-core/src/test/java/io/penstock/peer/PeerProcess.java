package io.penstock.peer;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;
import org.jspecify.annotations.Nullable;

/** A receiver that can be killed and started again. Not safe for concurrent use. */
abstract class PeerProcess implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(20);
    private static final int STOP_SECONDS = 20;

    private final Path words;
    private @Nullable Process process;

    PeerProcess(Path directory) {
        words = directory.resolve(getClass().getSimpleName() + ".err");
    }

    abstract List<String> command();

    /** What the command has to find in its environment besides ours; nothing by default. */
    Map<String, String> environment() {
        return Map.of();
    }

    /** Those it listens at once it is up. */
    abstract List<Integer> ports();

    /** Returns when all ports accept connections. */
    public void start() {
        if (isRunning()) {
            throw new IllegalStateException(getClass().getSimpleName() + " is running");
        }
        File target = words.toFile();
        try {
            ProcessBuilder builder = new ProcessBuilder(command())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(target));
            builder.environment().putAll(environment());
            Process started = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
            process = started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            awaitPorts();
        } catch (ConditionTimeoutException | TerminalFailureException e) {
            kill9();
            throw new AssertionError(getClass().getSimpleName() + " does not listen at " + ports() + ": " + words(), e);
        }
    }

    private void awaitPorts() {
        await("listening")
                .atMost(START)
                .pollInterval(Duration.ofMillis(10))
                .failFast("it has ended", () -> !isRunning())
                .until(() -> ports().stream().allMatch(PeerProcess::accepts));
    }

    public boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** Ends it between two instructions; returns when it is gone. */
    public void kill9() {
        end(true);
    }

    /** Asks it to end, and waits. */
    public void stop() {
        end(false);
    }

    @Override
    public void close() {
        kill9();
    }

    /** What it printed. */
    public String words() {
        try {
            return Files.exists(words) ? Files.readString(words) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void end(boolean atOnce) {
        Process running = process;
        if (running == null) {
            return;
        }
        if (atOnce) {
            running.destroyForcibly();
        } else {
            running.destroy();
        }
        try {
            if (!running.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                running.destroyForcibly();
                throw new AssertionError(
                        getClass().getSimpleName() + " did not end within " + STOP_SECONDS + " s: " + words());
            }
        } catch (InterruptedException e) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        process = null;
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
