package io.penstock.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.status.InfoStatus;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;
import io.penstock.AsyncConfig;
import io.penstock.Books;
import io.penstock.OverflowPolicy;
import io.penstock.Severity;
import io.penstock.context.CarryContext;
import io.penstock.freeze.FreezeExtension;
import io.penstock.freeze.Freezer;
import io.penstock.logback.capture.EventIntake;
import io.penstock.logback.capture.EventSlot;
import io.penstock.logback.freeze.LogstashFreezer;
import io.penstock.logback.freeze.MarkerFreezer;
import io.penstock.logback.freeze.Structure;
import io.penstock.ring.AsyncRing;
import io.penstock.ring.PastBooks;
import io.penstock.stats.FigureRegistration;
import io.penstock.stats.FigureSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An appender in front of a ring: the settings and the life cycle that our appenders share. Safe for any thread once
 * started; configured by one thread, as Logback does. Not for extension by others.
 *
 * <p>Arguments that could still change are frozen on the caller's thread; all else crosses by reference and is formatted
 * on the drain thread. What becomes of every event is counted: see {@link #getBooks()}.
 *
 * <p>Wrong settings are errors: the appender reports them and stays stopped, the application runs.
 */
public abstract sealed class RingAppender extends UnsynchronizedAppenderBase<ILoggingEvent>
        permits AsyncProxyAppender, TcpAppender {

    private final Settings settings = new Settings();
    private final FigureRegistration registration = new FigureRegistration();

    /**
     * Not null while started, and after a stop as long as an appender behind it stands still. It is null otherwise, so that a
     * stopped appender does not keep its ring alive.
     */
    private volatile @Nullable Running running;
    /** The books of the last run, after {@link #running} has become null. */
    private volatile @Nullable PastBooks past;
    /** How much of drainTimeout was spent by {@link #settle} before {@link #stop}. */
    private volatile long settledNanos;

    private final Object filterLock = new Object();
    private volatile boolean filtered;

    /** What exists between start and stop. */
    private record Running(
            RingOutput output, EventIntake intake, @Nullable ContextEnd contextEnd) {

        AsyncRing<EventSlot> ring() {
            return output.ring();
        }
    }

    RingAppender() {}

    @Override
    protected final void append(ILoggingEvent event) {
        Running present = running;
        if (present != null) {
            present.intake.append(event);
        } else {
            tooLate(event);
        }
    }

    /** Counts the event of a thread that had found the appender started just before {@link #stop}. */
    private void tooLate(ILoggingEvent event) {
        PastBooks books = past;
        if (books != null) {
            books.dropLate(EventIntake.severityOf(event.getLevel()));
        }
    }

    /** Where a call may go without an event; null if it may not: not started, or somebody here needs Logback's event. */
    final @Nullable EventIntake fastLane() {
        Running present = running;
        return present != null && started && !filtered && present.intake.takesCalls() ? present.intake : null;
    }

    @Override
    public final void addFilter(Filter<ILoggingEvent> filter) {
        synchronized (filterLock) {
            filtered = true;
            super.addFilter(filter);
        }
    }

    @Override
    public final void clearAllFilters() {
        synchronized (filterLock) {
            super.clearAllFilters();
            filtered = false;
        }
    }

    /** Checks the settings. No thread is started, and no connection made, before the first event. */
    @Override
    public final synchronized void start() {
        if (isStarted()) {
            return;
        }
        if (getContext() == null) {
            addError("appender [" + getName() + "] has no context; call setContext before start");
            return;
        }
        List<String> problems = new ArrayList<>(JoranMistakes.of(this, getStatusManager()));
        problems.addAll(settings.problems());
        problems.addAll(problems());
        if (!problems.isEmpty()) {
            problems.forEach(this::addError);
            return;
        }
        settings.unknownImmutableTypes(getClass().getClassLoader())
                .forEach(name ->
                        addWarn("immutableType=" + name + " is on no class path known here; check the spelling"));
        Running fresh;
        try {
            settledNanos = 0;
            fresh = run(settings.config());
            running = fresh;
        } catch (Throwable failure) {
            addError("appender [" + getName() + "] could not be started and stays stopped: " + failure, failure);
            return;
        }
        super.start();
        show(fresh.output);
    }

    private void show(RingOutput output) {
        List<FigureSource> sources = new ArrayList<>(output.figures());
        sources.add(settings.figures());
        Runnable end =
                registration.register(getClass().getSimpleName(), String.valueOf(getName()), sources, this::addWarn);
        output.ring().whenForgotten(end);
    }

    private Running run(AsyncConfig config) throws Exception {
        Structure structure = Structure.behind(written(), this::addWarn);
        FreezeExtension logstash =
                LogstashFreezer.ifPresent(structure, this::addWarn).orElse(null);
        Freezer freezer = settings.freezer(logstash, structure);
        RingOutput output = open(config, freezer);
        EventIntake intake = new EventIntake(
                output.ring(),
                output.recipients(),
                freezer,
                new MarkerFreezer(logstash),
                settings.includeCallerData,
                output.carriers(),
                this::addWarn);
        return new Running(output, intake, ContextEnd.stopping(this, getContext()));
    }

    /** What is wrong with the settings of the kind of appender this is; empty if nothing is. */
    abstract List<String> problems();

    /** The appender or the encoder behind which to look for what writes JSON; null if there is none. */
    abstract @Nullable Object written();

    /** Makes the ring and what it drives. What it throws is reported, and the appender stays stopped. */
    abstract RingOutput open(AsyncConfig config, Freezer freezer) throws Exception;

    /**
     * Takes no more events, works off those accepted, then lets go of what they were handed to. Waits at most {@code
     * drainTimeout} and a moment. If the drain thread waits for a lock that the caller holds, it does all this by itself when
     * it has got it.
     */
    @Override
    public final synchronized void stop() {
        Running present = running;
        if (present == null || !isStarted()) {
            return;
        }
        java.time.Duration longest = settings.config().drainTimeout();
        long left = drain(present.ring(), longest.minusNanos(settledNanos), super::stop);
        registration.unregister();
        present.output.close(left, longest);
        if (present.contextEnd != null) {
            present.contextEnd.forget(this);
        }
        if (present.ring().hasEnded()) {
            letGo(present.output);
            past = present.ring().pastBooks(left);
            running = null;
        }
    }

    /** Called when the ring has ended and is let go of, so that a subclass can keep what it wants to answer later. */
    void letGo(RingOutput output) {}

    /**
     * Writes what waits, while newcomers are still taken; spends no more than half of drainTimeout, in all calls before
     * the stop.
     *
     * @return how many events were accepted up to now
     */
    final long settle() {
        Running present = running;
        if (present == null || !isStarted()) {
            return 0;
        }
        long start = System.nanoTime();
        long most = settings.config().drainTimeout().dividedBy(2).toNanos() - settledNanos;
        if (most > 0) {
            present.ring().flush(java.time.Duration.ofNanos(most));
            settledNanos += System.nanoTime() - start;
        }
        return present.ring().books().accepted();
    }

    /** Stops this appender, to which no logger refers any more, after everything in front of it has written what it had. */
    final void stopBehindOthers() {
        long half = settings.config().drainTimeout().dividedBy(2).toNanos();
        long heard;
        do {
            heard = settle();
        } while (isStarted() && getBooks().accepted() != heard && settledNanos < half);
        stop();
    }

    /** Waits at most so long and a moment; returns how many accepted events were left. */
    static long drain(AsyncRing<?> ring, java.time.Duration longest, Runnable refuseMore) {
        long start = System.nanoTime();
        // What waits is written first, while new events are still taken, so that afterwards little is left and new
        // events are refused for a short time only. This gets half of the time: if it does not succeed, as with a
        // sender whose peer is away, the end has to begin while there is time to try once more.
        ring.flush(longest.dividedBy(2));
        // The appender counts as stopped before the ring is closed, so that whatever was logged to a started appender
        // was accepted.
        refuseMore.run();
        java.time.Duration rest = longest.minusNanos(System.nanoTime() - start);
        return ring.stop(rest.isNegative() ? java.time.Duration.ZERO : rest);
    }

    /**
     * Waits until every event logged before this call has been written and has left every buffer; with a network
     * protocol that acknowledges, until it was acknowledged.
     *
     * @param longest how long to wait at most
     * @return false if that took longer, failed, or was asked for by the drain thread itself; also if the caller was
     *     interrupted, whose flag is then set again
     */
    public final boolean flush(java.time.Duration longest) {
        Running present = running;
        return present == null || present.ring().flush(longest);
    }

    /** What became of every event since the last start: one consistent snapshot. Before the first start all zero. */
    public final Books getBooks() {
        Running present = running;
        if (present != null) {
            return present.ring().books();
        }
        PastBooks books = past;
        return books == null ? Books.empty() : books.books();
    }

    /** What was opened at the last start, or null. */
    final @Nullable RingOutput output() {
        Running present = running;
        return present == null ? null : present.output;
    }

    /** Says what prints caller data, if they are not taken, and what might. */
    final void adviseOnCallerData(PartsBehind parts, String place) {
        if (settings.includeCallerData) {
            return;
        }
        for (PartsBehind.CallerUse use : parts.callerData()) {
            addWarn(use.subject() + place + " prints caller data, which will be " + use.result()
                    + ": set includeCallerData=true (slow), or " + use.cure());
        }
        for (String className : parts.callerDataUnknown()) {
            // The status names us by text only. The context keeps its statuses, and a reference to this appender
            // would keep it from becoming garbage.
            addStatus(new InfoStatus(
                    "Whether " + className + place + " asks for caller data cannot be seen; if it does, set"
                            + " includeCallerData=true (slow)",
                    toString()));
        }
    }

    /** What the setters below, and those of the subclass, have collected. */
    final Settings settings() {
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

    /**
     * How long {@link #stop()} waits for the ring to run empty, and how long the end of the process may take, counted from
     * its beginning; default 5 seconds.
     */
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

    /**
     * Whether trace, MDC and name of the calling thread are there while what is behind the ring runs: {@code auto}
     * (default: if something there may ask for them), {@code always} or {@code never}.
     */
    public void setCarryContext(String choice) {
        settings.read(CarryContext.SETTING, choice, CarryContext::parse, parsed -> settings.carryContext = parsed);
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
