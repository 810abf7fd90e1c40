package io.penstock.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.spi.AppenderAttachable;
import ch.qos.logback.core.spi.AppenderAttachableImpl;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;
import io.penstock.AsyncConfig;
import io.penstock.Books;
import io.penstock.OverflowPolicy;
import io.penstock.Severity;
import io.penstock.freeze.FreezeExtension;
import io.penstock.freeze.Freezer;
import io.penstock.ring.AsyncRing;
import io.penstock.ring.BooksRegistration;
import io.penstock.ring.ShutdownFlush;
import io.penstock.ring.TimeSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Wraps one or more appenders and drives them from a thread of its own, so that a log call neither
 * formats nor writes. Safe for any thread once started; configured by one thread, as Logback does.
 *
 * <pre>{@code
 * <appender name="ASYNC" class="io.penstock.logback.AsyncProxyAppender">
 *   <appender-ref ref="FILE"/>
 * </appender>
 * }</pre>
 *
 * <p>The filters of the wrapped appenders run once, on the caller's thread, before anything is captured. Arguments that
 * could still change are frozen there; all else crosses by reference and is formatted later. What becomes of every
 * event is counted: see {@link #getBooks()}.
 *
 * <p>Wrong settings are errors: the appender reports them and stays stopped, the application runs.
 */
public final class AsyncProxyAppender extends UnsynchronizedAppenderBase<ILoggingEvent>
        implements AppenderAttachable<ILoggingEvent> {

    private static final long LAST_GRACE_MILLIS = 200;

    private final AppenderAttachableImpl<ILoggingEvent> attached = new AppenderAttachableImpl<>();
    private final Settings settings = new Settings();
    private final BooksRegistration registration = new BooksRegistration();

    private volatile @Nullable Running running;

    /** What exists between start and stop. */
    private record Running(
            AsyncRing<EventSlot> ring, WrappedAppenders appenders, EventIntake intake, ShutdownFlush shutdownFlush) {}

    @Override
    protected void append(ILoggingEvent event) {
        Running present = running;
        if (present != null) {
            present.intake.append(event);
        }
    }

    /** Checks the settings and takes over the wrapped appenders. No thread is started before the first event. */
    @Override
    public synchronized void start() {
        if (isStarted()) {
            return;
        }
        if (getContext() == null) {
            addError("appender [" + getName() + "] has no context; call setContext before start");
            return;
        }
        List<Appender<ILoggingEvent>> appenders = attachedAppenders();
        List<String> problems = problems(appenders);
        if (!problems.isEmpty()) {
            problems.forEach(this::addError);
            return;
        }
        warnAboutDoubts(appenders);
        try {
            running = run(appenders, settings.config());
        } catch (Throwable failure) {
            addError("appender [" + getName() + "] could not be started and stays stopped", failure);
            return;
        }
        super.start();
    }

    private Running run(List<Appender<ILoggingEvent>> appenders, AsyncConfig config) {
        startAgain(appenders);
        FreezeExtension logstash = LogstashFreezer.ifPresent(this::addWarn).orElse(null);
        Freezer freezer = settings.freezer(logstash);
        boolean callerData = settings.includeCallerData;
        WrappedAppenders wrapped = new WrappedAppenders(appenders, getContext(), freezer, callerData);
        AsyncRing<EventSlot> ring = ring(config, wrapped);
        EventIntake intake =
                new EventIntake(ring, wrapped, freezer, new MarkerFreezer(logstash), callerData, this::addWarn);
        registration.register("AsyncProxyAppender", String.valueOf(getName()), ring, this::addWarn);
        // An appender that no logger refers to is on no list that a reset of the context goes through.
        getContext().register(this);
        ShutdownFlush shutdownFlush = new ShutdownFlush(ring, this::addWarn);
        shutdownFlush.install();
        return new Running(ring, wrapped, intake, shutdownFlush);
    }

    /** A large ring may find no room in the heap. */
    private AsyncRing<EventSlot> ring(AsyncConfig config, WrappedAppenders wrapped) {
        try {
            return new AsyncRing<>(
                    config, "penstock-" + getName(), EventSlot::new, wrapped, this::addWarn, TimeSource.system());
        } catch (Throwable failure) {
            wrapped.letGo();
            throw failure;
        }
    }

    /** After a stop of ours: we stopped them, so we start them. At the first start Logback has done so. */
    private static void startAgain(List<Appender<ILoggingEvent>> appenders) {
        for (Appender<ILoggingEvent> appender : appenders) {
            if (!appender.isStarted()) {
                appender.start();
            }
        }
    }

    private List<String> problems(List<Appender<ILoggingEvent>> appenders) {
        List<String> problems = new ArrayList<>(JoranMistakes.of(this, getStatusManager()));
        problems.addAll(settings.problems());
        if (appenders.isEmpty()) {
            problems.add("no appender to wrap; add <appender-ref ref=\"…\"/> to appender [" + getName() + "]");
        } else if (appenders.size() > WrappedAppenders.MOST) {
            problems.add(appenders.size() + " appenders to wrap are too many; use at most " + WrappedAppenders.MOST);
        }
        return problems;
    }

    private void warnAboutDoubts(List<Appender<ILoggingEvent>> appenders) {
        for (Appender<ILoggingEvent> appender : appenders) {
            String pattern = settings.includeCallerData ? null : CallerDataNeed.pattern(appender, getContext());
            if (pattern != null) {
                addWarn("The pattern \"" + pattern + "\" of appender [" + appender.getName()
                        + "] prints caller data, which will be \"?\": set includeCallerData=true (slow), "
                        + "or remove the conversion word");
            }
        }
        settings.unknownImmutableTypes(getClass().getClassLoader())
                .forEach(name ->
                        addWarn("immutableType=" + name + " is on no class path known here; check the spelling"));
    }

    /**
     * Takes no more events, writes those accepted, then gives the wrapped appenders their filters back and stops those
     * that no other proxy wraps. Waits at most {@code drainTimeout} and a moment.
     */
    @Override
    public synchronized void stop() {
        Running present = running;
        if (present == null || !isStarted()) {
            return;
        }
        // Written first what waits, while newcomers are still taken; then there is little left to refuse newcomers for.
        // Not started any more before the ring is closed: what was logged to a started appender was accepted.
        java.time.Duration longest = settings.config().drainTimeout();
        long start = System.nanoTime();
        present.ring.flush(longest);
        super.stop();
        java.time.Duration rest = longest.minusNanos(System.nanoTime() - start);
        long left = present.ring.stop(rest.isNegative() ? java.time.Duration.ZERO : rest);
        if (left > 0) {
            addWarn("stopped after drainTimeout=" + longest + " with " + left
                    + " events undelivered; raise drainTimeout, or see what holds the wrapped appenders");
        }
        present.shutdownFlush.remove();
        registration.unregister();
        if (left == 0) {
            present.appenders.release();
        } else {
            releaseHanging(present.appenders);
        }
    }

    /** An appender that hangs may hold the very lock that its own stop() wants. */
    private void releaseHanging(WrappedAppenders appenders) {
        Thread thread = new Thread(null, appenders::release, "penstock-" + getName() + "-stop", 0, false);
        thread.setDaemon(true);
        thread.start();
        try {
            thread.join(LAST_GRACE_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Waits until every event logged before this call has been written by the wrapped appenders and has left their
     * buffers.
     *
     * @param longest how long to wait at most
     * @return false if that took longer, failed, or was asked for by an appender that this proxy wraps; also if the
     *     caller was interrupted, whose flag is then set again
     */
    public boolean flush(java.time.Duration longest) {
        Running present = running;
        return present == null || present.ring.flush(longest);
    }

    /** What became of every event since the last start: one consistent snapshot. Before the first start all zero. */
    public Books getBooks() {
        Running present = running;
        return present == null ? Books.empty() : present.ring.books();
    }

    // --- Wrapped appenders ---

    /** {@code <appender-ref>}: one more appender to wrap. Not while started. */
    @Override
    public synchronized void addAppender(Appender<ILoggingEvent> appender) {
        if (appender == this) {
            addError("appender [" + getName() + "] cannot wrap itself; remove its own name from <appender-ref>");
        } else if (isStarted()) {
            addError("appender [" + appender.getName() + "] was not added: [" + getName()
                    + "] is started; stop it first");
        } else {
            attached.addAppender(appender);
        }
    }

    @Override
    public Iterator<Appender<ILoggingEvent>> iteratorForAppenders() {
        return attached.iteratorForAppenders();
    }

    @Override
    public @Nullable Appender<ILoggingEvent> getAppender(String name) {
        return attached.getAppender(name);
    }

    @Override
    public boolean isAttached(Appender<ILoggingEvent> appender) {
        return attached.isAttached(appender);
    }

    /** Stops this proxy, and with it the wrapped appenders, then lets them go. */
    @Override
    public synchronized void detachAndStopAllAppenders() {
        stop();
        attached.detachAndStopAllAppenders();
    }

    @Override
    public synchronized boolean detachAppender(Appender<ILoggingEvent> appender) {
        return mayDetach() && attached.detachAppender(appender);
    }

    @Override
    public synchronized boolean detachAppender(String name) {
        return mayDetach() && attached.detachAppender(name);
    }

    private boolean mayDetach() {
        if (isStarted()) {
            addError("no appender was detached: [" + getName() + "] is started; stop it first");
            return false;
        }
        return true;
    }

    private List<Appender<ILoggingEvent>> attachedAppenders() {
        List<Appender<ILoggingEvent>> appenders = new ArrayList<>();
        attached.iteratorForAppenders().forEachRemaining(appenders::add);
        return appenders;
    }

    /** For tests: what the setters below have collected. */
    Settings settings() {
        return settings;
    }

    // --- Settings: names and defaults as in docs/configuration.md ---

    /** Slots of the ring, a power of two; default {@value AsyncConfig#DEFAULT_RING_SIZE}. */
    public void setRingSize(int slots) {
        settings.builder.ringSize(slots);
    }

    /** Bytes that may wait in the ring; default 64MB. */
    public void setMaxRingBytes(FileSize bytes) {
        settings.builder.maxRingBytes(bytes.getSize());
    }

    /** What a caller meets when the ring is full: {@code block} (default), {@code drop} or {@code dropBelow}. */
    public void setOverflowPolicy(String policy) {
        settings.read("overflowPolicy", policy, OverflowPolicy::parse, settings.builder::overflowPolicy);
    }

    /** Longest wait of a caller when the ring is full; default 1 second. */
    public void setMaxBlock(Duration longest) {
        settings.builder.maxBlock(Settings.toJava(longest));
    }

    /** From this level up events may use the reserved slots; default WARN, {@code OFF} for none. */
    public void setPriorityLevel(String level) {
        settings.read(
                "priorityLevel", level, text -> Severity.parse("priorityLevel", text), settings.builder::priorityLevel);
    }

    /** Slots kept for events at or above {@code priorityLevel}; default an eighth of {@code ringSize}. */
    public void setPrioritySlots(int slots) {
        settings.builder.prioritySlots(slots);
    }

    /** From this level up an event wakes the drain thread at once; default ERROR, {@code OFF} for none. */
    public void setUrgentLevel(String level) {
        settings.read("urgentLevel", level, text -> Severity.parse("urgentLevel", text), settings.builder::urgentLevel);
    }

    /** Longest nap of the drain thread; default 10 milliseconds. */
    public void setMaxIdleNap(Duration longest) {
        settings.builder.maxIdleNap(Settings.toJava(longest));
    }

    /** How long {@link #stop()} waits for the ring to run empty; default 5 seconds. */
    public void setDrainTimeout(Duration longest) {
        settings.builder.drainTimeout(Settings.toJava(longest));
    }

    /** A longer message or argument is cut, with a mark; in UTF-8 bytes, default 256KB. */
    public void setMaxMessageBytes(FileSize bytes) {
        settings.maxMessageBytes(bytes.getSize());
    }

    /** Whether to take the caller's class, method and line on its thread, which costs microseconds; default false. */
    public void setIncludeCallerData(boolean include) {
        settings.includeCallerData = include;
    }

    /** Repeatable: a class, or a superclass or interface, whose instances never change and cross by reference. */
    public void addImmutableType(String className) {
        settings.immutableTypes.add(className.trim());
    }

    /** Whether the log itself tells what was dropped; default true. */
    public void setReportDrops(boolean report) {
        settings.builder.reportDrops(report);
    }
}
