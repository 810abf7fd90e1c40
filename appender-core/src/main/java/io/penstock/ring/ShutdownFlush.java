package io.penstock.ring;

import io.penstock.words.DurationWords;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the drain thread when the process ends, at most {@code drainTimeout}. Not safe for concurrent use.
 *
 * <p>It flushes and does not stop: other hooks may still log, the drain thread goes on for them, and if the host has a
 * hook of its own that stops the appender (Spring Boot, Logback's {@code <shutdownHook/>}, a LogManager that closes
 * handlers) the two do not get in each other's way. A sender that waits before its next attempt makes it soon.
 */
public final class ShutdownFlush {

    private final AsyncRing<?> ring;
    private final Duration longest;
    private final Announcer announcer;
    private @Nullable Thread hook;

    public ShutdownFlush(AsyncRing<?> ring, Announcer announcer) {
        this.ring = ring;
        this.longest = ring.config().drainTimeout();
        this.announcer = announcer;
    }

    /** From now on. Does nothing if the process is ending already. */
    public void install() {
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

    /** What the hook does. */
    void flush() {
        if (!ring.flushAtTheEnd(longest)) {
            announcer.warn(
                    "the process ends with " + ring.books().pending() + " events undelivered after drainTimeout="
                            + DurationWords.of(longest),
                    null);
        }
    }

    /** No more. Does nothing if it was not installed. */
    public void remove() {
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
