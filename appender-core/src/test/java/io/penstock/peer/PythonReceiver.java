package io.penstock.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/**
 * Python's own {@code socketserver}, reading records in one of the four framings of {@code lines} and keeping each in a
 * file before it reads the next. Not safe for concurrent use.
 */
public final class PythonReceiver extends PeerProcess {

    private final Path python = RealPeers.require("python3");
    private final Path script;
    private final Path output;
    private final String framing;
    private final int port = Ports.free();

    /** @param framing as users type it, {@code newline} for instance */
    public PythonReceiver(Path directory, String framing) {
        super(directory);
        this.framing = framing;
        this.script = directory.resolve("lines_receiver.py");
        this.output = directory.resolve("records");
        try (InputStream source = PythonReceiver.class.getResourceAsStream("lines_receiver.py")) {
            Files.copy(Objects.requireNonNull(source), script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    /** What has been received whole, in order, over all connections and restarts. */
    public List<byte[]> records() {
        try {
            if (Files.notExists(output)) {
                return List.of();
            }
            String text = Files.readString(output);
            // A line that was being written when it was killed is none.
            return text.substring(0, text.lastIndexOf('\n') + 1)
                    .lines()
                    .map(Base64.getDecoder()::decode)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    List<String> command() {
        return List.of(python.toString(), script.toString(), framing, Integer.toString(port), output.toString());
    }

    @Override
    List<Integer> ports() {
        return List.of(port);
    }
}
