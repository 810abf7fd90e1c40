package io.penstock.jul;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.ErrorManager;
import java.util.logging.Filter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * What a proxy changes at a handler it wraps, and gives back when it closes. Safe for any thread.
 *
 * <p>Level and filter move into this one filter, which the proxy asks on the caller's thread and which lets those
 * records pass that were asked about already. A handler that is also attached to a logger, or wrapped by two proxies,
 * goes on filtering everybody else's records as before. Its error manager is watched, because handlers report failures
 * there rather than throw them.
 */
final class Takeover implements Filter {

    private static final int OFF = Level.OFF.intValue();

    private final Handler handler;
    private final Level level;
    private final @Nullable Filter filter;
    private final ErrorManager errorManager;
    private final WatchedErrors watchedErrors = new WatchedErrors();
    private final List<ErrorWitness> witnesses = new CopyOnWriteArrayList<>();
    private final boolean isLoggableOverridden;
    private int users;

    private Takeover(Handler handler) {
        this.handler = handler;
        this.level = handler.getLevel();
        this.filter = handler.getFilter();
        this.errorManager = handler.getErrorManager();
        this.isLoggableOverridden = overridesIsLoggable(handler);
    }

    /** Takes the handler over, or joins the proxy that already has. */
    static Takeover of(Handler handler, ErrorWitness witness) {
        synchronized (handler) {
            Takeover takeover;
            if (handler.getFilter() instanceof Takeover existing) {
                takeover = existing;
            } else {
                takeover = new Takeover(handler);
                takeover.begin();
            }
            takeover.users++;
            takeover.witnesses.add(witness);
            return takeover;
        }
    }

    /** Anybody may have overridden a setter: if one refuses, the handler is as before. */
    private void begin() {
        try {
            handler.setErrorManager(watchedErrors);
            handler.setFilter(this);
            handler.setLevel(Level.ALL);
        } catch (Throwable unwilling) {
            Attempts undoing = new Attempts();
            giveBack(undoing);
            undoing.addTo(unwilling);
            throw unwilling;
        }
    }

    /** Gives back what was taken, once the last proxy lets go. What somebody else has set in the meantime stays. */
    void release(ErrorWitness witness) {
        synchronized (handler) {
            witnesses.remove(witness);
            if (--users > 0) {
                return;
            }
            Attempts attempts = new Attempts();
            giveBack(attempts);
            attempts.throwFirst();
        }
    }

    private void giveBack(Attempts attempts) {
        attempts.run(() -> {
            if (handler.getLevel() == Level.ALL) {
                handler.setLevel(level);
            }
        });
        attempts.run(() -> {
            if (handler.getFilter() == this) {
                handler.setFilter(filter);
            }
        });
        attempts.run(() -> {
            if (handler.getErrorManager() == watchedErrors) {
                handler.setErrorManager(errorManager);
            }
        });
    }

    /** The moved level's and filter's verdict, as the handler itself would have found it. On the caller's thread. */
    boolean accepts(LogRecord record) {
        // Whoever overrides the question has an answer of his own, and comes back to us for the rest.
        return isLoggableOverridden ? handlerAccepts(record) : passes(record);
    }

    private boolean handlerAccepts(LogRecord record) {
        boolean steadyBefore = handler.getLevel() == Level.ALL;
        if (handler.isLoggable(record)) {
            return true;
        }
        // A FileHandler says no to everything while it changes its file: its level is OFF then, and it holds its lock.
        boolean steady = steadyBefore && handler.getLevel() == Level.ALL;
        return !steady && !refusesStill(record);
    }

    private boolean passes(LogRecord record) {
        int least = level.intValue();
        return record.getLevel().intValue() >= least && least != OFF && (filter == null || filter.isLoggable(record));
    }

    @Override
    public boolean isLoggable(LogRecord record) {
        boolean alreadyAsked = record instanceof FilteredRecord filtered && filtered.isFilteredFor(this);
        return alreadyAsked || passes(record);
    }

    /**
     * On the drain thread: whether the handler will not take what its level and filter have let pass. The JDK's handlers
     * say so when they are closed, and then ignore what is published; of others it cannot be known.
     */
    boolean refuses(LogRecord record) {
        return !isLoggableOverridden && !handler.isLoggable(record) && refusesStill(record);
    }

    private boolean refusesStill(LogRecord record) {
        // A FileHandler that somebody else makes change its file refuses everything, for as long as it holds its lock.
        synchronized (handler) {
            return !handler.isLoggable(record);
        }
    }

    private static boolean overridesIsLoggable(Handler handler) {
        try {
            Class<?> home =
                    handler.getClass().getMethod("isLoggable", LogRecord.class).getDeclaringClass();
            return home.getClassLoader() != null;
        } catch (NoSuchMethodException | LinkageError unknown) {
            return true;
        }
    }

    /** Tells the handler's own error manager as before, and whoever listens. */
    private final class WatchedErrors extends ErrorManager {

        @Override
        public void error(String message, Exception failure, int code) {
            for (ErrorWitness witness : witnesses) {
                witness.heard(message, failure, code);
            }
            errorManager.error(message, failure, code);
        }
    }
}
