package io.penstock.benchmark.contenders;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tinylog.core.LogEntry;
import org.tinylog.core.LogEntryValue;
import org.tinylog.writers.AbstractFormatPatternWriter;
import org.tinylog.writers.FileWriter;
import org.tinylog.writers.Writer;

/** tinylog's own file writer, for one file after the other: its configuration cannot be changed after the first start. */
public final class TinylogFile implements Writer {

    private static volatile @Nullable Path next;

    private final Writer writer;

    /** Made by tinylog, with what stands in its configuration. */
    public TinylogFile(Map<String, String> properties) throws IOException {
        Map<String, String> complete = new HashMap<>(properties);
        complete.put("file", String.valueOf(next));
        boolean pipe = Files.exists(next) && !Files.isRegularFile(next);
        writer = pipe ? new Pipe(complete) : new FileWriter(complete);
    }

    /** The file into which the writer writes that tinylog makes next. */
    static void next(Path file) {
        next = file;
    }

    @Override
    public Collection<LogEntryValue> getRequiredLogEntryValues() {
        return writer.getRequiredLogEntryValues();
    }

    @Override
    public void write(LogEntry logEntry) throws Exception {
        writer.write(logEntry);
    }

    @Override
    public void flush() throws Exception {
        writer.flush();
    }

    @Override
    public void close() throws Exception {
        writer.close();
    }

    /** For a named pipe, which tinylog's own writer cannot write into: it wants to know the file's length. */
    private static final class Pipe extends AbstractFormatPatternWriter {

        private static final int BUFFER_BYTES = 256 << 10;

        private final OutputStream stream;

        Pipe(Map<String, String> properties) throws IOException {
            super(properties);
            stream = new BufferedOutputStream(new FileOutputStream(properties.get("file")), BUFFER_BYTES);
        }

        @Override
        public void write(LogEntry logEntry) throws IOException {
            stream.write(render(logEntry).getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void flush() throws IOException {
            stream.flush();
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}
