package io.penstock.jul;

import io.penstock.ring.LossReport;
import io.penstock.ring.Sink;
import io.penstock.ring.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * The handlers behind one proxy: asks their levels and filters on the caller's thread, hands them their records on the
 * drain thread.
 *
 * <p>Which of them takes a record is one bit each, so that it fits into the slot.
 */
final class WrappedHandlers implements Sink<RecordSlot>, Recipients {

    static final int MOST = Long.SIZE;

    private final List<WrappedHandler> handlers = new ArrayList<>();
    private final ErrorWitness witness = new ErrorWitness();
    private final Runnable afterFirstBatch;
    private boolean anyBatch;
    /** The highest number of a record that was delivered. */
    private long newest = Long.MIN_VALUE;
    /** The thread that is inside a wrapped handler. Plain releases: it is looked at only after a stop. */
    private final AtomicReference<@Nullable Thread> inside = new AtomicReference<>();

    /**
     * Takes the handlers over.
     *
     * @param afterFirstBatch runs once, on the drain thread
     * @throws RuntimeException or an Error if one of them does not let itself be taken over; none is then
     */
    WrappedHandlers(List<Handler> handlers, @Nullable ExtendedRecords jboss, Runnable afterFirstBatch) {
        this.afterFirstBatch = afterFirstBatch;
        try {
            // Beside one that may be slow, a batch would keep the others' records from their files meanwhile.
            boolean inBatches = handlers.stream().allMatch(RecordBatch::canCarryTo);
            for (Handler handler : handlers) {
                this.handlers.add(new WrappedHandler(handler, witness, jboss, inBatches, TimeSource.system()));
            }
        } catch (Throwable unwilling) {
            Attempts undoing = new Attempts();
            undoing.run(this::release);
            undoing.addTo(unwilling);
            throw unwilling;
        }
    }

    @Override
    public long accepting(LogRecord record) {
        long targets = 0;
        for (int i = 0; i < handlers.size(); i++) {
            if (handlers.get(i).accepts(record)) {
                targets |= 1L << i;
            }
        }
        return targets;
    }

    @Override
    public boolean contains(Takeover takeover) {
        for (int i = 0; i < handlers.size(); i++) {
            if (handlers.get(i).isFor(takeover)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void deliver(RecordSlot slot) throws DeliveryException {
        deliver(slot.toRecord(this), slot.targets());
    }

    /** Every handler gets its chance; the event counts as failed if one of them failed. */
    private void deliver(LogRecord record, long targets) throws DeliveryException {
        newest = Math.max(newest, record.getSequenceNumber());
        forEach(targets, handler -> handler.deliver(record));
    }

    /** Records are numbered as they are made: what was passed on has been delivered here before. */
    @Override
    public boolean isNew(Object event) {
        return !(event instanceof LogRecord record) || record.getSequenceNumber() > newest;
    }

    @Override
    public void endOfBatch() throws DeliveryException {
        forEach(-1L, WrappedHandler::endOfBatch);
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
    void settle() {
        inside.setRelease(Thread.currentThread());
        handlers.forEach(WrappedHandler::settle);
        inside.setRelease(null);
    }

    @Override
    public void flush() throws DeliveryException {
        forEach(-1L, WrappedHandler::flush);
    }

    private void forEach(long targets, Step step) throws DeliveryException {
        DeliveryException failure = null;
        inside.setRelease(Thread.currentThread());
        for (int i = 0; i < handlers.size(); i++) {
            if ((targets & (1L << i)) != 0) {
                try {
                    step.run(handlers.get(i));
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

    @Override
    public String name() {
        return "A wrapped handler";
    }

    /** The loss is told to every wrapped handler, past its level and filter: whoever reads that log misses events. */
    @Override
    public void report(LossReport report) throws DeliveryException {
        deliver(FrozenRecord.of(report, AsyncProxyHandler.class, this), -1L);
    }

    List<Handler> handlers() {
        List<Handler> all = new ArrayList<>();
        handlers.forEach(handler -> all.add(handler.handler()));
        return all;
    }

    /** The thread that is inside a wrapped handler right now, or null. */
    @Nullable
    Thread threadInside() {
        return inside.getAcquire();
    }

    /** Gives everything back that was taken from the handlers; what one of them throws, after the last has had its turn. */
    void release() {
        Attempts attempts = new Attempts();
        handlers.forEach(handler -> attempts.run(handler::release));
        attempts.throwFirst();
    }

    private interface Step {
        void run(WrappedHandler handler) throws DeliveryException;
    }
}
