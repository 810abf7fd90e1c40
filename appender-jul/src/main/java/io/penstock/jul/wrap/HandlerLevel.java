package io.penstock.jul.wrap;

import java.io.Serial;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * The level of a wrapped handler, read afresh for each record. Safe for any thread.
 *
 * <p>Two things are in the way of simply reading it. A FileHandler that changes its file has the level OFF meanwhile. And
 * a record that was let pass before somebody raised the level must be written all the same, for which the drain thread
 * lends the handler another level. Both happen while the drain thread is inside the handler: whoever
 * meets one of these two levels then takes the one that was in force when it entered.
 */
public final class HandlerLevel {

    private static final int OFF = Level.OFF.intValue();
    private static final Level LENT_ALL = new LentLevel(Level.ALL);
    private static final Level LENT_OFF = new LentLevel(Level.OFF);

    private final Handler handler;
    private final boolean goesOffByItself;

    /** How many threads are inside. Written by them, with the handler's lock, which setters of its level take. */
    private volatile int inside;
    /** A count that changes whenever a thread enters; written after {@link #inside}. */
    private volatile int entries;

    private volatile Level levelInside = Level.ALL;
    /** Whether the record that was handed over last was to pass. Guarded by the handler. */
    private boolean highInside;
    /** The level that a proxy has set here last; null if none has, or if somebody else may have set another one since. */
    private volatile @Nullable Level ordered;

    HandlerLevel(Handler handler) {
        this.handler = handler;
        this.goesOffByItself = handler instanceof FileHandler;
    }

    /** On any thread. */
    boolean passes(LogRecord record) {
        return passes(record, get());
    }

    public static boolean passes(LogRecord record, Level level) {
        int least = level.intValue();
        return record.getLevel().intValue() >= least && least != OFF;
    }

    /** Whether a proxy was told to let nothing pass below a level, and nobody has set another one here since. */
    boolean isOrderedAbove(LogRecord record) {
        Level order = ordered;
        return order != null && !passes(record, order) && get() == order;
    }

    private Level get() {
        Level present = handler.getLevel();
        return isSuspicious(present) ? getCarefully() : present;
    }

    private static boolean isSuspicious(Level level) {
        return level == LENT_ALL || level.intValue() == OFF;
    }

    /** Whether its present level is what somebody wants. */
    boolean isSteady() {
        return !isSuspicious(handler.getLevel());
    }

    private Level getCarefully() {
        while (true) {
            int before = entries;
            if (inside > 0) {
                return levelInside;
            }
            Level present = handler.getLevel();
            // These are read in the opposite order of their writing, so if they are unchanged, no thread was inside
            // when the level was read.
            if (inside == 0 && entries == before && !(present instanceof LentLevel)) {
                return present.intValue() == OFF ? getUndisturbed() : present;
            }
            Thread.onSpinWait();
        }
    }

    /**
     * Reads the level with the handler's lock: a FileHandler that just changes its file, because another thread wrote to it,
     * holds that lock.
     */
    private Level getUndisturbed() {
        if (!goesOffByItself) {
            return handler.getLevel();
        }
        synchronized (handler) {
            return handler.getLevel();
        }
    }

    /** For records from now on, as whoever sets it at the handler; but one that is lent stays until it is given back. */
    void set(Level level) {
        synchronized (handler) {
            ordered = level;
            if (inside > 0) {
                // The record that is just passing through the handler was logged before this level was set.
                levelInside = level;
                setQuietly(lent(highInside));
            } else {
                handler.setLevel(level);
            }
        }
    }

    /**
     * On the drain thread, before a record is published: until {@link #leave} the handler finds that its level lets this
     * record pass, or not, as it did at the call.
     */
    void enter(LogRecord record, boolean high) {
        synchronized (handler) {
            if (inside == 0) {
                Level present = handler.getLevel();
                levelInside = present.intValue() == OFF ? getUndisturbed() : present;
            }
            inside++;
            entries++;
            highInside = high;
            if (passes(record, levelInside) != high) {
                setQuietly(lent(high));
            }
        }
    }

    /** What somebody has set meanwhile stays. */
    void leave() {
        synchronized (handler) {
            if (inside == 1 && handler.getLevel() instanceof LentLevel) {
                setQuietly(levelInside);
            }
            inside--;
        }
    }

    private static Level lent(boolean high) {
        return high ? LENT_ALL : LENT_OFF;
    }

    /**
     * A subclass may have overridden the setter and refuse. Then the record is handed over with the level that the handler
     * has.
     */
    private void setQuietly(Level level) {
        try {
            handler.setLevel(level);
        } catch (RuntimeException refused) {
            // It keeps the level it has.
        }
    }

    /** A level that equals another one in everything but identity. */
    private static final class LentLevel extends Level {

        @Serial
        private static final long serialVersionUID = 1L;

        LentLevel(Level like) {
            super(like.getName(), like.intValue());
        }

        @Serial
        private Object readResolve() {
            return intValue() == OFF.intValue() ? OFF : ALL;
        }
    }
}
