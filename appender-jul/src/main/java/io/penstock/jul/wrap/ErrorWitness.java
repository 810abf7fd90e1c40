package io.penstock.jul.wrap;

import java.util.logging.ErrorManager;
import org.jspecify.annotations.Nullable;

/** Hears what wrapped handlers report to their error managers while the drain thread drives them. */
final class ErrorWitness {

    private volatile @Nullable Thread listening;
    /** Confined to the listening thread. */
    private @Nullable String error;

    private @Nullable Exception cause;

    /** On the drain thread, before a handler is called. */
    void listen() {
        error = null;
        cause = null;
        Thread present = Thread.currentThread();
        if (listening != present) {
            listening = present;
        }
    }

    /** On the drain thread, after it: throws if the handler reported an error since {@link #listen}. */
    void check(String handler) throws DeliveryException {
        if (error != null) {
            throw new DeliveryException("handler " + handler + " reported: " + error, cause);
        }
    }

    /** On any thread; counts on the listening one. */
    void heard(@Nullable String message, @Nullable Exception failure, int code) {
        if (Thread.currentThread() == listening && error == null) {
            error = kind(code) + (message == null ? "" : ": " + message) + (failure == null ? "" : ": " + failure);
            cause = failure;
        }
    }

    private static String kind(int code) {
        return switch (code) {
            case ErrorManager.WRITE_FAILURE -> "write failure";
            case ErrorManager.FLUSH_FAILURE -> "flush failure";
            case ErrorManager.CLOSE_FAILURE -> "close failure";
            case ErrorManager.OPEN_FAILURE -> "open failure";
            case ErrorManager.FORMAT_FAILURE -> "format failure";
            default -> "failure";
        };
    }
}
