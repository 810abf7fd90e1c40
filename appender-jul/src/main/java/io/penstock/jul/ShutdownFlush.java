package io.penstock.jul;

import io.penstock.ring.Announcer;
import io.penstock.ring.AsyncRing;
import java.util.logging.LogManager;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the drain thread when the process ends, where the LogManager will not. Not safe for concurrent use.
 *
 * <p>The JDK's LogManager closes all handlers then, and needs no help. Of another one that is not known: JBoss's closes
 * none. The hook flushes and does not stop, so that a LogManager that does close handlers finds things as it expects.
 */
final class ShutdownFlush {

    private final AsyncRing<?> ring;
    private final Announcer announcer;
    private @Nullable Thread hook;

    ShutdownFlush(AsyncRing<?> ring, Announcer announcer) {
        this.ring = ring;
        this.announcer = announcer;
    }

    void installUnlessClosedBy(LogManager manager) {
        if (manager.getClass() == LogManager.class) {
            return;
        }
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
        if (!ring.flush(ring.config().drainTimeout())) {
            announcer.warn(
                    "the process ends with " + ring.books().pending() + " events undelivered after " + "drainTimeout="
                            + ring.config().drainTimeout(),
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
