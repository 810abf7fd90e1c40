package io.penstock.jul.wrap;

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
 * <p>The handler's filter moves into this one. If the handler is {@linkplain Asking known to ask}, the proxy asks it on the
 * caller's thread, and here it lets the drain thread's record pass; of any other it is asked when that one asks. A handler
 * that is also attached to a logger, or wrapped by two proxies, goes on filtering everybody else's records as before. Its
 * error manager is watched, because handlers report failures there rather than throw them. Its level stays where it is,
 * and whoever sets it sets it.
 */
final class Takeover implements Filter {

    private final Handler handler;
    /** The filter that would be asked without us: the one that the handler had, or one that was set since. */
    private volatile @Nullable Filter filter;

    private final ErrorManager errorManager;
    private final WatchedErrors watchedErrors = new WatchedErrors();
    private final List<ErrorWitness> witnesses = new CopyOnWriteArrayList<>();
    private final List<HandOver> handOvers = new CopyOnWriteArrayList<>();
    private final HandlerLevel level;
    private final boolean asks;
    private final boolean isLoggableOverridden;
    private int users;

    private Takeover(Handler handler) {
        this.handler = handler;
        this.level = new HandlerLevel(handler);
        this.filter = handler.getFilter();
        this.errorManager = handler.getErrorManager();
        this.asks = Asking.isKnown(handler);
        this.isLoggableOverridden = Asking.overridesIsLoggable(handler);
    }

    /** Takes the handler over, or returns the takeover of another proxy that wraps the same handler. */
    static Takeover of(Handler handler, ErrorWitness witness) {
        synchronized (handler) {
            Takeover takeover;
            if (handler.getErrorManager() instanceof WatchedErrors watched) {
                takeover = watched.takeover();
            } else {
                takeover = new Takeover(handler);
                takeover.begin();
            }
            takeover.users++;
            takeover.witnesses.add(witness);
            return takeover;
        }
    }

    /** Changes the handler. A subclass may have overridden a setter and throw; then everything is undone. */
    private void begin() {
        try {
            handler.setErrorManager(watchedErrors);
            handler.setFilter(this);
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

    /** For one thread at a time: what it hands over need not be asked about again. */
    HandOver newHandOver() {
        HandOver handOver = new HandOver();
        handOvers.add(handOver);
        return handOver;
    }

    void drop(HandOver handOver) {
        handOvers.remove(handOver);
    }

    /** Whether a filter is asked on the caller's thread: it may change the record. */
    boolean mayChangeRecords() {
        return asks && (ownFilter() != null || isLoggableOverridden);
    }

    /** The verdict of level and filter, as the handler itself would have found it. On the caller's thread. */
    boolean accepts(LogRecord record) {
        if (!asks) {
            // The handler is not known to ask. If it asks, it does so on the drain thread.
            return !level.isOrderedAbove(record);
        }
        // A subclass that overrides isLoggable gives its own answer, and calls our filter for the rest.
        return isLoggableOverridden ? handlerAccepts(record) : passes(record);
    }

    void setLevel(Level newLevel) {
        level.set(newLevel);
    }

    boolean isLevelBelow(LogRecord record) {
        return asks ? level.passes(record) : !level.isOrderedAbove(record);
    }

    /** Whether the level lets it pass now. */
    boolean isLevelHighEnough(LogRecord record) {
        return level.passes(record);
    }

    /** Whether the handler itself will ask or not, on the drain thread, nobody knows. */
    boolean asksOnItsOwn() {
        return !asks;
    }

    private boolean handlerAccepts(LogRecord record) {
        boolean steadyBefore = level.isSteady();
        if (handler.isLoggable(record)) {
            return true;
        }
        // While a FileHandler changes its file its level is OFF, so it refuses everything; it holds its lock
        // meanwhile.
        boolean steady = steadyBefore && level.isSteady();
        if (steady) {
            return false;
        }
        synchronized (handler) {
            return handler.isLoggable(record);
        }
    }

    private boolean passes(LogRecord record) {
        return level.passes(record) && passesFilter(record);
    }

    private boolean passesFilter(LogRecord record) {
        Filter own = ownFilter();
        return own == null || own.isLoggable(record);
    }

    /** One that somebody has set counts at once, though the drain thread has not {@linkplain #adopt adopted} it yet. */
    private @Nullable Filter ownFilter() {
        Filter present = handler.getFilter();
        return present == this ? filter : present;
    }

    /** On the drain thread: makes a filter that somebody has set ours, so that nobody asks it about a record twice. */
    boolean adopt() {
        if (handler.getFilter() == this) {
            return false;
        }
        synchronized (handler) {
            Filter present = handler.getFilter();
            if (present != this) {
                filter = present;
                handler.setFilter(this);
            }
        }
        return true;
    }

    @Override
    public boolean isLoggable(LogRecord record) {
        for (HandOver handOver : handOvers) {
            if (handOver.isFor(record)) {
                return handOver.isPastTheFilter() || passesFilter(record);
            }
        }
        return passes(record);
    }

    /**
     * On the drain thread: whether the handler will not take what its level and filter have let pass. The JDK's handlers
     * say so when they are closed, and then ignore what is published; of others it cannot be known.
     */
    boolean refuses(LogRecord record, HandOver handOver) {
        if (!asks || isLoggableOverridden) {
            return false;
        }
        handOver.open(record, true);
        try {
            return !handler.isLoggable(record) && refusesAtAnyLevel(record);
        } finally {
            handOver.close();
        }
    }

    /**
     * Whether the handler refuses the record whatever its level is: a level that was raised after the record was let pass is
     * for later records only.
     */
    private boolean refusesAtAnyLevel(LogRecord record) {
        // A FileHandler that changes its file, because another thread wrote to it, refuses everything while it holds
        // its lock; so we ask with the lock.
        synchronized (handler) {
            level.enter(record, true);
            try {
                return !handler.isLoggable(record);
            } finally {
                level.leave();
            }
        }
    }

    /** On the drain thread: past level and filter, as both were asked about this record before. */
    void publish(LogRecord record, HandOver handOver) {
        publish(record, true, true, handOver);
    }

    /**
     * On the drain thread, to a handler that asks on its own or not at all: its filter is asked if it asks.
     *
     * @param high whether its level was to let the record pass when it was logged
     */
    void publish(LogRecord record, boolean high, HandOver handOver) {
        publish(record, high, false, handOver);
    }

    private void publish(LogRecord record, boolean high, boolean pastTheFilter, HandOver handOver) {
        level.enter(record, high);
        handOver.open(record, pastTheFilter);
        try {
            handler.publish(record);
        } finally {
            handOver.close();
            level.leave();
        }
    }

    /** Passes errors on to the handler's own error manager, and tells our witness. */
    private final class WatchedErrors extends ErrorManager {

        @Override
        public void error(String message, Exception failure, int code) {
            for (ErrorWitness witness : witnesses) {
                witness.heard(message, failure, code);
            }
            errorManager.error(message, failure, code);
        }

        private Takeover takeover() {
            return Takeover.this;
        }
    }
}
