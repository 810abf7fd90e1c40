package io.penstock.logback.wrap;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.status.ErrorStatus;
import io.penstock.context.CapturedContext;
import io.penstock.freeze.Freezer;
import io.penstock.logback.capture.EarlierView;
import io.penstock.logback.capture.EventSlot;
import io.penstock.logback.capture.FrozenEvent;
import io.penstock.logback.capture.LossEvent;
import io.penstock.logback.capture.Recipients;
import io.penstock.logback.capture.SlotView;
import io.penstock.sink.BatchCount;
import io.penstock.sink.Echoes;
import io.penstock.sink.LossReport;
import io.penstock.sink.Sink;
import io.penstock.sink.SinkTraits;
import io.penstock.sink.Tally;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The appenders behind one proxy: asks their filters on the caller's thread, hands them their events on the drain
 * thread.
 *
 * <p>Which of them takes an event is one bit each, so that it fits into the slot. As {@link Recipients} safe for any
 * thread, as a {@link Sink} confined to the drain thread.
 */
public final class WrappedAppenders implements Sink<EventSlot>, Echoes, Recipients {

    /** As many bits as a slot has for them. */
    public static final int MOST = Long.SIZE;

    private final WrappedAppender[] appenders;
    private final BatchCount counts;
    private final Context context;
    private final Freezer freezer;
    private final SlotView view;
    private @Nullable ILoggingEvent delivering;
    private final StatusWitness witness;
    private final boolean filtersMayChange;

    /**
     * Takes the appenders over, or throws and has taken none.
     *
     * @param tally the ring's
     */
    public WrappedAppenders(
            List<Appender<ILoggingEvent>> appenders,
            Context context,
            Freezer freezer,
            boolean includeCallerData,
            Tally tally) {
        this.counts = new BatchCount(tally);
        this.context = context;
        this.freezer = freezer;
        this.view = new SlotView(this, includeCallerData);
        this.witness = new StatusWitness(context);
        this.appenders = takeOver(appenders);
        this.filtersMayChange = filtersMayChange(this.appenders);
    }

    /** Whether a proxy that has let go of the appender is still about to stop it: taken over now, it would be stopped in use. */
    public static boolean isBeingStopped(Appender<ILoggingEvent> appender) {
        return Takeover.isBeingStopped(appender);
    }

    /** The encoder itself, if one of ours stands in its place and watches it. */
    public static Encoder<?> unwatched(Encoder<?> encoder) {
        return encoder instanceof WatchedEncoder watched ? watched.own() : encoder;
    }

    private WrappedAppender[] takeOver(List<Appender<ILoggingEvent>> wanted) {
        List<WrappedAppender> taken = new ArrayList<>();
        try {
            for (Appender<ILoggingEvent> appender : wanted) {
                taken.add(new WrappedAppender(Takeover.of(appender), witness));
            }
            return taken.toArray(new WrappedAppender[0]);
        } catch (Throwable failure) {
            taken.forEach(WrappedAppender::letGo);
            throw failure;
        }
    }

