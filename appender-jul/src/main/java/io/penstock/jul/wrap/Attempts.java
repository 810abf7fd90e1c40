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

    /** What failed belongs to a failure that is thrown anyway. */
    public void addTo(Throwable reason) {
        if (first != null && first != reason) {
            reason.addSuppressed(first);
        }
    }

    /** What failed first, with the rest suppressed; nothing if all went well. */
    void throwFirst() {
        // Runnable steps throw nothing else, but for those who sneak.
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
