package io.penstock.jul.wrap;

import io.penstock.context.CapturedContext;
import io.penstock.jul.capture.Asked;
import io.penstock.jul.capture.ExtendedRecords;
import io.penstock.jul.capture.PlainRecords;
import io.penstock.jul.capture.Recipients;
import io.penstock.jul.capture.RecordSlot;
import io.penstock.sink.Announcer;
import io.penstock.sink.BatchCount;
import io.penstock.sink.Echoes;
import io.penstock.sink.LossReport;
import io.penstock.sink.Sink;
import io.penstock.sink.SinkTraits;
import io.penstock.sink.Tally;
import io.penstock.sink.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * The handlers behind one proxy: asks their levels and filters on the caller's thread, hands them their records on the
 * drain thread.
 *
 * <p>Which of them takes a record is one bit each, or two, so that it fits into the slot.
 */
public final class WrappedHandlers implements Sink<RecordSlot>, Echoes, Recipients {

    public static final int MOST = Long.SIZE;

    /** A record's number is the JDK's, unless it is so far ahead of those before it: then somebody has set it. */
    private static final long LONGEST_LEAP = 1L << 32;

    private final List<WrappedHandler> handlers = new ArrayList<>();
    private final ErrorWitness witness = new ErrorWitness();
    private final String lossLogger;
    private final BatchCount counts;
    private final Runnable afterFirstBatch;
    /** For each handler that asks on its own: the bit that says whether its level was high enough; 0 for others. */
    private final long[] levelBits;

    private volatile boolean filtersMayChangeRecords;
    private boolean anyBatch;
    /** The highest number of a record that was delivered. */
    private long newest = -1;
    /** The thread that is inside a wrapped handler. Plain releases: it is looked at only after a stop. */
    private final AtomicReference<@Nullable Thread> inside = new AtomicReference<>();

    /**
     * Takes the handlers over.
     *
     * @param unwilling hears of those that do not let themselves be taken over, if others do; null: that is thrown
     * @param lossLogger the logger by whose name losses are told
     * @param tally the ring's
     * @param afterFirstBatch runs once, on the drain thread
     * @throws RuntimeException or an Error if one of them does not let itself be taken over, or all do not; none is then
     */
    public WrappedHandlers(
            List<Handler> handlers,
            @Nullable ExtendedRecords jboss,
            @Nullable Unwilling unwilling,
            String lossLogger,
            Tally tally,
            Runnable afterFirstBatch) {
        this.lossLogger = lossLogger;
        this.counts = new BatchCount(tally);
        this.afterFirstBatch = afterFirstBatch;
        try {
            // Beside one that may be slow, a batch would keep the others' records from their files meanwhile.
            boolean inBatches = handlers.stream().allMatch(LineBatch::canCarryTo);
            for (int i = 0; i < handlers.size(); i++) {
                boolean isLastHope = i == handlers.size() - 1 && this.handlers.isEmpty();
                takeOver(handlers.get(i), jboss, isLastHope ? null : unwilling, inBatches);
            }
        } catch (Throwable failure) {
            Attempts undoing = new Attempts();
            undoing.run(this::release);
            undoing.addTo(failure);
            throw failure;
        }
        this.levelBits = levelBits();
        learnWhetherFiltersMayChangeRecords();
    }

    /** Behind those of the handlers. Where there is no room left the level of now must do. */
    private long[] levelBits() {
        long[] bits = new long[handlers.size()];
        int next = bits.length;
        for (int i = 0; i < bits.length; i++) {
            if (handlers.get(i).asksOnItsOwn()) {
                bits[i] = next < MOST ? 1L << next++ : 0;
            }
        }
        return bits;
    }

    private void takeOver(
            Handler handler, @Nullable ExtendedRecords jboss, @Nullable Unwilling unwilling, boolean inBatches) {
        try {
            handlers.add(new WrappedHandler(handler, witness, jboss, inBatches, TimeSource.system()));
        } catch (Throwable refusal) {
            if (unwilling == null) {
                throw refusal;
            }
            unwilling.refused(handler, refusal);
        }
    }

    @Override
    public long accepting(LogRecord record) {
        long targets = 0;
        for (int i = 0; i < handlers.size(); i++) {
            if (handlers.get(i).accepts(record)) {
                targets |= bits(i, record);
            }
        }
        return targets;
    }

    /** That the handler takes the record; and that its level is high enough, if that one asks on its own. */
    private long bits(int i, LogRecord record) {
        long levelBit = levelBits[i];
        return 1L << i | (levelBit != 0 && handlers.get(i).isLevelHighEnough(record) ? levelBit : 0);
    }

    /** The first handler's filter changes the record for all, and is asked before any of them. */
    private void learnWhetherFiltersMayChangeRecords() {
        filtersMayChangeRecords = handlers.stream().skip(1).anyMatch(WrappedHandler::mayChangeRecords);
    }

    @Override
    public boolean mayChangeRecords() {
        return filtersMayChangeRecords;
    }

    @Override
    public Asked ask(LogRecord record, UnaryOperator<LogRecord> snapshots) {
        Asked asked = new Asked();
        long targets = 0;
        for (int i = 0; i < handlers.size(); i++) {
            WrappedHandler handler = handlers.get(i);
            LogRecord before = targets != 0 && handler.mayChangeRecords() ? snapshots.apply(record) : null;
            boolean accepted = handler.accepts(record);
            if (before != null && Asked.isChanged(before, record)) {
                asked.add(before, targets);
                targets = 0;
            }
            if (accepted) {
                targets |= bits(i, record);
            }
        }
        asked.add(null, targets);
        return asked;
    }

