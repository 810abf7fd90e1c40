package io.penstock.jul;

import io.penstock.AsyncConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Handler;
import java.util.logging.Logger;

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
    private static final Map<AsyncProxyHandler, Logger> INSTALLED = new ConcurrentHashMap<>();

    private Penstock() {}

    /** Moves the present handlers of the root logger behind a proxy with default settings. */
    public static Installation install() {
        return install(Logger.getLogger(""));
    }

    /** Moves the present handlers of a logger behind a proxy with default settings. */
    public static Installation install(Logger logger) {
        return install(logger, AsyncConfig.builder().build());
    }

    /**
     * Puts a proxy in front of handlers.
     *
     * @param wrapped the handlers to wrap; none: the present handlers of the logger, which are moved behind the proxy
     * @throws IllegalArgumentException if there is no handler to wrap
     */
    public static synchronized Installation install(Logger logger, AsyncConfig config, Handler... wrapped) {
        List<Handler> present = Arrays.asList(logger.getHandlers());
        List<Handler> handlers = new ArrayList<>(Arrays.asList(wrapped));
        if (handlers.isEmpty()) {
            handlers.addAll(present);
            handlers.removeIf(handler -> handler instanceof AsyncProxyHandler || handler instanceof NamedProxies);
        }
        String name = String.valueOf(logger.getName());
        if (handlers.isEmpty()) {
            throw new IllegalArgumentException("logger [" + name
                    + "] has no handler to wrap; give one to Penstock.install, or add one to the logger first");
        }
        AsyncProxyHandler proxy =
                new AsyncProxyHandler(name.isEmpty() ? "root" : name, config, handlers.toArray(new Handler[0]));
        List<Handler> moved = new ArrayList<>(handlers);
        moved.retainAll(present);
        INSTALLED.put(proxy, logger);
        // In this order, because twice is better than not at all.
        logger.addHandler(proxy);
        moved.forEach(logger::removeHandler);
        return new Installation(logger, proxy, handlers, moved);
    }

    /** By whomever it was closed, the LogManager for instance. */
    static void forget(AsyncProxyHandler closed) {
        INSTALLED.remove(closed);
    }

    /** Whether the logger of this proxy is held. */
    static boolean holds(AsyncProxyHandler proxy) {
        return INSTALLED.containsKey(proxy);
    }

    /** A proxy in its place, until closed. Safe for any thread. */
    public static final class Installation implements AutoCloseable {

        private final Logger logger;
        private final AsyncProxyHandler proxy;
        private final List<Handler> wrapped;
        private final List<Handler> moved;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Installation(Logger logger, AsyncProxyHandler proxy, List<Handler> wrapped, List<Handler> moved) {
            this.logger = logger;
            this.proxy = proxy;
            this.wrapped = wrapped;
            this.moved = moved;
        }

        /** The proxy: its books, its level, its filter. */
        public AsyncProxyHandler handler() {
            return proxy;
        }

        /**
         * Undoes it: writes the accepted events, gives the moved handlers back to the logger, and closes those that came
         * from elsewhere. If somebody else has closed the proxy, and the handlers with it, only removes the proxy. Waits
         * at most {@code drainTimeout} and a moment. Idempotent.
         */
        @Override
        public void close() {
            if (!closed.compareAndSet(false, true)) {
                return;
            }
            if (proxy.isClosed()) {
                logger.removeHandler(proxy);
                return;
            }
            Duration longest = proxy.drainTimeout();
            long start = System.nanoTime();
            // What waits is written first, so that the handlers get back to work in the order of the events.
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
}
