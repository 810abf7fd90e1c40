package io.penstock.logback.encode;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import io.penstock.encode.Utf8Buffer;
import java.io.IOException;

/** Writes events' text behind each other into a buffer. Confined to the drain thread. */
public interface EventText {

    /** Appends one event's text. Whatever is thrown, by a user's {@code toString} for example, leaves the target as it was. */
    void append(ILoggingEvent event, Utf8Buffer target) throws IOException;

    /**
     * Whether somebody may hold on to the next event when {@link #append} has returned. If nobody does, one object serves
     * for all events.
     */
    boolean keepsEvents();

    /**
     * The bytes that this encoder makes of an event: in place where we can, as arrays of the encoder's own elsewhere.
     *
     * @param maySayNothing whether an encoder may return null for an event that is not to be written: behind a proxy, where
     *     an encoder is also used just as Logback's appenders use it
     */
    static EventText by(Encoder<ILoggingEvent> encoder, boolean maySayNothing) {
        if (encoder instanceof InPlaceEncoder own) {
            return own.text();
        }
        if (encoder instanceof LayoutWrappingEncoder<ILoggingEvent> wrapping) {
            EventText compiled = LayoutText.by(wrapping);
            if (compiled != null) {
                return compiled;
            }
        }
        EventText streaming = maySayNothing ? null : StreamingText.Choice.by(encoder);
        return streaming != null ? streaming : new EncoderText(encoder, maySayNothing);
    }
}
