package io.penstock.logback;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LoggerNameUtil;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Loggers with their ancestors, in the order in which an event visits them: the logger itself first, the root last. Safe
 * for any thread.
 *
 * <p>A logger does not tell its parent. But all ancestors exist before it does, are found by their names, and stay the
 * same for the life of their context, whatever is configured: this is the one thing about a logger that may be kept.
 */
final class Lineage {

    private static final Logger[] UNKNOWN = {};

    private final Map<Logger, Logger[]> known = new ConcurrentHashMap<>();

    /** For reading only; empty if an ancestor cannot be found, which has not been seen. */
    Logger[] of(Logger logger) {
        Logger[] lineage = known.get(logger);
        return lineage == null ? findOut(logger) : lineage;
    }

    private Logger[] findOut(Logger logger) {
        List<Logger> fromRoot = new ArrayList<>();
        LoggerContext context = logger.getLoggerContext();
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        fromRoot.add(root);
        if (logger != root) {
            String name = logger.getName();
            for (int end = LoggerNameUtil.getSeparatorIndexOf(name, 0);
                    end != -1;
                    end = LoggerNameUtil.getSeparatorIndexOf(name, end + 1)) {
                fromRoot.add(context.exists(name.substring(0, end)));
            }
            fromRoot.add(logger);
        }
        Collections.reverse(fromRoot);
        Logger[] lineage = fromRoot.contains(null) ? UNKNOWN : fromRoot.toArray(new Logger[0]);
        known.put(logger, lineage);
        return lineage;
    }
}
