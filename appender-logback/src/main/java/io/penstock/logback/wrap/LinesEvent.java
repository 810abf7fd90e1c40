package io.penstock.logback.wrap;

import ch.qos.logback.classic.spi.LoggingEvent;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a batch of events, dressed as one event, so that they pass through an appender in one call. Confined to
 * the drain thread.
 */
final class LinesEvent extends LoggingEvent {

    private byte @Nullable [] lines;

    LinesEvent(byte[] lines) {
        this.lines = lines;
    }

    /** The lines, for the appender's encoder; null if it has had them. */
    byte @Nullable [] take() {
        byte[] taken = lines;
        lines = null;
        return taken;
    }

    boolean isTaken() {
        return lines == null;
    }

    /** For an encoder that the appender was given a moment ago: rather no line than one that says "null". */
    @Override
    public String getFormattedMessage() {
        throw new IllegalStateException("a batch of lines has no message");
    }

    @Override
    public void prepareForDeferredProcessing() {
        // There is nothing to prepare, and no context to ask.
    }

    @Override
    public String toString() {
        return "a batch of lines";
    }
}
