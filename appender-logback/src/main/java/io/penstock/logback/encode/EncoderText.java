package io.penstock.logback.encode;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import io.penstock.encode.Utf8Buffer;
import java.io.IOException;

/**
 * Whatever an encoder that we do not know makes of an event. Confined to the drain thread.
 *
 * @param maySayNothing whether null means that there is nothing to write, as it does for Logback's appenders
 */
record EncoderText(Encoder<ILoggingEvent> encoder, boolean maySayNothing) implements EventText {

    @Override
    public void append(ILoggingEvent event, Utf8Buffer target) throws IOException {
        byte[] bytes = encoder.encode(event);
        if (bytes != null) {
            target.append(bytes);
        } else if (!maySayNothing) {
            throw new IOException("encoder " + encoder.getClass().getName() + " returned null");
        }
    }

    @Override
    public boolean keepsEvents() {
        return true;
    }
}
