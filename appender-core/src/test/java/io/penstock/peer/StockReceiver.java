package io.penstock.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A receiver as its package configures it, with the shortest line that makes it listen: its limits are those that users
 * meet. Not safe for concurrent use.
 */
public abstract class StockReceiver extends PeerProcess {

    final Path directory;

    StockReceiver(Path directory) {
        super(directory);
        this.directory = directory;
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void configure(String file, String text) {
        try {
            Files.writeString(directory.resolve(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file in which everything received arrives, a line each. */
    Path output() {
        return directory.resolve("received.log");
    }

    /** What has arrived, line by line. */
    public List<String> lines() {
        try {
            return Files.exists(output())
                    ? List.of(new String(Files.readAllBytes(output()), StandardCharsets.UTF_8).split("\n"))
                    : new ArrayList<>();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many bytes have arrived; cheaper than {@link #lines}. */
    public long bytes() {
        try {
            return Files.exists(output()) ? Files.size(output()) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
