package io.penstock.jul;

import io.penstock.AsyncConfig;
import io.penstock.context.ContextCarriers;
import io.penstock.freeze.Freezer;
import io.penstock.host.TimeoutWords;
import io.penstock.jul.capture.CallerSwitch;
import io.penstock.jul.capture.CarriedContext;
import io.penstock.jul.capture.ExtendedRecords;
import io.penstock.jul.capture.RecordIntake;
import io.penstock.jul.capture.RecordSlot;
import io.penstock.jul.format.ThreadNeed;
import io.penstock.jul.settings.CallerMode;
import io.penstock.jul.settings.Settings;
import io.penstock.jul.wrap.Attempts;
import io.penstock.jul.wrap.HandlerChanges;
import io.penstock.jul.wrap.WrappedHandlers;
import io.penstock.ring.AsyncRing;
import io.penstock.ring.RingTally;
import io.penstock.sink.Announcer;
import io.penstock.sink.TimeSource;
import io.penstock.stats.FigureRegistration;
import io.penstock.stats.FigureSource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * A correctly configured proxy: its ring, the handlers it wraps, and what is done to both between start and close. Safe
 * for any thread.
 */
final class ProxyOutput implements RingOutput {

    private static final Duration CLOSE_GRACE = Duration.ofSeconds(1);

    private final String name;
    private final Announcer announcer;
    private final CallerMode inferCaller;
    private final FigureSource settingFigures;
    private final @Nullable ExtendedRecords jboss;
    private final CarriedContext context;
    private final WrappedHandlers handlers;
    private final HandlerChanges changes;
    private final AsyncRing<RecordSlot> ring;
    private final RecordIntake intake;
    private final CallerSwitch callerSwitch;
    private final FigureRegistration registration = new FigureRegistration();

    private final Object closing = new Object();
    private final AtomicBoolean stopCalled = new AtomicBoolean();
    /** At the proxy, while it runs. */
    private volatile boolean levelWasSet;

    private volatile boolean stopping;
    /** Whether there may be something to remove from JMX. */
    private volatile boolean registering;

    private boolean closed;

    /**
     * Takes the handlers over.
     *
     * @param unwilling hears of those that do not let themselves be taken over, if others do; null: that is thrown
     * @param lossLogger the logger by whose name losses are told
     * @throws RuntimeException or an Error if one of them does not let itself be taken over, or no memory is left for the
     *     ring; all handlers are as before then
     */
    ProxyOutput(
            String name,
            Settings settings,
            AsyncConfig config,
            List<Handler> wrapped,
            WrappedHandlers.@Nullable Unwilling unwilling,
            String lossLogger,
            Announcer announcer) {
        this.name = name;
        this.announcer = announcer;
        this.inferCaller = settings.inferCaller;
        this.settingFigures = settings.figures();
        this.jboss = ExtendedRecords.ifPresent();
        this.context = new CarriedContext(settings.carryContext, jboss, announcer);
        Freezer freezer = settings.freezer(config, wrapped);
        boolean infer = infers(wrapped, null);
        ContextCarriers carriers = carriers(wrapped, null);
        RingTally tally = new RingTally();
        this.handlers = new WrappedHandlers(wrapped, jboss, unwilling, lossLogger, tally, this::registerBooks);
        try {
            this.changes = new HandlerChanges(handlers.handlers(), announcer);
            this.ring = new AsyncRing<>(
                    config,
                    ThreadNames.all().take(name, this),
                    RecordSlot::new,
                    handlers,
                    handlers.traits(),
                    tally,
                    announcer,
                    TimeSource.system());
            this.intake = new RecordIntake(ring, handlers, freezer, jboss, infer, announcer);
            intake.need(infer, carriers);
            this.callerSwitch = new CallerSwitch(intake);
        } catch (Throwable failure) {
            Attempts undoing = new Attempts();
            undoing.run(handlers::release);
            undoing.addTo(failure);
            throw failure;
        }
    }

    @Override
    public AsyncRing<RecordSlot> ring() {
        return ring;
    }

    @Override
    public RecordIntake intake() {
        return intake;
    }

    /** Whether the caller is inside a wrapped handler at this moment, on the drain thread. */
    boolean isInside() {
        return handlers.threadInside() == Thread.currentThread();
    }

    /**
     * With the first events and on the drain thread, not when it starts: that may be while the LogManager holds its lock,
     * and whoever starts JMX on another thread logs, too.
     */
    private void registerBooks() {
        if (!stopping) {
            registering = true;
            QuietJmx.run(() -> ring.whenForgotten(registration.register(
                    "AsyncProxyHandler", name, List.of(ring.figures(), settingFigures), announcer::warn)));
            if (stopping) {
                // Whoever closes us may have looked before there was anything to remove. No lock instead: registering
                // calls listeners, and close() may be called with the LogManager's lock held.
                unregisterBooks();
            }
        }
    }

    private void unregisterBooks() {
        if (!registering) {
            return;
        }
        QuietJmx.run(registration::unregister);
    }

    @Override
    public void flush() {
        Duration longest = ring.config().drainTimeout();
        long start = System.nanoTime();
        // Too early a no has other reasons: a failure was reported, and of an interrupt or being inside the caller
        // knows.
        if (!ring.flush(longest) && System.nanoTime() - start >= longest.toNanos()) {
            tell("flush() gave up", TimeoutWords.undelivered(ring.books().pending()));
        }
    }

