package io.penstock.collector.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A collector in a JVM of its own, on a port that was free. */
final class CollectorProcess implements AutoCloseable {

    private static final long START_SECONDS = 30;

    private final Process process;
    private final Path errors;
    private final InetSocketAddress logd;
    private final InetSocketAddress syslog;
    private final InetSocketAddress relp;
    private final InetSocketAddress python;
    private final List<String> startLines = new ArrayList<>();

    private CollectorProcess(Path directory, String... options) throws IOException {
        errors = directory.resolveSibling(directory.getFileName() + ".err");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.penstock.collector.cli.Main",
                "serve",
                "--data",
                directory.toString()));
        if (Runtime.version().feature() >= 24) {
            // As the manifest of collector.jar says: Netty loads its native part.
            command.add(1, "--enable-native-access=ALL-UNNAMED");
        }
        for (String port : List.of("--logd", "--syslog", "--relp", "--python")) {
            if (!List.of(options).contains(port)) {
                command.addAll(List.of(port, "0"));
            }
        }
        command.addAll(List.of(options));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
                .start();
        try {
            BufferedReader out = process.inputReader();
            String line = out.readLine();
            while (line != null && !line.startsWith("keeping")) {
                startLines.add(line);
                line = out.readLine();
            }
            startLines.add(String.valueOf(line));
            logd = address(0);
            syslog = address(1);
            relp = address(2);
            python = address(3);
        } catch (Throwable failure) {
            process.destroyForcibly();
            throw failure;
        }
    }

    static CollectorProcess start(Path directory, String... options) throws IOException {
        return new CollectorProcess(directory, options);
    }

    private InetSocketAddress address(int line) {
        String port = startLines.get(line).replaceFirst(".*:", "");
        return new InetSocketAddress("127.0.0.1", Integer.parseInt(port));
    }

    InetSocketAddress logd() {
        return logd;
    }

    InetSocketAddress syslog() {
        return syslog;
    }

    InetSocketAddress relp() {
        return relp;
    }

    List<String> startLines() {
        return startLines;
    }

    String errors() throws IOException {
        return java.nio.file.Files.readString(errors);
    }

    InetSocketAddress python() {
        return python;
    }

    long pid() {
        return process.pid();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly();
        await();
    }

    int terminate() throws InterruptedException {
        process.destroy();
        await();
        return process.exitValue();
    }

    private void await() throws InterruptedException {
        if (!process.waitFor(START_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the collector did not end in " + START_SECONDS + " s");
        }
    }

    /** Waits at most 20 s. */
    static void await(String what, java.util.concurrent.Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.call()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within 20 s: " + what);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
