package io.penstock.benchmark.demo;

import io.penstock.collector.client.LogdConnection;
import io.penstock.peer.ReceiverProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Our collector, {@code serve} as shipped, and its {@code query} that says what is kept. */
final class CollectorReceiver implements Receiver {

    private static final Pattern SEQUENCE = Pattern.compile("\"sequence\":(\\d{1,9})");
    private static final String LOGD_LINE = "logd's protocol on 127.0.0.1:";

    private final Path data;
    private final int port;
    private @Nullable Process running;
    private int logdPort;
    private int lives;

    CollectorReceiver(Path directory) throws IOException {
        this.data = directory.resolve("penstock-data");
        // Not started: it only knows a port that is free, and stays so.
        try (ReceiverProcess portFinder = ReceiverProcess.of("relp", directory)) {
            this.port = portFinder.port();
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void start() throws IOException {
        Process started = command(
                        "serve",
                        "--data",
                        data.toString(),
                        "--relp",
                        "127.0.0.1:" + port,
                        "--logd",
                        "0",
                        "--syslog",
                        "off",
                        "--python",
                        "off")
                .start();
        running = started;
        BufferedReader out = started.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        while (line != null && !line.startsWith("keeping")) {
            if (line.startsWith(LOGD_LINE)) {
                logdPort = Integer.parseInt(line.substring(LOGD_LINE.length()));
            }
            line = out.readLine();
        }
        if (line == null) {
            throw new IOException("the collector ended when it was started");
        }
        lives++;
    }

    private static ProcessBuilder command(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= 24) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.penstock.collector.cli.Main"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    @Override
    public void kill() {
        Process victim = running;
        running = null;
        if (victim != null) {
            victim.destroyForcibly().onExit().orTimeout(20, TimeUnit.SECONDS).join();
        }
    }

    @Override
    public int kills() {
        return lives - 1;
    }

    /** As an operator would ask, beside the collector that is still running. */
    @Override
    public ReceivedMessages received() throws IOException, InterruptedException {
        BitSet numbers = new BitSet();
        long messages = 0;
        for (String mark : List.of(Worker.MESSAGE_MARK, Worker.END_MARK)) {
            Process query = command("query", "--data", data.toString(), "--text", mark, "--json")
                    .start();
            try (BufferedReader lines = query.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    Matcher matcher = SEQUENCE.matcher(line);
                    if (matcher.find()) {
                        messages++;
                        numbers.set(Integer.parseInt(matcher.group(1)));
                    }
                }
            }
            if (query.waitFor() != 0) {
                throw new IOException("query ended with exit code " + query.exitValue());
            }
        }
        return new ReceivedMessages(numbers.cardinality(), messages - numbers.cardinality());
    }

    /** Since its last start: what came before and was not acknowledged comes again only then. */
    @Override
    public OptionalLong removed() throws IOException {
        try (LogdConnection connection = new LogdConnection(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), logdPort), Duration.ofSeconds(15))) {
            return OptionalLong.of(Long.parseLong(connection.stats().getOrDefault("duplicates", "0")));
        }
    }

    @Override
    public void close() {
        kill();
    }
}
