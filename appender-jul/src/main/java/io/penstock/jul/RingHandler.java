package io.penstock.jul;

import io.penstock.Books;
import java.time.Duration;
import java.util.Objects;
import java.util.logging.ErrorManager;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/** A handler in front of a ring: what our handlers share. Safe for any thread. */
abstract class RingHandler extends Handler {

    final String name;

    /** Named as its class is. */
    RingHandler() {
        name = getClass().getName();
    }

    RingHandler(String name) {
        this.name = name;
    }

    /** Always the same once the handler is made; null: the configuration is wrong. */
    abstract @Nullable RunningRing running();

    /** Takes the record over as it is now. Null is ignored. After {@link #close()} the record is counted as dropped. */
    @Override
    public void publish(@Nullable LogRecord record) {
        RunningRing present = running();
        if (present == null || record == null) {
            return;
        }
        boolean loggable;
        try {
            loggable = isLoggable(record);
        } catch (Throwable broken) {
            present.intake().captureFailed(broken, record);
            return;
        }
        if (loggable) {
            present.intake().publish(record);
        }
    }

    /**
     * Waits until every event published before this call has left all buffers, or, where a receiver acknowledges, was
     * acknowledged; at most {@code drainTimeout}, and if that was not enough, the error manager is told. On the drain
     * thread, in a handler that a proxy wraps for instance, it does not wait.
     */
    @Override
    public void flush() {
        RunningRing present = running();
        if (present != null) {
            present.flush();
        }
    }

    /**
     * As {@link #flush()}, but answers instead of telling the error manager.
     *
     * @param longest how long to wait at most
     * @return false if that took longer, failed, or was asked for on the drain thread; also if the caller was interrupted,
     *     whose flag is then set again
     */
    public boolean flush(Duration longest) {
        RunningRing present = running();
        return present == null || present.ring().flush(longest);
    }

    /**
     * For events published after this call: the formatter of all wrapped handlers, or of what is sent; with a syslog
     * protocol its output is the message.
     */
    @Override
    public void setFormatter(Formatter newFormatter) {
        Objects.requireNonNull(newFormatter, "newFormatter");
        RunningRing present = running();
        if (present == null || present.setFormatter(newFormatter)) {
            super.setFormatter(newFormatter);
        }
    }

    /** What became of every event: one consistent snapshot. All zero if the configuration is wrong. */
    public Books getBooks() {
        RunningRing present = running();
        return present == null ? Books.empty() : present.ring().books();
    }

    /** The name under which this handler is configured, and shown by JMX. */
    public String getName() {
        return name;
    }

    /** Why it will never run: for the LogManager, into which nothing may be thrown. */
    void refuse(Throwable wrong) {
        String reason = wrong instanceof IllegalArgumentException ? wrong.getMessage() : wrong.toString();
        warn(name + " takes no events until its configuration is corrected: " + reason, wrong.getCause());
    }

    void warn(String message, @Nullable Throwable cause) {
        Exception exception = cause == null || cause instanceof Exception
                ? (Exception) cause
                : new DeliveryException(cause.toString(), cause);
        reportError(message, exception, ErrorManager.GENERIC_FAILURE);
    }
}
