package io.penstock.logback;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.penstock.freeze.Freezer;
import java.util.List;

/** Makes events as the drain thread does: what it hands to an encoder is visible in its own package only. */
public final class FrozenEvents {

    private final WrappedAppenders nobody;

    public FrozenEvents(LoggerContext context) {
        nobody = new WrappedAppenders(List.of(), context, Freezer.builder().build(), false);
    }

    public ILoggingEvent of(ILoggingEvent source, Object[] arguments) {
        return new FrozenEvent(source, arguments, null, nobody, false);
    }
}
