package io.penstock.logback.wrap;

import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.status.StatusListener;
import org.jspecify.annotations.Nullable;

/**
 * Hears the errors that a wrapped appender reports while it takes an event: most appenders swallow their exceptions and
 * tell only the status manager. Logback lets two such reports through in half an hour, so this is a witness, not proof.
 */
final class StatusWitness implements StatusListener {

    private volatile @Nullable Thread listening;
    /** Confined to the listening thread. */
    private @Nullable Status error;

    /** On the drain thread, before an event is handed over. */
    void listen() {
        error = null;
        Thread present = Thread.currentThread();
        if (listening != present) {
            listening = present;
        }
    }

    /** On the drain thread: the error since {@link #listen}, or null. */
    @Nullable
    Status error() {
        return error;
    }

    @Override
    public void addStatusEvent(Status status) {
        if (status.getLevel() == Status.ERROR && Thread.currentThread() == listening) {
            error = status;
        }
    }
}
