package io.penstock.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.penstock.encode.Utf8Buffer;

/**
 * An encoder that can write into somebody else's buffer, without an array for each event. Safe for any thread, as long
 * as the target is the caller's own.
 */
interface DirectEncoder {

    /**
     * Appends the event's bytes, the same that {@code encode} returns. Whatever is thrown, by a user's {@code toString}
     * for example, leaves the target as it was.
     */
    void encodeInto(ILoggingEvent event, Utf8Buffer target);
}
