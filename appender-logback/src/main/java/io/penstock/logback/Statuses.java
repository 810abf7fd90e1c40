package io.penstock.logback;

import ch.qos.logback.core.spi.ContextAware;
import io.penstock.sink.Announcer;
import org.jspecify.annotations.Nullable;

/** Logback's status manager, by way of the component that speaks. Safe for any thread. */
record Statuses(ContextAware component) implements Announcer {

    @Override
    public void warn(String message, @Nullable Throwable cause) {
        component.addWarn(message, cause);
    }

    @Override
    public void inform(String message) {
        component.addInfo(message);
    }
}
