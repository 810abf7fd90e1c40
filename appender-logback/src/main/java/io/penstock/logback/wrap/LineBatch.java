package io.penstock.logback.wrap;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import io.penstock.encode.Utf8Buffer;
import io.penstock.logback.encode.EventText;
import java.io.IOException;

/**
 * The lines of a batch on their way into one file or console: an appender that is called once for many events takes its
 * lock and writes its bytes once. Confined to the drain thread.
 */
final class LineBatch {

    /** What an appender is handed at a time; some 600 lines. */
    private static final int ENOUGH_BYTES = 64 << 10;

    private final EventText text;
    private final Utf8Buffer lines = new Utf8Buffer(ENOUGH_BYTES);

    LineBatch(Encoder<ILoggingEvent> encoder) {
        this.text = EventText.by(encoder, true);
    }

    /** Adds one event's line, or throws what the encoder threw. */
    void add(ILoggingEvent event) throws IOException {
        text.append(event, lines);
    }

    boolean keepsEvents() {
        return text.keepsEvents();
    }

    boolean isEmpty() {
        return lines.size() == 0;
    }

    /** More would only make the array larger. */
    boolean isFull() {
        return lines.size() >= ENOUGH_BYTES;
    }

    /** All lines, which are no longer in this batch then: not even if there is no memory for them. */
    LinesEvent take() {
        try {
            return new LinesEvent(lines.toByteArray());
        } finally {
            lines.clear();
        }
    }
}
