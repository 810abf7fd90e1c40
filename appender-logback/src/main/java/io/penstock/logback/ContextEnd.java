package io.penstock.logback;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggerContextListener;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.spi.LifeCycle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Stops our appenders with their context, at the right moment. One for each context, which knows its started appenders
 * weakly. Safe for any thread.
 *
 * <pre>
 *  LoggerContext.reset(), also as the first part of stop()
 *    1. stops what was registered     stop():    we write what waits, and stop nothing: an appender that we wrap may be
 *                                                attached to a logger, too, and is stopped next
 *    2. stops the loggers' appenders             an AsyncAppender in front of us empties its queue, then stops us
 *    3. tells the context's listeners onReset(): we stop who is still started, since no logger referred to it
 * </pre>
 */
final class ContextEnd implements LoggerContextListener, LifeCycle {

    // The context's lists are not made for several threads, and a registration cannot be taken back. So there is one
    // listener and one registration for all, and appenders that come and go change neither list.

    private static final Object LOCK = new Object();

    /** How many rounds are enough to empty proxies that stand one behind the other. */
    private static final int DEEPEST = 4;

    /** Guarded by {@link #LOCK}, as the next. */
    private final Set<RingAppender> started = Collections.newSetFromMap(new WeakHashMap<>());

    private boolean registered;

    private final LoggerContext context;
    /** Confined to the thread that resets the context. */
    private AsyncFronts fronts = AsyncFronts.NONE;

    private ContextEnd(LoggerContext context) {
        this.context = context;
    }

    /** Registers the appender to be stopped with its context. Null if the context is not one of loggers. */
    static @Nullable ContextEnd stopping(RingAppender appender, Context context) {
        if (!(context instanceof LoggerContext loggers)) {
            return null;
        }
        synchronized (LOCK) {
            ContextEnd end = of(loggers);
            end.started.add(appender);
            if (!end.registered) {
                end.registered = true;
                loggers.register(end);
            }
            return end;
        }
    }

    private static ContextEnd of(LoggerContext context) {
        for (LoggerContextListener listener : context.getCopyOfListenerList()) {
            if (listener instanceof ContextEnd end) {
                return end;
            }
        }
        ContextEnd end = new ContextEnd(context);
        context.addListener(end);
        return end;
    }

    /** The appender has stopped. */
    void forget(RingAppender appender) {
        synchronized (LOCK) {
            started.remove(appender);
        }
    }

    private List<RingAppender> present() {
        synchronized (LOCK) {
            return new ArrayList<>(started);
        }
    }

    // --- As a registered component: the first that a reset turns to ---

    @Override
    public void start() {
        // It only waits to be stopped.
    }

    /** Always true, because a reset stops only components that are started. */
    @Override
    public boolean isStarted() {
        return true;
    }

    @Override
    public void stop() {
        synchronized (LOCK) {
            registered = false;
        }
        fronts = AsyncFronts.of(context);
        settle(present());
    }

    /** Lets all write what waits in them, in several rounds, since what one writes may go into another. */
    private static void settle(List<RingAppender> appenders) {
        long accepted = -1;
        for (int depth = 0; depth < DEEPEST; depth++) {
            long before = accepted;
            accepted = appenders.stream().mapToLong(RingAppender::settle).sum();
            if (accepted == before) {
                return;
            }
        }
    }

    // --- As a listener: the last that a reset turns to ---

    @Override
    public void onReset(LoggerContext resetting) {
        List<RingAppender> left = present();
        // Those that an AsyncAppender's worker still writes to are left out, also in onStop() which follows: the
        // worker stops them when its queue is empty, as it would without us.
        left.removeIf(fronts::stillFeeds);
        settle(left);
        // An appender that another one wraps is stopped by that one, after it has written what it had.
        left.stream().filter(appender -> !isWrapped(appender, left)).forEach(RingAppender::stopBehindOthers);
        left.forEach(RingAppender::stopBehindOthers);
        if (present().isEmpty()) {
            fronts = AsyncFronts.NONE;
        }
    }

    private static boolean isWrapped(RingAppender appender, List<RingAppender> others) {
        return others.stream()
                .anyMatch(other -> other instanceof AsyncProxyAppender proxy && proxy.isAttached(appender));
    }

    @Override
    public void onStop(LoggerContext context) {
        onReset(context);
    }

    /** Asked after {@link #onReset}: whoever was started in the meantime belongs to the next configuration. */
    @Override
    public boolean isResetResistant() {
        return !present().isEmpty();
    }

    @Override
    public void onStart(LoggerContext context) {
        // Appenders are started by whoever configures them.
    }

    @Override
    public void onLevelChange(Logger logger, Level level) {
        // Levels are asked anew for each call.
    }
}
