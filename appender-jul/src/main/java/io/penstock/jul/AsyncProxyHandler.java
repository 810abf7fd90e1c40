package io.penstock.jul;

import io.penstock.AsyncConfig;
import io.penstock.jul.format.LinesFormatter;
import io.penstock.jul.settings.ByName;
import io.penstock.jul.settings.Settings;
import io.penstock.jul.wrap.HandlerChanges;
import io.penstock.jul.wrap.HandlerLevel;
import io.penstock.jul.wrap.WrappedHandlers;
import java.io.UnsupportedEncodingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.logging.Filter;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
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
 * <p>Wrong settings are reported to the error manager; the handler then takes no events, and the application runs. A
 * wrapped handler that cannot be made is reported, too, and the others run.
 *
 * <p>A subclass is configured independently, under its own class name, and needs no code.
 */
public class AsyncProxyHandler extends RingHandler implements WrapsHandlers {

    /**
     * The running ring. Null before it has begun, if the configuration is wrong, and after it has ended; a reader that finds
     * null looks up which of them. It is set once and never to another one.
     */
    private @Nullable ProxyOutput running;

    /** The handlers that were set by a setter before the proxy began. After it has ended: the handlers that it had wrapped. */
    private List<Handler> givenHandlers = List.of();

    /**
     * The level among the properties of this class: the LogManager sets it once more when it has made the handler, and
     * that is not somebody who means the output.
     */
    private @Nullable Level levelOfTheLogManager;

    /** Whoever has installed it forgets it then. */
    private volatile Runnable whenClosed = () -> {};

    /** The level it began with. */
    private volatile Level configuredLevel = Level.ALL;

    /**
     * Configured by the properties that begin with the name of this class. For the LogManager; also for those who make a
     * handler first and set its properties then: without property {@code handler} it begins with the first record.
     */
    @SuppressWarnings("this-escape") // Handler offers no later moment, and nothing is published before the end of it
    public AsyncProxyHandler() {
        beginIf("handler");
    }

    /** Configured by the properties that begin with {@code name}; without {@code name.handler} as above. */
    @SuppressWarnings("this-escape") // as above
    public AsyncProxyHandler(String name) {
        super(name);
        beginIf("handler");
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
        this(name, config, null, wrapped);
    }

    /**
     * As above.
     *
     * @param unwilling hears of handlers that do not let themselves be wrapped, if there are others; null: that is thrown
     */
    @SuppressWarnings("this-escape") // as above
    AsyncProxyHandler(
            String name, AsyncConfig config, WrappedHandlers.@Nullable Unwilling unwilling, Handler[] wrapped) {
        super(name);
        hasBegun();
        if (wrapped.length == 0 || wrapped.length > WrappedHandlers.MOST) {
            throw new IllegalArgumentException(wrapped.length + " handlers to wrap; give 1 to " + WrappedHandlers.MOST);
        }
        Settings settings = Settings.readForGivenHandlers(name, LogManager.getLogManager()::getProperty);
        if (!settings.problems().isEmpty()) {
            throw new IllegalArgumentException(name + ": " + String.join("; also: ", settings.problems()));
        }
        running = run(settings, config, Arrays.asList(wrapped), unwilling);
    }

    @Override
    void begin(UnaryOperator<@Nullable String> properties) {
        List<Handler> made = new ArrayList<>(givenHandlers);
        List<String> withoutThem = new ArrayList<>();
        try {
            Settings settings = Settings.read(name, properties);
            List<String> problems = new ArrayList<>(settings.problems());
            makeHandlers(settings, properties, problems, withoutThem, made);
            if (made.isEmpty()) {
                problems.addAll(withoutThem);
            }
            if (!problems.isEmpty()) {
                throw new IllegalArgumentException(String.join("; also: ", problems));
            }
            running = run(settings, settings.config(), made, (handler, problem) -> {
                withoutThem.add(
                        "handler " + handler.getClass().getName() + " does not let itself be wrapped: " + problem);
                ProxyOutput.closeAll(List.of(handler), this::warn);
            });
        } catch (Throwable wrong) {
            ProxyOutput.closeAll(made, this::warn);
            refuse(wrong);
            return;
        }
        if (!withoutThem.isEmpty()) {
            warnOfConfiguration(name + " goes on without what is wrong: " + String.join("; also: ", withoutThem), null);
        }
    }

    @Override
    @Nullable
    ProxyOutput running() {
        return running;
    }

    @Override
    void forget() {
        running = null;
    }

    private void makeHandlers(
            Settings settings,
            UnaryOperator<@Nullable String> properties,
            List<String> problems,
            List<String> withoutThem,
            List<Handler> made) {
        int count = settings.handlers.size() + made.size();
        if (count == 0) {
            problems.add("no handler to wrap; set handler, for instance to java.util.logging.FileHandler");
        } else if (count > WrappedHandlers.MOST) {
            problems.add(count + " handlers to wrap are too many; use at most " + WrappedHandlers.MOST);
        } else if (problems.isEmpty()) {
            // The handlers are made last, when everything else is known to be right, because a handler may open its
            // file when it is made.
            made.addAll(ByName.handlers(settings.handlers, properties, WrapsHandlers.class, withoutThem::add));
        }
    }

