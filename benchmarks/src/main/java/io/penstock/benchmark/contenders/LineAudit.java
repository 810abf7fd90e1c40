package io.penstock.benchmark.contenders;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Counts the lines that really stand in a sink, so that what was delivered does not depend on what a logging library says of itself. */
public final class LineAudit {

    private LineAudit() {}

    /**
     * Counts the lines of a file that contain {@code mark}. Lines of others (a loss report, a header) do not count, nor does a
     * missing file: nothing was written then.
     */
    public static long countLines(Path file, String mark) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            LineScan scan = new LineScan(mark.getBytes(StandardCharsets.UTF_8));
            byte[] chunk = new byte[64 * 1024];
            for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                scan.add(chunk, length);
            }
            return scan.count();
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    /** Counts over all regular files below a directory: a rolled log is still one log. */
    public static long countLinesBelow(Path directory, String mark) throws IOException {
        if (!Files.isDirectory(directory)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> {
                        try {
                            return countLines(file, mark);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    })
                    .sum();
        }
    }
}
