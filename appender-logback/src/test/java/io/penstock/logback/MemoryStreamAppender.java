package io.penstock.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes into memory and counts how often it is flushed. */
final class MemoryStreamAppender extends OutputStreamAppender<ILoggingEvent> {

    private final CountingStream written = new CountingStream();

    MemoryStreamAppender(String name, Encoder<ILoggingEvent> encoder) {
        setName(name);
        setEncoder(encoder);
        setContext(encoder.getContext());
    }

    @Override
    public void start() {
        setOutputStream(written);
        super.start();
    }

    String text() {
        return written.toString(StandardCharsets.UTF_8);
    }

    byte[] bytes() {
        return written.toByteArray();
    }

    int flushes() {
        return written.flushes;
    }

    private static final class CountingStream extends ByteArrayOutputStream {
        private volatile int flushes;

        @Override
        public void flush() {
            flushes++;
        }
    }
}
