package io.penstock.logback.encode;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import io.penstock.encode.Utf8Buffer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;
import net.logstash.logback.encoder.StreamingEncoder;
import org.jspecify.annotations.Nullable;

/**
 * What an encoder of logstash-logback-encoder makes of an event, written in place: by {@code encode(event)} it would be
 * copied twice, once into an array of its own. Confined to the drain thread.
 *
 * <p>Names types of the library, hence loaded only where one of its encoders is in use.
 */
final class StreamingText implements EventText {

    private final StreamingEncoder<ILoggingEvent> encoder;
    private final Target out = new Target();

    private StreamingText(StreamingEncoder<ILoggingEvent> encoder) {
        this.encoder = encoder;
    }

    /** Where the encoder writes to. */
    private static final class Target extends OutputStream {

        private Utf8Buffer buffer = new Utf8Buffer(0);

        @Override
        public void write(int single) {
            buffer.append((char) (single & 0xFF));
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            buffer.append(bytes, offset, length);
        }
    }

    /** Decides without the library's types. */
    static final class Choice {

        /** The library's own classes and no subclass, which may have its own {@code encode(event)}. */
        private static final Set<String> KNOWN = Set.of(
                "net.logstash.logback.encoder.LogstashEncoder",
                "net.logstash.logback.encoder.LoggingEventCompositeJsonEncoder");

        private Choice() {}

        /** Null: it is another encoder, or not the library that we see. */
        static @Nullable EventText by(Encoder<ILoggingEvent> encoder) {
            if (!KNOWN.contains(encoder.getClass().getName())) {
                return null;
            }
            try {
                return of(encoder);
            } catch (LinkageError | ClassCastException another) {
                return null;
            }
        }

        @SuppressWarnings("unchecked") // an encoder of events is one of events in whichever way it is asked
        private static EventText of(Encoder<ILoggingEvent> encoder) {
            return new StreamingText((StreamingEncoder<ILoggingEvent>) encoder);
        }
    }

    @Override
    public void append(ILoggingEvent event, Utf8Buffer target) throws IOException {
        int before = target.size();
        boolean whole = false;
        out.buffer = target;
        try {
            encoder.encode(event, out);
            whole = true;
        } finally {
            if (!whole) {
                target.truncate(before);
            }
        }
    }

    @Override
    public boolean keepsEvents() {
        return true;
    }
}
