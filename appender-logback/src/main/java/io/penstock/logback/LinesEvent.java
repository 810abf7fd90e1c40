package io.penstock.logback;

import ch.qos.logback.classic.spi.LoggingEvent;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a batch of events, dressed as one event, so that they pass through an appender in one call. Confined to
 * the drain thread.
 */
final class LinesEvent extends LoggingEvent {

    private final Takeover takeover;
    private byte @Nullable [] lines;

    LinesEvent(Takeover takeover, byte[] lines) {
        this.takeover = takeover;
        this.lines = lines;
    }

    boolean isFor(Takeover present) {
        return takeover == present;
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

    @Override
    public void prepareForDeferredProcessing() {
        // There is nothing to prepare, and no context to ask.
    }

    @Override
    public String toString() {
        return "a batch of lines";
    }
}
