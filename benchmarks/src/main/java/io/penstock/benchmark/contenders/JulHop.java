package io.penstock.benchmark.contenders;

import io.penstock.AsyncConfig;
import io.penstock.benchmark.contenders.SinkOptions.WhenFull;
import io.penstock.jul.Penstock;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.handlers.AsyncHandler;
import org.jspecify.annotations.Nullable;

/** What stands between a logger of java.util.logging and the handler that writes. */
public enum JulHop {
    /** Nothing: callers write themselves. */
    NONE,
    /** Penstock's AsyncProxyHandler. */
    PENSTOCK,
    /** The AsyncHandler of jboss-logmanager. */
    JBOSS;

    /**
     * If this property is {@code true}, JBoss's FileHandler flushes each record behind JBoss's AsyncHandler as well, which is how it is
     * shipped. The measuring processes inherit the property.
     */
    public static final String AUTO_FLUSH_PROPERTY = "bench.jbossAutoFlush";

    private static final int WAITING_PLACES = 8192;

    /** Attaches the handler to the logger, and returns what detaches it and closes it when all is written. */
    Runnable install(Logger logger, Handler handler, WhenFull whenFull) {
        return switch (this) {
            case NONE -> plain(logger, handler);
            case PENSTOCK -> behindPenstock(logger, handler, whenFull);
            case JBOSS -> behindJBoss(logger, handler, whenFull);
        };
    }

    private static Runnable plain(Logger logger, Handler handler) {
        logger.addHandler(handler);
        return () -> {
            logger.removeHandler(handler);
            handler.close();
        };
    }

    private static Runnable behindPenstock(Logger logger, Handler handler, WhenFull whenFull) {
        AsyncConfig.Builder config = AsyncConfig.builder();
        if (whenFull == WhenFull.WAIT) {
            config.ringSize(WAITING_PLACES).maxBlock(Duration.ofHours(1)).drainTimeout(Duration.ofMinutes(10));
        }
        return Penstock.install(logger, config.build(), handler)::close;
    }

    /**
     * A handler of JBoss's that flushes each record is told not to: ours tells it so by itself, and flushes at the end of each
     * batch, as AsyncHandler, as shipped, flushes whenever its queue is empty. What differs otherwise is the number of writes.
     *
     * <p>As shipped, its {@code close()} closes the handler behind it at once and writes what is queued into the void. Where
     * nobody may drop, we let it finish first: what is measured then is its speed.
     */
    private static Runnable behindJBoss(Logger logger, Handler handler, WhenFull whenFull) {
        AtomicReference<@Nullable Thread> worker = new AtomicReference<>();
        ThreadFactory remembered = task -> {
            Thread thread = new Thread(task, "jboss-async-handler");
            worker.set(thread);
            return thread;
        };
        AsyncHandler async =
                whenFull == WhenFull.WAIT ? new AsyncHandler(WAITING_PLACES, remembered) : new AsyncHandler(remembered);
        if (handler instanceof ExtHandler flushing && !Boolean.getBoolean(AUTO_FLUSH_PROPERTY)) {
            flushing.setAutoFlush(false);
        }
        async.addHandler(handler);
        async.setCloseChildren(whenFull == WhenFull.AS_SHIPPED);
        logger.addHandler(async);
        return () -> {
            logger.removeHandler(async);
            async.close();
            awaitEnd(worker.get());
            handler.close();
        };
    }

    private static void awaitEnd(@Nullable Thread worker) {
        try {
            if (worker != null) {
                worker.join();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a measurement", e);
        }
    }
}