    @Override
    public void deliver(RecordSlot slot) throws DeliveryException {
        CapturedContext carried = slot.carried();
        if (carried == null) {
            deliverParts(slot);
        } else {
            deliverParts(slot, carried);
        }
        counts.taken(false);
    }

    private void deliverParts(RecordSlot slot, CapturedContext carried) throws DeliveryException {
        CapturedContext.Restored restored = carried.restore();
        try {
            deliverParts(slot);
        } finally {
            restored.close();
        }
    }

    private void deliverParts(RecordSlot slot) throws DeliveryException {
        List<Asked.Part> parts = slot.parts();
        if (parts == null) {
            deliver(slot.toRecord(), slot.targets());
        } else {
            deliver(parts);
        }
    }

    /** In the order of the handlers, as each part goes to some that are behind those before. */
    private void deliver(List<Asked.Part> parts) throws DeliveryException {
        DeliveryException failure = null;
        for (Asked.Part part : parts) {
            try {
                deliver(Objects.requireNonNull(part.as()), part.targets());
            } catch (DeliveryException known) {
                failure = known;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Every handler gets its chance; the event counts as failed if one of them failed. */
    private void deliver(LogRecord record, long targets) throws DeliveryException {
        long number = record.getSequenceNumber();
        // One that somebody has set very high would make all that is logged here look passed on, and no echo would end.
        if (number > newest && number < newest + LONGEST_LEAP) {
            newest = number;
        }
        forEach(targets, (handler, i) -> {
            if (handler.adopts()) {
                learnWhetherFiltersMayChangeRecords();
            }
            handler.deliver(record, wasLevelHighEnough(i, record, targets));
        });
    }

    private boolean wasLevelHighEnough(int i, LogRecord record, long targets) {
        long levelBit = levelBits[i];
        return levelBit == 0 ? handlers.get(i).isLevelHighEnough(record) : (targets & levelBit) != 0;
    }

    /** Records are numbered as they are made: what was passed on has been delivered here before. */
    @Override
    public boolean isNew(Object event) {
        return !(event instanceof LogRecord record) || record.getSequenceNumber() > newest;
    }

    /** That cannot be told: a record that is passed on is another object. */
    @Override
    public boolean isBeingDelivered(Object event) {
        return false;
    }

    @Override
    public void endOfBatch() throws DeliveryException {
        try {
            forEach(-1L, (handler, i) -> handler.endOfBatch());
        } catch (Throwable failure) {
            counts.failed();
            throw failure;
        }
        counts.written();
        if (!anyBatch) {
            anyBatch = true;
            runAfterFirstBatch();
        }
    }

    private void runAfterFirstBatch() {
        try {
            afterFirstBatch.run();
        } catch (Throwable noMatter) {
            // Thrown on, it would turn a batch that is written into one that failed.
        }
    }

    /** On the drain thread, before a handler is changed: the records so far are written as it is now. */
    public void settle() {
        inside.setRelease(Thread.currentThread());
        handlers.forEach(WrappedHandler::settle);
        inside.setRelease(null);
    }

    @Override
    public long flush() throws DeliveryException {
        forEach(-1L, (handler, i) -> handler.flush());
        return EVERYTHING;
    }

    private void forEach(long targets, Step step) throws DeliveryException {
        DeliveryException failure = null;
        inside.setRelease(Thread.currentThread());
        for (int i = 0; i < handlers.size(); i++) {
            if ((targets & (1L << i)) != 0) {
                try {
                    step.run(handlers.get(i), i);
                } catch (DeliveryException known) {
                    failure = known;
                } catch (Throwable thrown) {
                    failure = new DeliveryException("handler " + handlers.get(i).name() + " threw " + thrown, thrown);
                }
            }
        }
        inside.setRelease(null);
        if (failure != null) {
            throw failure;
        }
    }

    /** For the ring. */
    public SinkTraits traits() {
        return SinkTraits.of("A wrapped handler", this);
    }

    /** The loss is told to every wrapped handler, past its level and filter: whoever reads that log misses events. */
    @Override
    public void report(LossReport report) throws DeliveryException {
        LogRecord record = PlainRecords.of(report, lossLogger);
        forEach(-1L, (handler, i) -> handler.deliver(record));
    }

    /** Whether a handler takes it for whom another level was set than for the proxy. On the caller's thread. */
    public boolean isAnyLevelBelow(LogRecord record) {
        for (int i = 0; i < handlers.size(); i++) {
            if (handlers.get(i).isLevelBelow(record)) {
                return true;
            }
        }
        return false;
    }

    /** On any thread, for records from now on. */
    public void setLevel(Level level, Announcer announcer) {
        for (WrappedHandler handler : handlers) {
            try {
                handler.setLevel(level);
            } catch (Throwable failure) {
                announcer.warn("setLevel failed at handler " + handler.name(), failure);
            }
        }
    }

    public List<Handler> handlers() {
        List<Handler> all = new ArrayList<>();
        handlers.forEach(handler -> all.add(handler.handler()));
        return all;
    }

    /** The thread that is inside a wrapped handler right now, or null. */
    @Nullable
    public Thread threadInside() {
        return inside.getAcquire();
    }

    /** Gives everything back that was taken from the handlers; what one of them throws, after the last has had its turn. */
    public void release() {
        Attempts attempts = new Attempts();
        handlers.forEach(handler -> attempts.run(handler::release));
        attempts.throwFirst();
    }

    /** Hears of a handler that goes without us. */
    public interface Unwilling {
        void refused(Handler handler, Throwable problem);
    }

    private interface Step {
        void run(WrappedHandler handler, int i) throws DeliveryException;
    }
}