    /** The first one's filters are asked before anybody gets the event. */
    private static boolean filtersMayChange(WrappedAppender[] appenders) {
        for (int i = 1; i < appenders.length; i++) {
            if (appenders[i].filtersMayChange()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public long accepting(ILoggingEvent event) {
        long targets = 0;
        for (int i = 0; i < appenders.length; i++) {
            if (appenders[i].accepts(event)) {
                targets |= 1L << i;
            }
        }
        return targets;
    }

    @Override
    public boolean filtersMayChange() {
        return filtersMayChange;
    }

    @Override
    public int count() {
        return appenders.length;
    }

    @Override
    public boolean accepts(int recipient, ILoggingEvent event) {
        return appenders[recipient].accepts(event);
    }

    @Override
    public boolean hasFilters() {
        for (WrappedAppender appender : appenders) {
            if (appender.hasFilters()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean isFilteredFor(Filter<ILoggingEvent> filter) {
        for (WrappedAppender appender : appenders) {
            if (appender.isFor(filter)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Freezer freezer() {
        return freezer;
    }

    /** For the ring. */
    public SinkTraits traits() {
        return SinkTraits.of("The wrapped appender", this);
    }

    @Override
    public void deliver(EventSlot slot) throws DeliveryException {
        CapturedContext carried = slot.carried();
        if (carried == null) {
            show(slot);
        } else {
            show(slot, carried);
        }
        counts.taken(isHolding());
    }

    private void show(EventSlot slot, CapturedContext carried) throws DeliveryException {
        CapturedContext.Restored restored = carried.restore();
        try {
            show(slot);
        } finally {
            restored.close();
        }
    }

    private void show(EventSlot slot) throws DeliveryException {
        long targets = slot.targets();
        List<EarlierView> earlier = slot.earlier();
        if (earlier == null) {
            deliver(slot, targets);
        } else {
            deliver(slot, targets, earlier);
        }
    }

    private void deliver(EventSlot slot, long targets) throws DeliveryException {
        try {
            deliver(view.of(slot, keepsEvents(targets)), targets);
        } finally {
            view.done();
        }
    }

    /** Those first who come first, and get the event as it was before a filter of those behind them changed it. */
    private void deliver(EventSlot slot, long targets, List<EarlierView> earlier) throws DeliveryException {
        DeliveryException failure = null;
        long left = targets;
        for (EarlierView each : earlier) {
            left &= ~each.targets();
            try {
                deliver(each.event(), each.targets());
            } catch (DeliveryException known) {
                failure = known;
            }
        }
        deliver(slot, left);
        if (failure != null) {
            throw failure;
        }
    }

    private boolean keepsEvents(long targets) {
        for (int i = 0; i < appenders.length; i++) {
            if ((targets & (1L << i)) != 0 && appenders[i].keepsEvents()) {
                return true;
            }
        }
        return false;
    }

    /** Whether lines were taken that no appender has seen yet. */
    private boolean isHolding() {
        for (WrappedAppender appender : appenders) {
            if (appender.isHolding()) {
                return true;
            }
        }
        return false;
    }

    /** A full batch has to be written before the next event. */
    @Override
    public boolean hasRoom() {
        for (WrappedAppender appender : appenders) {
            if (appender.isFull()) {
                return false;
            }
        }
        return true;
    }

    /** Every appender gets its chance; the event counts as failed if one of them failed. */
    private void deliver(ILoggingEvent event, long targets) throws DeliveryException {
        delivering = event;
        try {
            deliverToEach(event, targets);
        } finally {
            delivering = null;
        }
    }

    private void deliverToEach(ILoggingEvent event, long targets) throws DeliveryException {
        DeliveryException failure = null;
        for (int i = 0; i < appenders.length; i++) {
            if ((targets & (1L << i)) != 0) {
                try {
                    appenders[i].deliver(event);
                } catch (DeliveryException known) {
                    failure = known;
                } catch (Throwable thrown) {
                    failure = threw(appenders[i], thrown);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static DeliveryException threw(WrappedAppender appender, Throwable thrown) {
        return new DeliveryException("appender [" + appender.appender().getName() + "] threw " + thrown, thrown);
    }

    /** A logger makes plain events. One of ours was passed on, and a foreign one if it is no younger than ours. */
    @Override
    public boolean isNew(Object event) {
        if (event instanceof FrozenEvent || event == delivering) {
            return false;
        }
        ILoggingEvent present = delivering;
        return event.getClass() == LoggingEvent.class
                || present == null
                || !(event instanceof ILoggingEvent foreign)
                || foreign.getTimeStamp() > present.getTimeStamp();
    }

    @Override
    public boolean isBeingDelivered(Object event) {
        return event == delivering;
    }

    @Override
    public void endOfBatch() throws Exception {
        try {
            forEach(WrappedAppender::endOfBatch);
        } catch (Throwable failure) {
            counts.failed();
            throw failure;
        }
        counts.written();
    }

    @Override
    public long flush() throws Exception {
        forEach(WrappedAppender::flush);
        return EVERYTHING;
    }

    private void forEach(Step step) throws Exception {
        Exception failure = null;
        for (WrappedAppender appender : appenders) {
            try {
                step.run(appender);
            } catch (Exception known) {
                failure = known;
            } catch (Throwable thrown) {
                failure = threw(appender, thrown);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** The loss is told to every wrapped appender, past its filters: whoever reads that log misses events. */
    @Override
    public void report(LossReport report) throws DeliveryException {
        deliver(LossEvent.frozen(report, context, this), -1L);
    }

    @Override
    public boolean hasMdc() {
        return Recipients.hasMdc(context);
    }

    /** Gives everything back that was taken from the appenders, and stops those that nobody else wraps. */
    public void release() {
        for (WrappedAppender appender : appenders) {
            try {
                appender.release();
            } catch (Throwable failure) {
                Appender<ILoggingEvent> unwilling = appender.appender();
                String message = "appender [" + unwilling.getName() + "] could not be stopped";
                // Statuses are kept for long: one of ours must not keep us.
                context.getStatusManager().add(new ErrorStatus(message, unwilling, failure));
            }
        }
    }

    /** As if nothing had been taken: for a proxy that could not start. */
    public void letGo() {
        for (WrappedAppender appender : appenders) {
            appender.letGo();
        }
    }

    private interface Step {
        void run(WrappedAppender appender) throws Exception;
    }
}
