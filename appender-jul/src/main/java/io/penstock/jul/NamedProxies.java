package io.penstock.jul;

import java.io.UnsupportedEncodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.ErrorManager;
import java.util.logging.Formatter;
import java.util.logging.Handler;
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
public class NamedProxies extends Handler {

    private record Route(AsyncProxyHandler proxy, @Nullable String logger) {

        boolean leads(LogRecord record) {
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

    /** Configured by the properties that begin with the name of this class. For the LogManager. */
    @SuppressWarnings("this-escape") // Handler offers no later moment, and nothing is published before the end of it
    public NamedProxies() {
        LogManager properties = LogManager.getLogManager();
        String names = properties.getProperty(getClass().getName() + ".names");
        List<String> words = names == null ? List.of() : Words.list(names);
        if (words.isEmpty()) {
            reportError(
                    getClass().getName() + " takes no events until its configuration is corrected: "
                            + "no proxy is named; set names, for instance to file, console",
                    null,
                    ErrorManager.GENERIC_FAILURE);
        }
        for (String name : words) {
            String logger = properties.getProperty(name + ".logger");
            routes.add(
                    new Route(new AsyncProxyHandler(name), logger == null || logger.isBlank() ? null : logger.trim()));
        }
    }

    /** The proxies in the order of their names. */
    public List<AsyncProxyHandler> getProxies() {
        return routes.stream().map(Route::proxy).toList();
    }

    @Override
    public void publish(@Nullable LogRecord record) {
        if (record == null) {
            return;
        }
        try {
            if (isLoggable(record)) {
                for (Route route : routes) {
                    if (route.leads(record)) {
                        route.proxy.publish(record);
                    }
                }
            }
        } catch (Throwable broken) {
            // A filter of this handler's own, or a record that cannot tell its level or logger.
            Exception exception =
                    broken instanceof Exception known ? known : new DeliveryException("" + broken, broken);
            reportError("An event went to no proxy", exception, ErrorManager.GENERIC_FAILURE);
        }
    }

    @Override
    public void flush() {
        routes.forEach(route -> route.proxy.flush());
    }

    @Override
    public void close() {
        routes.forEach(route -> route.proxy.close());
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
