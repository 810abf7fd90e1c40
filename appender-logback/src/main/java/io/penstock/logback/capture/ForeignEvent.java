package io.penstock.logback.capture;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.penstock.freeze.Freezer;
import org.jspecify.annotations.Nullable;

/**
 * What is done on the caller's thread for an event whose class is not Logback's plain one. Safe for any thread.
 *
 * <p>Somebody has decided what such an event's getters say: one that masks the text of another, one of a language whose
 * templates are not SLF4J's, one that came over the wire. No copy could say the same, and whoever gets it may look for
 * its class. It therefore crosses as itself, asked here for what a thread or a later change could take away from it.
 */
final class ForeignEvent {

    private ForeignEvent() {}

    /**
     * Has the event settle its text, thread, MDC and, if wanted, caller data; returns its estimated size.
     *
     * <p>What it throws for its text is thrown, since it would have told a synchronous appender the same. The other
     * getters may refuse: whoever needs them meets that later, and whoever does not need them gets the event.
     */
    static long fix(ILoggingEvent event, boolean withCallerData) {
        quietly(event::prepareForDeferredProcessing);
        String text = event.getFormattedMessage();
        quietly(event::getThreadName);
        quietly(event::getMDCPropertyMap);
        if (withCallerData) {
            quietly(event::getCallerData);
        }
        return size(event, text);
    }

    private static void quietly(Runnable getter) {
        try {
            getter.run();
        } catch (RuntimeException refused) {
            // This getter may refuse, as the method's comment says.
        }
    }

    private static long size(ILoggingEvent event, @Nullable String text) {
        long bytes = Freezer.sizeOf(text);
        try {
            String message = event.getMessage();
            return bytes
                    + EventWeight.of(
                            message == text ? null : message,
                            event.getArgumentArray(),
                            event.getKeyValuePairs(),
                            event.getMarkerList(),
                            event.getThrowableProxy());
        } catch (RuntimeException refused) {
            return bytes + EventWeight.EVENT_BYTES;
        }
    }
}
