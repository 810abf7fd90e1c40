package io.penstock.logback.capture;

import ch.qos.logback.classic.spi.IThrowableProxy;
import io.penstock.freeze.Freezer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;

/** Estimates of the heap bytes that an event retains while it waits. Safe for any thread. */
final class EventWeight {

    /** Logback's event with its time stamp and argument array, and the slot's share of the caches it fills. */
    static final long EVENT_BYTES = 256;

    private static final long KEY_VALUE_BYTES = 48;
    private static final long MARKER_BYTES = 64;
    /** One element of a stack trace: proxy, element, text. */
    private static final long STACK_FRAME_BYTES = 128;
    /** A chain of causes is weighed so far; longer ones are bugs. */
    private static final int MOST_CAUSES = 32;

    private EventWeight() {}

    static long of(
            @Nullable String message,
            Object @Nullable [] arguments,
            @Nullable List<KeyValuePair> keyValues,
            @Nullable List<Marker> markers,
            @Nullable IThrowableProxy thrown) {
        long bytes = EVENT_BYTES + of(thrown);
        bytes += Freezer.sizeOf(message) + Freezer.sizeOf(arguments);
        if (keyValues != null) {
            for (KeyValuePair pair : keyValues) {
                bytes += KEY_VALUE_BYTES + Freezer.sizeOf(pair.value);
            }
        }
        return markers == null ? bytes : bytes + MARKER_BYTES * markers.size();
    }

    /** The estimated size of a throwable with its causes. Suppressed ones are rare and left out. */
    static long of(@Nullable IThrowableProxy thrown) {
        long bytes = 0;
        IThrowableProxy next = thrown;
        for (int depth = 0; next != null && depth < MOST_CAUSES; depth++) {
            bytes += STACK_FRAME_BYTES * next.getStackTraceElementProxyArray().length
                    + Freezer.sizeOf(next.getMessage());
            next = next.getCause();
        }
        return bytes;
    }
}
