package io.penstock.tcp;

import io.penstock.TcpConfig;
import io.penstock.net.SelectorSleeper;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a connection is to be ended in good order though nothing is wrong with it: it has carried nothing for {@code
 * idleClose}, or has lived for {@code maxConnectionAge}. Confined to the drain thread.
 */
final class ConnectionLimits {

    private final @Nullable Duration idleClose;
    private final @Nullable Duration maxAge;
    private long progress = -1;
    private long beganNanos;
    private long movedNanos;
    private boolean running;

    ConnectionLimits(TcpConfig config) {
        this.idleClose = config.idleClose();
        this.maxAge = config.maxConnectionAge();
    }

    /**
     * Whether one of them is reached.
     *
     * @param made any number that changes with each progress
     */
    boolean areReached(long made, long now) {
        if (!running) {
            running = true;
            beganNanos = now;
        }
        if (made != progress) {
            progress = made;
            movedNanos = now;
        }
        return idleClose != null && now - movedNanos >= idleClose.toNanos()
                || maxAge != null && now - beganNanos >= maxAge.toNanos();
    }

    /** Tells when the next of them is reached, once the connection is open. */
    void tellDeadline(SelectorSleeper sleeper) {
        if (!running) {
            return;
        }
        if (idleClose != null) {
            sleeper.dueAt(movedNanos + idleClose.toNanos());
        }
        if (maxAge != null) {
            sleeper.dueAt(beganNanos + maxAge.toNanos());
        }
    }
}
