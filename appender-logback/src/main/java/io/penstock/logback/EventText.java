package io.penstock.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import io.penstock.encode.Utf8Buffer;
import java.io.IOException;

/** Writes one event's text into a record. Confined to the drain thread. */
interface EventText {

    void append(ILoggingEvent event, Utf8Buffer target) throws IOException;

    /** Whatever this encoder makes of it; our own write it in place. */
    static EventText by(Encoder<ILoggingEvent> encoder) {
        if (encoder instanceof DirectEncoder direct) {
            return direct::encodeInto;
        }
        return (event, target) -> {
            byte[] bytes = encoder.encode(event);
            if (bytes == null) {
                throw new IOException("encoder " + encoder.getClass().getName() + " returned null");
            }
            target.append(bytes);
        };
    }
}