    @Override
    public void setFormatter(Formatter formatter) {
        boolean showsCaller = infers(handlers.handlers(), formatter);
        boolean set = false;
        ContextCarriers carriers = carriers(handlers.handlers(), formatter);
        callerSwitch.begin(showsCaller, carriers);
        try {
            inOrder("setFormatter", handler -> handler.setFormatter(formatter));
            set = true;
        } finally {
            callerSwitch.end(showsCaller, carriers, set);
        }
    }

    /** At each wrapped handler, at once and on this thread: as whoever sets it there. */
    void setLevel(Level level) {
        if (stopping) {
            // They are somebody else's again, or soon.
            return;
        }
        levelWasSet = true;
        handlers.setLevel(level, announcer);
    }

    /** Whether a record below the proxy's level is for one of the handlers: a level was set there, too. */
    boolean isWantedBelow(LogRecord record) {
        return levelWasSet && handlers.isAnyLevelBelow(record);
    }

    /** The handlers that it wraps, in their order. */
    List<Handler> wrapped() {
        return handlers.handlers();
    }

    void setEncoding(@Nullable String encoding) {
        inOrder("setEncoding", handler -> handler.setEncoding(encoding));
    }

    /**
     * @param formatter of all handlers; null: each its own
     */
    private boolean infers(List<Handler> wrapped, @Nullable Formatter formatter) {
        return switch (inferCaller) {
            case ALWAYS -> true;
            case NEVER -> false;
            case AUTO ->
                wrapped.stream()
                        .anyMatch(handler -> HandlersBehind.showCaller(
                                handler, formatter == null ? handler.getFormatter() : formatter, jboss));
        };
    }

    /**
     * @param formatter of all handlers; null: each its own
     */
    private @Nullable ContextCarriers carriers(List<Handler> wrapped, @Nullable Formatter formatter) {
        return context.carriers(ThreadNeed.strangers(wrapped, formatter, jboss));
    }

    private void inOrder(String what, HandlerChanges.Step step) {
        HandlerChanges.Change change = changes.add(what, step);
        if (change == null) {
            // The handlers are somebody else's again.
            return;
        }
        ring.execute(() -> {
            // A ring that has stopped lets the author do it. While something is still being written that is too early,
            // and close() does it when it is.
            if (!stopping || !change.isInTheAuthorsHands()) {
                handlers.settle();
                changes.make(change);
            }
        });
        change.sent();
    }

    /**
     * Takes no more events, writes those accepted, and lets go of the handlers.
     *
     * @param longest how long to wait for what is accepted, of {@code drainTimeout} if the caller has spent a part of it
     */
    void close(boolean closeWrapped, Duration longest) {
        stopping = true;
        boolean first = stopCalled.compareAndSet(false, true);
        // Everybody who closes waits here until the events are written: the one who is first may not be the last.
        long left = ring.stop(longest);
        if (isInside()) {
            if (!first) {
                // A wrapped handler closes us in the middle of a record, and somebody else waits for that record to
                // end.
                return;
            }
            // That record is not left behind: its handler has it.
            left--;
        }
        synchronized (closing) {
            if (closed) {
                return;
            }
            closed = true;
            unregisterBooks();
            ThreadNames.all().giveBack(name, this);
            if (ring.goesOn() && ring.whenEnded(() -> letGoNow(closeWrapped))) {
                // The drain thread waits for a lock that we hold, the LogManager's for instance.
                return;
            }
            boolean standsStill = !ring.hasEnded() && !isInside();
            if (left > 0 || standsStill) {
                String rest = left > 0 ? TimeoutWords.undelivered(left) : "while a wrapped handler stood still";
                ring.tell(() -> tell("closed", rest));
            }
            letGo(closeWrapped);
        }
    }

    private void tell(String what, String rest) {
        announcer.warn(
                TimeoutWords.of(what, ring.config().drainTimeout(), rest, "see what holds the wrapped handlers"), null);
    }

    boolean isClosing() {
        return stopping;
    }

    /**
     * A handler that stands still most likely holds its own monitor, and would hold us and the end of the process; in a
     * setter, too, where the drain thread is not inside.
     */
    private void letGo(boolean closeWrapped) {
        if (ring.hasEnded() || isInside()) {
            letGoNow(closeWrapped);
            return;
        }
        Thread closer = new Thread(null, () -> letGoNow(closeWrapped), "penstock-close", 0, false);
        closer.setDaemon(true);
        closer.start();
        ring.waitFor(closer, CLOSE_GRACE);
    }

    private void letGoNow(boolean closeWrapped) {
        changes.makeTheRest();
        try {
            handlers.release();
        } catch (Throwable failure) {
            announcer.warn("a wrapped handler did not take its filter or error manager back", failure);
        }
        if (closeWrapped) {
            closeAll(handlers.handlers(), announcer);
        }
    }

    /** Each gets its chance. */
    static void closeAll(List<Handler> handlers, Announcer announcer) {
        for (Handler handler : handlers) {
            try {
                handler.close();
            } catch (Throwable failure) {
                announcer.warn("handler " + handler.getClass().getName() + " failed to close", failure);
            }
        }
    }
}
