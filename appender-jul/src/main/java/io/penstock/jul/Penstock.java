package io.penstock.jul;

import io.penstock.AsyncConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Handler;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Puts a proxy in front of handlers by program: where {@code logging.properties} cannot name our classes, because the
 * LogManager asks the system class loader and they are inside a fat jar or a container. Safe for any thread.
 *
 * <p>Install before the application's threads log: an event logged at the moment of the change may be written twice,
 * once directly and once through the proxy.
 */
public final class Penstock {

    /**
     * The LogManager holds loggers weakly. One that is collected takes its handlers with it, which then nobody closes at
     * the end of the process.
     */
    private static final Map<AsyncProxyHandler, Placement> INSTALLED = new ConcurrentHashMap<>();

    private Penstock() {}

    /**
     * Moves the present handlers of the root logger behind a proxy with default settings. Where {@code install()} has done
     * so already, and nobody has added a handler since, nothing is moved: the proxy that is there is the answer, and stays
     * until all who have installed it have closed their installation.
     */
    public static Installation install() {
        return install(Logger.getLogger(""));
    }

    /** As {@link #install()}, for the present handlers of any logger. */
    public static synchronized Installation install(Logger logger) {
        Placement present = placementAt(logger);
        return present == null ? install(logger, AsyncConfig.builder().build()) : new Installation(present);
    }

    /** What was installed there, if all handlers are behind it; null: there is something to move, or nothing to find. */
    private static @Nullable Placement placementAt(Logger logger) {
        Placement placement = null;
        for (Handler present : logger.getHandlers()) {
            if (!isOurs(present)) {
                return null;
            }
            if (present instanceof AsyncProxyHandler proxy && INSTALLED.containsKey(proxy)) {
                placement = INSTALLED.get(proxy);
            }
        }
        return placement != null && placement.enter() ? placement : null;
    }

    /**
     * Puts a proxy in front of handlers. One that does not let itself be wrapped is reported and stays where it is; the
     * others run.
     *
     * @param wrapped the handlers to wrap; none: the present handlers of the logger, which are moved behind the proxy
     * @throws IllegalArgumentException if there is no handler to wrap, for instance because all are behind a proxy already
     */
    public static synchronized Installation install(Logger logger, AsyncConfig config, Handler... wrapped) {
        List<Handler> present = Arrays.asList(logger.getHandlers());
        List<Handler> handlers = new ArrayList<>(Arrays.asList(wrapped));
        if (handlers.isEmpty()) {
            handlers.addAll(present);
            handlers.removeIf(Penstock::isOurs);
        }
        String name = String.valueOf(logger.getName());
        if (handlers.isEmpty()) {
            throw new IllegalArgumentException("logger [" + name + "] has no handler to wrap; "
                    + (present.isEmpty()
                            ? "give one to Penstock.install, or add one to the logger first"
                            : "all it has is behind a proxy already: use that one, or close its installation first"));
        }
        Map<Handler, Throwable> unwilling = new LinkedHashMap<>();
        AsyncProxyHandler proxy = new AsyncProxyHandler(
                name.isEmpty() ? "root" : name, config, unwilling::put, handlers.toArray(new Handler[0]));
        unwilling.forEach((handler, problem) -> proxy.warnOfConfiguration(
                "handler " + handler.getClass().getName() + " does not let itself be wrapped and stays where it is: "
                        + problem,
                problem));
        handlers.removeAll(unwilling.keySet());
        List<Handler> moved = new ArrayList<>(handlers);
        moved.retainAll(present);
        Placement placement = new Placement(logger, proxy, handlers, moved);
        INSTALLED.put(proxy, placement);
        // By whomever it is closed, the LogManager for instance.
        proxy.whenClosed(() -> INSTALLED.remove(proxy));
        // The proxy is added before the handlers are removed: an event that comes in between is written twice, which
        // is better than not at all.
        logger.addHandler(proxy);
        moved.forEach(logger::removeHandler);
        return new Installation(placement);
    }

    private static boolean isOurs(Handler handler) {
        return handler instanceof RingHandler || handler instanceof WrapsHandlers;
    }

    /** Whether the logger of this proxy is held. */
    static boolean holds(AsyncProxyHandler proxy) {
        return INSTALLED.containsKey(proxy);
    }

    /** A proxy in its place, for as long as one of its installations is open. */
    private static final class Placement {

        private final Logger logger;
        private final AsyncProxyHandler proxy;
        private final List<Handler> wrapped;
        private final List<Handler> moved;
        /** Guarded by this. */
        private int open = 1;

        Placement(Logger logger, AsyncProxyHandler proxy, List<Handler> wrapped, List<Handler> moved) {
            this.logger = logger;
            this.proxy = proxy;
            this.wrapped = wrapped;
            this.moved = moved;
        }

        /** False: it is being undone. */
        synchronized boolean enter() {
            if (open == 0 || proxy.isClosed()) {
                return false;
            }
            open++;
            return true;
        }

        private synchronized boolean isLeftByTheLast() {
            return --open == 0;
        }

        void leave() {
            if (!isLeftByTheLast()) {
                return;
            }
            if (proxy.isClosed()) {
                logger.removeHandler(proxy);
                return;
            }
            Duration longest = proxy.drainTimeout();
            long start = System.nanoTime();
            // Waiting events are written before the handlers are given back, so that the order of the events is kept.
            proxy.flush(longest);
            boolean stillThere = Arrays.asList(logger.getHandlers()).contains(proxy);
            if (stillThere) {
                moved.forEach(logger::addHandler);
            }
            logger.removeHandler(proxy);
            Duration rest = longest.minusNanos(System.nanoTime() - start);
            proxy.close(false, rest.isNegative() ? Duration.ZERO : rest);
            for (Handler handler : wrapped) {
                if (!stillThere || !moved.contains(handler)) {
                    handler.close();
                }
            }
        }
    }

    /** A proxy in its place, until closed. Safe for any thread. */
    public static final class Installation implements AutoCloseable {

        private final Placement placement;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Installation(Placement placement) {
            this.placement = placement;
        }

        /** The proxy: its books, its level, its filter. */
        public AsyncProxyHandler handler() {
            return placement.proxy;
        }

        /**
         * Undoes it: writes the accepted events, gives the moved handlers back to the logger, and closes those that came
         * from elsewhere. If somebody else has closed the proxy, and the handlers with it, only removes the proxy. If the
         * same proxy was installed more than once, the last of its installations does so. Waits at most {@code
         * drainTimeout} and a moment. Idempotent.
         */
        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                placement.leave();
            }
        }
    }
}
