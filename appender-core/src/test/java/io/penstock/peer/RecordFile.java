package io.penstock.peer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What a receiver got in one of its lives: a record per line, in the order of arrival. Safe for any thread.
 *
 * <p>Each append is one {@code write}: what it took survives the process. A record that was cut by the kill has no line
 * end and does not count; the next life has a file of its own.
 */
final class RecordFile {

    private final OutputStream out;

    private RecordFile(OutputStream out) {
        this.out = out;
    }

    static RecordFile create(Path directory, int life) throws IOException {
        Path file = directory.resolve(String.format("life-%05d.log", life));
        return new RecordFile(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    /** Writes all records and empties the buffer. */
    synchronized void append(ByteArrayOutputStream records) throws IOException {
        if (records.size() > 0) {
            out.write(records.toByteArray());
            records.reset();
        }
    }
}
