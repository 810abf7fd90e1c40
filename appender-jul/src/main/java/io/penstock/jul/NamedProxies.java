package io.penstock.jul;

import io.penstock.jul.capture.Severities;
import io.penstock.jul.settings.Words;
import java.io.UnsupportedEncodingException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.logging.ErrorManager;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * Several proxies, each with its own name, ring and settings, from one {@code logging.properties} and without a class of
 * one's own. Safe for any thread.
 *
 * <pre>{@code
 * handlers = io.penstock.jul.NamedProxies
 * io.penstock.jul.NamedProxies.names = file, console
 * file.handler = java.util.logging.FileHandler
 * console.handler = java.util.logging.ConsoleHandler
 * console.overflowPolicy = drop
 * console.logger = com.acme.orders
 * }</pre>
 *
 * <p>With {@code logger} a proxy gets the records of that logger and those below it only.
 */
public class NamedProxies extends Handler implements WrapsHandlers {

    private record Route(AsyncProxyHandler proxy, @Nullable String logger) {

        /**
         * @param broken why nobody knows whether the record is wanted; null: it is
         */
        void take(LogRecord record, @Nullable Throwable broken) {
            Throwable reason = broken;
            try {
                if (!leads(record)) {
                    return;
                }
            } catch (Throwable evenItsLogger) {
                reason = evenItsLogger;
            }
            if (reason == null) {
                proxy.publish(record);
            } else {
                proxy.captureFailed(reason, record);
            }
        }

        private boolean leads(LogRecord record) {
            if (logger == null) {
                return true;
            }
            String name = record.getLoggerName();
            return name != null
                    && name.startsWith(logger)
                    && (name.length() == logger.length() || name.charAt(logger.length()) == '.');
        }
    }

    private final List<Route> routes = new ArrayList<>();

    /**
     * The level that the LogManager sets itself when it has made the handler; as in {@link AsyncProxyHandler} it is not
     * passed on to the proxies.
     */
    private @Nullable String levelOfTheLogManager;

    /** Configured by the properties that begin with the name of this class. For the LogManager. */
    @SuppressWarnings("this-escape") // Handler offers no later moment, and nothing is published before the end of it
    public NamedProxies() {
        LogManager properties = LogManager.getLogManager();
        levelOfTheLogManager = properties.getProperty(getClass().getName() + ".level");
        String names = properties.getProperty(getClass().getName() + ".names");
        List<String> words = names == null ? List.of() : Words.list(names);
        String problem = problem(words);
        if (problem != null) {
            reportError(
                    getClass().getName() + " takes no events until its configuration is corrected: " + problem,
                    null,
                    ErrorManager.GENERIC_FAILURE);
            return;
        }
        for (String name : words) {
            String logger = properties.getProperty(name + ".logger");
            AsyncProxyHandler proxy = new AsyncProxyHandler(name);
            // These proxies have no setters that could follow, so what is missing is said now.
            proxy.beginNow();
            routes.add(new Route(proxy, logger == null || logger.isBlank() ? null : logger.trim()));
        }
    }

    /** What is wrong with the names; null: nothing. */
    static @Nullable String problem(List<String> names) {
        if (names.isEmpty()) {
            return "no proxy is named; set names, for instance to file, console";
        }
        Set<String> once = new LinkedHashSet<>();
        for (String name : names) {
            if (!once.add(name)) {
                return "names=" + String.join(", ", names) + " has [" + name
                        + "] twice, and each event would be written twice; name it once";
            }
        }
        return null;
    }

    /** The proxies in the order of their names. */
    public List<AsyncProxyHandler> getProxies() {
        return proxies();
    }

    private List<AsyncProxyHandler> proxies() {
        return routes.stream().map(Route::proxy).toList();
    }

    /** Goes to the proxies that its logger leads to. If this handler's own filter throws, they count it as dropped. */
    @Override
    public void publish(@Nullable LogRecord record) {
        if (record == null) {
            return;
        }
        Throwable broken = null;
        try {
            if (!isLoggable(record)) {
                return;
            }
        } catch (Throwable ownFilter) {
            broken = ownFilter;
        }
        for (Route route : routes) {
            route.take(record, broken);
        }
    }

    /** All proxies at the same time: one that hangs costs the others nothing. */
    @Override
    public void flush() {
        AllAtOnce.run(proxies(), "penstock-flush", AsyncProxyHandler::flush);
    }

    /** All proxies at the same time, hence within the longest {@code drainTimeout} and a moment. Idempotent. */
    @Override
    public void close() {
        AllAtOnce.run(proxies(), "penstock-close", AsyncProxyHandler::close);
    }

    /** The level of this handler and, set later than its configuration, of every proxy and what is behind it. */
    @Override
    public void setLevel(Level newLevel) {
        super.setLevel(newLevel);
        boolean byTheLogManager = levelOfTheLogManager != null && Severities.isLevel(levelOfTheLogManager, newLevel);
        levelOfTheLogManager = null;
        if (!byTheLogManager) {
            routes.forEach(route -> route.proxy.setLevel(newLevel));
        }
    }

    @Override
    public void setFormatter(Formatter newFormatter) {
        super.setFormatter(newFormatter);
        routes.forEach(route -> route.proxy.setFormatter(newFormatter));
    }

    @Override
    public void setEncoding(@Nullable String encoding) throws UnsupportedEncodingException {
        super.setEncoding(encoding);
        for (Route route : routes) {
            route.proxy.setEncoding(encoding);
        }
    }

    @Override
    public void setErrorManager(ErrorManager manager) {
        super.setErrorManager(manager);
        routes.forEach(route -> route.proxy.setErrorManager(manager));
    }
}
