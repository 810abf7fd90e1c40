package io.penstock.jul.wrap;

import org.jspecify.annotations.Nullable;

/** An event did not get written. Carries no stack of its own: it may be thrown for every event of an outage. */
public final class DeliveryException extends Exception {

    private static final long serialVersionUID = 1L;

    DeliveryException(String message) {
        this(message, null);
    }

    public DeliveryException(String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
    }
}
