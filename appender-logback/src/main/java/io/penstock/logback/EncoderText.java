package io.penstock.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import io.penstock.encode.Utf8Buffer;
import java.io.IOException;

/** Whatever an encoder that we do not know makes of an event. Confined to the drain thread. */
record EncoderText(Encoder<ILoggingEvent> encoder) implements EventText {

    @Override
    public void append(ILoggingEvent event, Utf8Buffer target) throws IOException {
        byte[] bytes = encoder.encode(event);
        if (bytes == null) {
            throw new IOException("encoder " + encoder.getClass().getName() + " returned null");
        }
        target.append(bytes);
    }

    @Override
    public boolean keepsEvents() {
        return true;
    }
}