    private ProxyOutput run(
            Settings settings,
            AsyncConfig config,
            List<Handler> handlers,
            WrappedHandlers.@Nullable Unwilling unwilling) {
        Formatter everybodys = givenFormatter() == null ? settings.formatter : givenFormatter();
        HandlerChanges changes = new HandlerChanges(handlers, this::warnOfConfiguration);
        if (everybodys != null) {
            changes.makeNow(
                    "formatter=" + everybodys.getClass().getName(), handler -> handler.setFormatter(everybodys));
        }
        if (settings.encoding != null) {
            changes.makeNow("encoding=" + settings.encoding, handler -> handler.setEncoding(settings.encoding));
        }
        if (settings.levelIsSet) {
            super.setLevel(settings.level);
            levelOfTheLogManager = name.equals(getClass().getName()) ? settings.level : null;
        }
        if (settings.filter != null) {
            super.setFilter(settings.filter);
        }
        configuredLevel = getLevel();
        ProxyOutput proxy = new ProxyOutput(
                name, settings, config, handlers, unwilling, AsyncProxyHandler.class.getName(), this::warn);
        Handler first = proxy.wrapped().get(0);
        Formatter formatter = LinesFormatter.unwrapped(first.getFormatter());
        if (formatter != null) {
            super.setFormatter(formatter);
        }
        try {
            super.setEncoding(first.getEncoding());
        } catch (UnsupportedEncodingException toldBefore) {
            // A handler of a user's own class may name an encoding that does not exist; then ours is left as it is.
        }
        return proxy;
    }

    /** Setting {@code handler}: class names of the handlers to wrap, separated by commas; before the first record. */
    public void setHandler(String handler) {
        given("handler", handler);
    }

    /**
     * The handlers to wrap, beside those of {@link #setHandler}; before the first record. In jboss-logmanager's {@code
     * logging.properties} these are the handlers named by {@code handler.NAME.handlers}.
     */
    public void setHandlers(Handler[] handlers) {
        given("handlers", handlers.length);
        givenHandlers = List.of(handlers);
        Formatter formatter = handlers.length == 0 ? null : handlers[0].getFormatter();
        if (givenFormatter() == null && formatter != null) {
            // JBoss's loggers ask for the formatter before the first record, and shall get the same answer as later.
            super.setFormatter(formatter);
        }
    }

    /** The wrapped handlers, in their order; none if the configuration is wrong. */
    public Handler[] getHandlers() {
        return wrapped().toArray(new Handler[0]);
    }

    @Override
    List<Handler> wrapped() {
        ProxyOutput present = running;
        return present == null ? givenHandlers : present.wrapped();
    }

    /** Its own level and filter; what is below a level that was set while it runs, if a wrapped handler has a lower one. */
    @Override
    public boolean isLoggable(@Nullable LogRecord record) {
        if (super.isLoggable(record)) {
            return true;
        }
        ProxyOutput present = running;
        if (present == null || record == null || HandlerLevel.passes(record, getLevel())) {
            return false;
        }
        Filter filter = getFilter();
        return HandlerLevel.passes(record, configuredLevel)
                && present.isWantedBelow(record)
                && (filter == null || filter.isLoggable(record));
    }

    /**
     * The level of this handler and, set while it runs, of each wrapped handler: whoever finds the proxy among the handlers
     * of a logger means the output. One that is set at a wrapped handler later counts there. Acts at once.
     */
    @Override
    public void setLevel(Level newLevel) {
        // The wrapped handlers are set without this handler's lock, because one that stands still in its publish
        // holds its own lock.
        super.setLevel(newLevel);
        boolean byTheLogManager = newLevel.equals(levelOfTheLogManager);
        levelOfTheLogManager = null;
        ProxyOutput present = running;
        if (present != null && !byTheLogManager) {
            present.setLevel(newLevel);
        }
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
        ProxyOutput present = running;
        if (present != null) {
            present.close(closeWrapped, longest);
            givenHandlers = present.wrapped();
            letGoOf(present);
            whenClosed.run();
        } else if (beginsNever() && closeWrapped) {
            ProxyOutput.closeAll(givenHandlers, this::warn);
        }
    }

    /** The encoding of all wrapped handlers, for events published after this call. */
    @Override
    public void setEncoding(@Nullable String encoding) throws UnsupportedEncodingException {
        // This is called first because it refuses an encoding that does not exist.
        super.setEncoding(encoding);
        ProxyOutput present = running;
        if (present == null && encoding != null) {
            givenIfInTime("encoding", encoding);
        } else if (present != null) {
            present.setEncoding(encoding);
        }
    }

    /** Counts an event as lost for which level or filter threw. */
    void captureFailed(Throwable broken, LogRecord record) {
        ProxyOutput present = running;
        if (present != null) {
            present.intake().captureFailed(broken, record);
        }
    }

    /** Whether the caller is inside a handler that this proxy wraps, on the drain thread. */
    boolean isInside() {
        ProxyOutput present = running;
        return present != null && present.isInside();
    }

    /** Runs with each close that ends something. To be called before anybody else can close it. */
    void whenClosed(Runnable action) {
        whenClosed = action;
    }

    /** Whether it takes no more events, or never took any. */
    boolean isClosed() {
        ProxyOutput present = running;
        return present == null || present.isClosing();
    }

    /** Zero if the configuration is wrong. */
    Duration drainTimeout() {
        ProxyOutput present = running;
        return present == null ? Duration.ZERO : present.ring().config().drainTimeout();
    }
}
