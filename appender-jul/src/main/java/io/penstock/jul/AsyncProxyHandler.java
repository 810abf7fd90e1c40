package io.penstock.jul;

import io.penstock.AsyncConfig;
import io.penstock.Books;
import java.io.UnsupportedEncodingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.logging.ErrorManager;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * Wraps one or more handlers and drives them from a thread of its own, so that a log call neither
 * formats nor writes. Safe for any thread.
 *
 * <pre>{@code
 * handlers = io.penstock.jul.AsyncProxyHandler
 * io.penstock.jul.AsyncProxyHandler.handler = java.util.logging.FileHandler
 * }</pre>
 *
 * <p>Levels and filters, the proxy's and then those of the wrapped handlers, are asked once, on the caller's thread,
 * before anything is captured. Parameters that could still change are frozen there; all else crosses by reference and is
 * formatted later. What becomes of every event is counted: see {@link #getBooks()}.
 *
 * <p>Wrong settings are reported to the error manager; the handler then takes no events, and the application runs.
 *
 * <p>A subclass is configured independently, under its own class name, and needs no code.
 */
public class AsyncProxyHandler extends Handler {

    private final String name;

    /** Null: the configuration is wrong. */
    private final @Nullable RunningProxy running;

    /** Configured by the properties that begin with the name of this class. For the LogManager. */
    @SuppressWarnings("this-escape") // Handler offers no later moment, and nothing is published before the end of it
    public AsyncProxyHandler() {
        name = getClass().getName();
        running = start();
    }

    /** Configured by the properties that begin with {@code name}. */
    @SuppressWarnings("this-escape") // as above
    public AsyncProxyHandler(String name) {
        this.name = name;
        running = start();
    }

    /**
     * Wraps handlers that exist. What neither they nor {@code config} can say, {@code inferCaller} and {@code
     * immutableType}, is looked for among the properties that begin with {@code name}.
     *
     * @throws IllegalArgumentException without a handler to wrap, or with more than 64; or if {@code inferCaller} is wrong
     */
    @SuppressWarnings("this-escape") // as above
    public AsyncProxyHandler(String name, AsyncConfig config, Handler... wrapped) {
        if (wrapped.length == 0 || wrapped.length > WrappedHandlers.MOST) {
            throw new IllegalArgumentException(wrapped.length + " handlers to wrap; give 1 to " + WrappedHandlers.MOST);
        }
        this.name = name;
        Settings settings = Settings.readForGivenHandlers(name, LogManager.getLogManager()::getProperty);
        if (!settings.problems().isEmpty()) {
            throw new IllegalArgumentException(name + ": " + String.join("; also: ", settings.problems()));
        }
        try {
            running = run(settings, config, Arrays.asList(wrapped));
        } catch (UnsupportedEncodingException impossible) {
            throw new IllegalStateException("no encoding was given", impossible);
        }
    }

    /** For the LogManager, into which nothing may be thrown. */
    private @Nullable RunningProxy start() {
        List<Handler> created = new ArrayList<>();
        try {
            LogManager properties = LogManager.getLogManager();
            Settings settings = Settings.read(name, properties::getProperty);
            List<String> problems = new ArrayList<>(settings.problems());
            createHandlers(settings, properties, problems, created);
            if (!problems.isEmpty()) {
                throw new IllegalArgumentException(String.join("; also: ", problems));
            }
            return run(settings, settings.config(), created);
        } catch (Throwable wrong) {
            RunningProxy.closeAll(created, this::warn);
            String reason = wrong instanceof IllegalArgumentException ? wrong.getMessage() : wrong.toString();
            warn(name + " takes no events until its configuration is corrected: " + reason, wrong.getCause());
            return null;
        }
    }

    private static void createHandlers(
            Settings settings, LogManager properties, List<String> problems, List<Handler> created) {
        if (settings.handlers.isEmpty()) {
            problems.add("no handler to wrap; set handler, for instance to java.util.logging.FileHandler");
        } else if (settings.handlers.size() > WrappedHandlers.MOST) {
            problems.add(
                    settings.handlers.size() + " handlers to wrap are too many; use at most " + WrappedHandlers.MOST);
        } else if (problems.isEmpty()) {
            // Not before all else is right: a handler may open its file when it is made.
            created.addAll(ByName.handlers(settings.handlers, properties::getProperty));
        }
    }

    private RunningProxy run(Settings settings, AsyncConfig config, List<Handler> handlers)
            throws UnsupportedEncodingException {
        for (Handler handler : handlers) {
            if (settings.formatter != null) {
                handler.setFormatter(settings.formatter);
            }
            if (settings.encoding != null) {
                handler.setEncoding(settings.encoding);
            }
        }
        super.setLevel(settings.level);
        super.setFilter(settings.filter);
        Formatter formatter = CarrierFormatter.unwrapped(handlers.get(0).getFormatter());
        if (formatter != null) {
            super.setFormatter(formatter);
        }
        super.setEncoding(handlers.get(0).getEncoding());
        return new RunningProxy(name, settings, config, handlers, this::warn);
    }

    /** Takes the record over as it is now. Null is ignored. After {@link #close()} the record is counted as dropped. */
    @Override
    public void publish(@Nullable LogRecord record) {
        RunningProxy present = running;
        if (present == null || record == null) {
            return;
        }
        boolean loggable;
        try {
            loggable = isLoggable(record);
        } catch (Throwable broken) {
            captureFailed(broken, record);
            return;
        }
        if (loggable) {
            present.intake().publish(record);
        }
    }

    /**
     * Waits until every event published before this call has been written by the wrapped handlers and has left their
     * buffers; at most {@code drainTimeout}, and if that was not enough, the error manager is told. A wrapped handler
     * that asks for it does not wait.
     */
    @Override
    public void flush() {
        RunningProxy present = running;
        if (present != null) {
            present.flush();
        }
    }

    /**
     * As {@link #flush()}, but answers instead of telling the error manager.
     *
     * @param longest how long to wait at most
     * @return false if that took longer, failed, or was asked for by a handler that this proxy wraps; also if the caller
     *     was interrupted, whose flag is then set again
     */
    public boolean flush(Duration longest) {
        RunningProxy present = running;
        return present == null || present.ring().flush(longest);
    }

    /**
     * Takes no more events, writes those accepted, gives the wrapped handlers back what was taken from them, and closes
     * them. Waits at most {@code drainTimeout} and a moment. Idempotent.
     */
    @Override
    public void close() {
        close(true, drainTimeout());
    }

    /**
     * @param longest how long to wait for what is accepted
     */
    void close(boolean closeWrapped, Duration longest) {
        RunningProxy present = running;
        if (present != null) {
            present.close(closeWrapped, longest);
            Penstock.forget(this);
        }
    }

    /** The formatter for all wrapped handlers, for events published after this call. */
    @Override
    public void setFormatter(Formatter newFormatter) {
        Objects.requireNonNull(newFormatter, "newFormatter");
        RunningProxy present = running;
        if (present == null || present.setFormatter(newFormatter)) {
            super.setFormatter(newFormatter);
        }
    }

    /** The encoding of all wrapped handlers, for events published after this call. */
    @Override
    public void setEncoding(@Nullable String encoding) throws UnsupportedEncodingException {
        String before = getEncoding();
        // First, because it refuses an encoding that nobody knows.
        super.setEncoding(encoding);
        RunningProxy present = running;
        if (present != null && !present.setEncoding(encoding)) {
            super.setEncoding(before);
        }
    }

    /** What became of every event: one consistent snapshot. All zero if the configuration is wrong. */
    public Books getBooks() {
        RunningProxy present = running;
        return present == null ? Books.empty() : present.ring().books();
    }

    /** The name under which this proxy is configured, and shown by JMX. */
    public String getName() {
        return name;
    }

    /** Whether the source class and method of records are inferred at present. */
    boolean infersCaller() {
        RunningProxy present = running;
        return present != null && present.intake().infersCaller();
    }

    /** Counts an event that could not even be asked about. */
    void captureFailed(Throwable broken, LogRecord record) {
        RunningProxy present = running;
        if (present != null) {
            present.intake().captureFailed(broken, record);
        }
    }

    /** Whether the caller is inside a handler that this proxy wraps, on the drain thread. */
    boolean isInside() {
        RunningProxy present = running;
        return present != null && present.isInside();
    }

    /** Whether it takes no more events, or never took any. */
    boolean isClosed() {
        RunningProxy present = running;
        return present == null || present.isClosing();
    }

    /** Zero if the configuration is wrong. */
    Duration drainTimeout() {
        RunningProxy present = running;
        return present == null ? Duration.ZERO : present.ring().config().drainTimeout();
    }

    private void warn(String message, @Nullable Throwable cause) {
        Exception exception = cause == null || cause instanceof Exception
                ? (Exception) cause
                : new DeliveryException(cause.toString(), cause);
        reportError(message, exception, ErrorManager.GENERIC_FAILURE);
    }
}
