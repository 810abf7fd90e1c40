package io.penstock.jul.wrap;

import org.jspecify.annotations.Nullable;

/** Several steps of which each gets its chance, whatever the others throw. Not safe for concurrent use. */
public final class Attempts {

    private @Nullable Throwable first;

    public void run(Runnable step) {
        try {
            step.run();
        } catch (Throwable failure) {
            if (first == null) {
                first = failure;
            } else if (first != failure) {
                first.addSuppressed(failure);
            }
        }
    }

    /** Adds what failed, as suppressed, to an exception that is thrown anyway. */
    public void addTo(Throwable reason) {
        if (first != null && first != reason) {
            reason.addSuppressed(first);
        }
    }

    /** What failed first, with the rest suppressed; nothing if all went well. */
    void throwFirst() {
        // A Runnable can throw nothing else, unless it throws a checked exception without declaring it.
        if (first instanceof Error error) {
            throw error;
        }
        if (first instanceof RuntimeException exception) {
            throw exception;
        }
        if (first != null) {
            throw new IllegalStateException(first);
        }
    }
}
