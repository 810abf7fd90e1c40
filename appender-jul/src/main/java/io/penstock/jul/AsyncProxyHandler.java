package io.penstock.jul;

import io.penstock.AsyncConfig;
import java.io.UnsupportedEncodingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
public class AsyncProxyHandler extends RingHandler {

    /** Null: the configuration is wrong. */
    private final @Nullable RunningProxy running;

    /** Configured by the properties that begin with the name of this class. For the LogManager. */
    @SuppressWarnings("this-escape") // Handler offers no later moment, and nothing is published before the end of it
    public AsyncProxyHandler() {
        running = start();
    }

    /** Configured by the properties that begin with {@code name}. */
    @SuppressWarnings("this-escape") // as above
    public AsyncProxyHandler(String name) {
        super(name);
        running = start();
    }

    /**
     * Wraps handlers that exist. What neither they nor {@code config} can say, {@code inferCaller} and {@code
     * immutableType}, is looked for among the properties that begin with {@code name}.
     *
     * @throws IllegalArgumentException without a handler to wrap, or with more than 64; or if {@code inferCaller}, also
     *     called {@code includeCallerData}, is wrong
     */
    @SuppressWarnings("this-escape") // as above
    public AsyncProxyHandler(String name, AsyncConfig config, Handler... wrapped) {
        super(name);
        if (wrapped.length == 0 || wrapped.length > WrappedHandlers.MOST) {
            throw new IllegalArgumentException(wrapped.length + " handlers to wrap; give 1 to " + WrappedHandlers.MOST);
        }
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

    /** Throws nothing. */
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
            refuse(wrong);
            return null;
        }
    }

    @Override
    @Nullable
    RunningProxy running() {
        return running;
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
}
