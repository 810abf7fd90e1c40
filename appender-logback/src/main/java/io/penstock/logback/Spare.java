package io.penstock.logback;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One object that is lent to one user at a time. A user that comes while it is lent gets a new one. Safe for any thread.
 *
 * <p>Logback calls an encoder from several threads at once, and from within itself when an argument's {@code toString}
 * logs. A lock would make the first wait and would not protect the second; a ThreadLocal would stay behind in the
 * threads of an application server. Behind a proxy there is one user, who gets the same object each time.
 */
final class Spare<T> {

    private final Supplier<T> factory;
    private final AtomicReference<@Nullable T> idle = new AtomicReference<>();

    Spare(Supplier<T> factory) {
        this.factory = factory;
    }

    T take() {
        T found = idle.getAndSet(null);
        return found == null ? factory.get() : found;
    }

    void give(T used) {
        // Release: partner of the getAndSet above, which shows the next user what this one has written.
        idle.setRelease(used);
    }
}
