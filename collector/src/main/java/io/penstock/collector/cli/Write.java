package io.penstock.collector.cli;

import io.penstock.collector.client.LogdConnection;
import io.penstock.collector.log.MessageBatchBuilder;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends lines, one message each. */
@Command(
        name = "write",
        mixinStandardHelpOptions = true,
        description =
                "Sends the lines of files, or of standard input, and prints the offset of each batch that was acknowledged.")
final class Write implements Callable<Integer> {

    private static final int FRAMING_BYTES = 20;
    /** Less than what a batch may have, by the longest envelope. */
    private static final int BATCH_BYTES = MessageBatchBuilder.MOST_BYTES - 400;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private ServerOption server = new ServerOption();

    @Option(names = "--topic", paramLabel = "NAME", defaultValue = "default", description = "(${DEFAULT-VALUE})")
    private String topic = "default";

    @Parameters(paramLabel = "FILE", description = "files with one message per line; none: standard input")
    private List<Path> files = new ArrayList<>();

    private @Nullable LogdConnection connection;
    private final List<byte[]> batch = new ArrayList<>();
    private int batchBytes;

    @Override
    public Integer call() throws Exception {
        // Said now, and not after the first line.
        connection = server.connect();
        try {
            if (files.isEmpty()) {
                send(System.in);
            }
            for (Path file : files) {
                try (InputStream in = Files.newInputStream(file)) {
                    send(in);
                }
            }
            flush();
        } finally {
            LogdConnection last = connection;
            if (last != null) {
                last.close();
            }
        }
        return 0;
    }

    private void send(InputStream source) throws IOException {
        InputStream in = new BufferedInputStream(source);
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (c == '\n') {
                add(line.toByteArray());
                line.reset();
                if (in.available() == 0) {
                    // Somebody types, or a program writes now and then: what is there goes at once.
                    flush();
                }
            } else {
                line.write(c);
            }
        }
        if (line.size() > 0) {
            add(line.toByteArray());
        }
    }

    private void add(byte[] message) throws IOException {
        if (batchBytes + message.length + FRAMING_BYTES > BATCH_BYTES) {
            flush();
        }
        batch.add(message);
        batchBytes += message.length + FRAMING_BYTES;
    }

    /** Lines come when they come, and the collector ends a connection on which nothing came for a while. Before a line is sent that costs nothing. */
    private LogdConnection connected() throws IOException {
        LogdConnection present = connection;
        if (present == null || present.isEnded()) {
            if (present != null) {
                present.close();
            }
            present = server.connect();
            connection = present;
        }
        return present;
    }

    private void flush() throws IOException {
        if (!batch.isEmpty() && spec != null) {
            PrintWriter out = spec.commandLine().getOut();
            out.println(connected().write(topic, batch));
            out.flush();
            batch.clear();
            batchBytes = 0;
        }
    }
}
