package io.penstock.logback;

import io.penstock.ring.Announcer;
import io.penstock.ring.AsyncRing;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the drain thread when the process ends. Not safe for concurrent use.
 *
 * <p>It flushes and does not stop: other hooks may still log, the drain thread goes on for them, and if the host has a
 * hook of its own that stops the appender (Spring Boot, {@code <shutdownHook/>}) the two do not get in each other's way.
 */
final class ShutdownFlush {

    private final AsyncRing<?> ring;
    private final Duration longest;
    private final Announcer announcer;
    private @Nullable Thread hook;

    ShutdownFlush(AsyncRing<?> ring, Duration longest, Announcer announcer) {
        this.ring = ring;
        this.longest = longest;
        this.announcer = announcer;
    }

    void install() {
        // Without inherited thread-locals, and with our own class loader: the hook must pin nothing of the caller's.
        Thread thread = new Thread(null, this::flush, "penstock-shutdown", 0, false);
        thread.setContextClassLoader(ShutdownFlush.class.getClassLoader());
        try {
            Runtime.getRuntime().addShutdownHook(thread);
            hook = thread;
        } catch (IllegalStateException shuttingDown) {
            // Too late for a hook.
        }
    }

    private void flush() {
        if (!ring.flush(longest)) {
            announcer.warn(
                    "the process ends with " + ring.books().pending() + " events undelivered after " + "drainTimeout="
                            + longest,
                    null);
        }
    }

    void remove() {
        Thread installed = hook;
        hook = null;
        if (installed != null) {
            try {
                Runtime.getRuntime().removeShutdownHook(installed);
            } catch (IllegalStateException shuttingDown) {
                // The hook runs, or has run.
            }
        }
    }
}
