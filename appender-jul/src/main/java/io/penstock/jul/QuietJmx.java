package io.penstock.jul;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what the JDK's management logs about our own beans, at FINER, out of the application's log: nobody would have
 * logged it without us. Only where somebody would see it, and only for the present thread.
 */
final class QuietJmx {

    /** Those of JmxProperties that speak of registering. */
    private static final List<String> LOGGERS =
            List.of("javax.management", "javax.management.mbeanserver", "javax.management.misc");

    private QuietJmx() {}

    static void run(Runnable registering) {
        List<Silence> silences = new ArrayList<>();
        for (String name : LOGGERS) {
            Logger logger = Logger.getLogger(name);
            if (logger.isLoggable(Level.FINE)) {
                silences.add(new Silence(logger));
            }
        }
        silences.forEach(Silence::begin);
        try {
            registering.run();
        } finally {
            silences.forEach(Silence::end);
        }
    }

    /** A filter that is set in front of the one that the logger has. */
    private static final class Silence implements Filter {

        private final Logger logger;
        private final Thread silenced = Thread.currentThread();
        private @Nullable Filter own;

        Silence(Logger logger) {
            this.logger = logger;
        }

        void begin() {
            own = logger.getFilter();
            logger.setFilter(this);
        }

        /** What somebody has set meanwhile stays. */
        void end() {
            if (logger.getFilter() == this) {
                logger.setFilter(own);
            }
        }

        @Override
        public boolean isLoggable(LogRecord record) {
            Filter before = own;
            return Thread.currentThread() != silenced && (before == null || before.isLoggable(record));
        }
    }
}
