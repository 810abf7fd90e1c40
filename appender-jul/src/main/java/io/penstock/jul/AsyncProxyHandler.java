package io.penstock.jul;

import io.penstock.AsyncConfig;
import io.penstock.Books;
import io.penstock.freeze.Freezer;
import io.penstock.ring.AsyncRing;
import io.penstock.ring.BooksRegistration;
import io.penstock.ring.TimeSource;
import java.io.UnsupportedEncodingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
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

    private static final long CLOSE_GRACE_MILLIS = 1000;

    private final String name;
    private final BooksRegistration registration = new BooksRegistration();
    private final Object closing = new Object();
    private final AtomicBoolean stopCalled = new AtomicBoolean();
    private volatile boolean stopping;
    private boolean closed;

    /** Null: the configuration is wrong. */
    private final @Nullable Running running;

    private record Running(
            AsyncRing<RecordSlot> ring,
            WrappedHandlers handlers,
            RecordIntake intake,
            ShutdownFlush shutdownFlush,
            CallerMode inferCaller,
            @Nullable ExtendedRecords jboss) {}

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
    private @Nullable Running start() {
        List<Handler> created = new ArrayList<>();
        try {
            LogManager properties = LogManager.getLogManager();
            Settings settings = Settings.read(name, properties::getProperty);
            List<String> problems = new ArrayList<>(settings.problems());
            created.addAll(createHandlers(settings, properties, problems));
            if (!problems.isEmpty()) {
                throw new IllegalArgumentException(String.join("; also: ", problems));
            }
            return run(settings, settings.config(), created);
        } catch (RuntimeException | LinkageError | UnsupportedEncodingException wrong) {
            created.forEach(Handler::close);
            String reason = wrong instanceof IllegalArgumentException ? wrong.getMessage() : wrong.toString();
            warn(name + " takes no events until its configuration is corrected: " + reason, wrong.getCause());
            return null;
        }
    }

    private static List<Handler> createHandlers(Settings settings, LogManager properties, List<String> problems) {
        if (settings.handlers.isEmpty()) {
            problems.add("no handler to wrap; set handler, for instance to java.util.logging.FileHandler");
        } else if (settings.handlers.size() > WrappedHandlers.MOST) {
            problems.add(
                    settings.handlers.size() + " handlers to wrap are too many; use at most " + WrappedHandlers.MOST);
        } else if (problems.isEmpty()) {
            // Not before all else is right: a handler may open its file when it is made.
            return ByName.handlers(settings.handlers, properties::getProperty);
        }
        return List.of();
    }

    private Running run(Settings settings, AsyncConfig config, List<Handler> handlers)
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
        ExtendedRecords jboss = ExtendedRecords.ifPresent();
        Freezer freezer = settings.freezer(config);
        boolean infer = infers(settings.inferCaller, handlers, jboss);
        WrappedHandlers wrapped = new WrappedHandlers(handlers, jboss, this::registerBooks);
        AsyncRing<RecordSlot> ring =
                new AsyncRing<>(config, "penstock-" + name, RecordSlot::new, wrapped, this::warn, TimeSource.system());
        RecordIntake intake = new RecordIntake(ring, wrapped, freezer, jboss, infer, this::warn);
        ShutdownFlush shutdownFlush = new ShutdownFlush(ring, this::warn);
        shutdownFlush.installUnlessClosedBy(LogManager.getLogManager());
        return new Running(ring, wrapped, intake, shutdownFlush, settings.inferCaller, jboss);
    }

    /** Whether the source class and method of records are inferred at present. */
    boolean infersCaller() {
        Running present = running;
        return present != null && present.intake.infersCaller();
    }

    private static boolean infers(CallerMode mode, List<Handler> handlers, @Nullable ExtendedRecords jboss) {
        return switch (mode) {
            case ALWAYS -> true;
            case NEVER -> false;
            case AUTO -> handlers.stream().anyMatch(handler -> CallerNeed.of(handler, handler.getFormatter(), jboss));
        };
    }

    /**
     * With the first events and on the drain thread, not in the constructor: that may run while the LogManager holds its
     * lock, and whoever starts JMX on another thread logs, too.
     */
    private void registerBooks() {
        Running present = running;
        if (present != null && !stopping) {
            registration.register("AsyncProxyHandler", name, present.ring, this::warn);
        }
    }

    /** Takes the record over as it is now. Null is ignored. After {@link #close()} the record is counted as dropped. */
    @Override
    public void publish(@Nullable LogRecord record) {
        Running present = running;
        if (present == null || record == null) {
            return;
        }
        boolean loggable;
        try {
            loggable = isLoggable(record);
        } catch (Throwable broken) {
            present.intake.captureFailed(broken, record);
            return;
        }
        if (loggable) {
            present.intake.publish(record);
        }
    }

    /**
     * Waits until every event published before this call has been written by the wrapped handlers and has left their
     * buffers; at most {@code drainTimeout}.
     */
    @Override
    public void flush() {
        Running present = running;
        if (present != null) {
            present.ring.flush(present.ring.config().drainTimeout());
        }
    }

    /**
     * As {@link #flush()}.
     *
     * @param longest how long to wait at most
     * @return false if that took longer, failed, or was asked for by a handler that this proxy wraps; also if the caller
     *     was interrupted, whose flag is then set again
     */
    public boolean flush(Duration longest) {
        Running present = running;
        return present == null || present.ring.flush(longest);
    }

    /**
     * Takes no more events, writes those accepted, gives the wrapped handlers back what was taken from them, and closes
     * them. Waits at most {@code drainTimeout} and a moment. Idempotent.
     */
    @Override
    public void close() {
        close(true);
    }

    void close(boolean closeWrapped) {
        Running present = running;
        if (present == null) {
            return;
        }
        stopping = true;
        boolean first = stopCalled.compareAndSet(false, true);
        // Everybody who closes waits here until the events are written: the one who is first may not be the last.
        long left = present.ring.stop();
        if (!first && present.handlers.threadInside() == Thread.currentThread()) {
            // A wrapped handler closes us in the middle of a record, and somebody else waits for that record to end.
            return;
        }
        synchronized (closing) {
            if (closed) {
                return;
            }
            closed = true;
            if (left > 0) {
                warn(
                        "closed after drainTimeout=" + present.ring.config().drainTimeout() + " with " + left
                                + " events undelivered; raise drainTimeout, or see what holds the wrapped handlers",
                        null);
            }
            present.shutdownFlush.remove();
            registration.unregister();
            letGo(present.handlers, closeWrapped);
        }
    }

    /** A handler that stands still most likely holds its own monitor, and would hold us and the end of the process. */
    private void letGo(WrappedHandlers handlers, boolean closeWrapped) {
        Thread stuck = handlers.threadInside();
        if (stuck == null || stuck == Thread.currentThread()) {
            letGoNow(handlers, closeWrapped);
            return;
        }
        Thread closer = new Thread(null, () -> letGoNow(handlers, closeWrapped), "penstock-close", 0, false);
        closer.setDaemon(true);
        closer.start();
        try {
            closer.join(CLOSE_GRACE_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void letGoNow(WrappedHandlers handlers, boolean closeWrapped) {
        try {
            handlers.release();
        } catch (RuntimeException failure) {
            warn("a wrapped handler did not take its level, filter or error manager back", failure);
        }
        if (closeWrapped) {
            for (Handler handler : handlers.handlers()) {
                try {
                    handler.close();
                } catch (Throwable failure) {
                    warn("handler " + handler.getClass().getName() + " failed to close", failure);
                }
            }
        }
    }

    /** The formatter for all wrapped handlers, for events published after this call. */
    @Override
    public void setFormatter(Formatter newFormatter) {
        Objects.requireNonNull(newFormatter, "newFormatter");
        Running present = running;
        if (present == null || stopping) {
            super.setFormatter(newFormatter);
            return;
        }
        boolean before = present.intake.infersCaller();
        boolean after =
                switch (present.inferCaller) {
                    case ALWAYS -> true;
                    case NEVER -> false;
                    case AUTO ->
                        present.handlers.handlers().stream()
                                .anyMatch(handler -> CallerNeed.of(handler, newFormatter, present.jboss));
                };
        // An event just before may come to lie behind the command, and must know its source then.
        present.intake.inferCaller(before || after);
        boolean placed = inOrder(present, "setFormatter", handler -> handler.setFormatter(newFormatter));
        present.intake.inferCaller(placed ? after : before);
        if (placed) {
            super.setFormatter(newFormatter);
        }
    }

    /** The encoding of all wrapped handlers, for events published after this call. */
    @Override
    public void setEncoding(@Nullable String encoding) throws UnsupportedEncodingException {
        String before = getEncoding();
        super.setEncoding(encoding);
        Running present = running;
        if (present == null || stopping) {
            return;
        }
        if (!inOrder(present, "setEncoding", handler -> handler.setEncoding(encoding))) {
            super.setEncoding(before);
        }
    }

    /** Whether there was room for it. */
    private boolean inOrder(Running present, String what, Change change) {
        boolean placed = present.ring.execute(() -> {
            present.handlers.settle();
            for (Handler handler : present.handlers.handlers()) {
                try {
                    change.apply(handler);
                } catch (Throwable failure) {
                    warn(what + " failed at handler " + handler.getClass().getName(), failure);
                }
            }
        });
        if (!placed) {
            warn(
                    what + " had no effect: the ring was full for maxBlock="
                            + present.ring.config().maxBlock() + "; call it again, or raise maxBlock",
                    null);
        }
        return placed;
    }

    private interface Change {
        void apply(Handler handler) throws Exception;
    }

    /** What became of every event: one consistent snapshot. All zero if the configuration is wrong. */
    public Books getBooks() {
        Running present = running;
        return present == null ? Books.empty() : present.ring.books();
    }

    /** The name under which this proxy is configured, and shown by JMX. */
    public String getName() {
        return name;
    }

    private void warn(String message, @Nullable Throwable cause) {
        Exception exception = cause == null || cause instanceof Exception
                ? (Exception) cause
                : new DeliveryException(cause.toString(), cause);
        reportError(message, exception, ErrorManager.GENERIC_FAILURE);
    }
}
