package io.penstock.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.spi.AppenderAttachable;
import ch.qos.logback.core.spi.AppenderAttachableImpl;
import io.penstock.AsyncConfig;
import io.penstock.context.ContextCarriers;
import io.penstock.freeze.Freezer;
import io.penstock.logback.capture.EventSlot;
import io.penstock.logback.wrap.WrappedAppenders;
import io.penstock.ring.AsyncRing;
import io.penstock.ring.RingTally;
import io.penstock.sink.TimeSource;
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
 * <p>The filters of the wrapped appenders run once, on the caller's thread, before anything is captured. Stopping gives
 * the wrapped appenders their filters back, and stops those that no other proxy wraps.
 */
public final class AsyncProxyAppender extends RingAppender implements AppenderAttachable<ILoggingEvent> {

    private final AppenderAttachableImpl<ILoggingEvent> attached = new AppenderAttachableImpl<>();

    @Override
    List<String> problems() {
        List<Appender<ILoggingEvent>> appenders = attachedAppenders();
        if (appenders.isEmpty()) {
            return List.of("no appender to wrap; add <appender-ref ref=\"…\"/> to appender [" + getName() + "]");
        }
        if (appenders.size() > WrappedAppenders.MOST) {
            return List.of(appenders.size() + " appenders to wrap are too many; use at most " + WrappedAppenders.MOST);
        }
        return appenders.stream()
                .filter(WrappedAppenders::isBeingStopped)
                .map(hanging ->
                        "appender [" + hanging.getName() + "] stands still since its last run and is still being"
                                + " stopped; start [" + getName() + "] again once it has stopped")
                .toList();
    }

    @Override
    Object written() {
        return this;
    }

    @Override
    RingOutput open(AsyncConfig config, Freezer freezer) {
        List<Appender<ILoggingEvent>> appenders = attachedAppenders();
        List<PartsBehind> parts = lookThrough(appenders);
        startAgain(appenders);
        ContextCarriers carriers = CarriedContext.carriers(settings().carryContext, parts, this::addWarn);
        RingTally tally = new RingTally();
        WrappedAppenders wrapped =
                new WrappedAppenders(appenders, getContext(), freezer, settings().includeCallerData, tally);
        return new ProxyOutput(
                ring(config, wrapped, tally), wrapped, carriers, String.valueOf(getName()), this::addWarn);
    }

    private List<PartsBehind> lookThrough(List<Appender<ILoggingEvent>> appenders) {
        List<PartsBehind> all = new ArrayList<>();
        for (Appender<ILoggingEvent> appender : appenders) {
            PartsBehind parts = PartsBehind.of(appender, getContext());
            adviseOnCallerData(parts, " of appender [" + appender.getName() + "]");
            all.add(parts);
        }
        return all;
    }

    /** A large ring may find no room in the heap. */
    private AsyncRing<EventSlot> ring(AsyncConfig config, WrappedAppenders wrapped, RingTally tally) {
        try {
            return new AsyncRing<>(
                    config,
                    "penstock-" + getName(),
                    EventSlot::new,
                    wrapped,
                    wrapped.traits(),
                    tally,
                    this::addWarn,
                    TimeSource.system());
        } catch (Throwable failure) {
            wrapped.letGo();
            throw failure;
        }
    }

    /**
     * Starts the wrapped appenders when this proxy is started after a stop, since that stop has stopped them. At the first
     * start Logback has started them.
     */
    private static void startAgain(List<Appender<ILoggingEvent>> appenders) {
        for (Appender<ILoggingEvent> appender : appenders) {
            if (!appender.isStarted()) {
                appender.start();
            }
        }
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
        if (isStarted()) {
            // This stops the wrapped appenders, except those that another proxy wraps as well, and does not wait for
            // one that stands still.
            stop();
            attachedAppenders().forEach(attached::detachAppender);
        } else {
            attached.detachAndStopAllAppenders();
        }
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
}
