package io.penstock.ring;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The one consumer: polls the ring, drives the sink, opens flush barriers, reports drops, and naps in between. Confined
 * to the drain thread unless said otherwise; a successor thread may take it over when the first one has ended.
 */
final class DrainLoop<S extends RingSlot> {

    /** A slow sink gives slots back in steps of so many events at most, not only when its whole batch is done. */
    private static final int LARGEST_RELEASE = 64;

    private static final long PAUSE_AFTER_ERROR_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final RingBuffer<S> ring;
    private final EventPoller<S> poller;
    private final long releaseMask;
    private final EventPoller.Handler<S> handler = this::onSlot;
    private final Sink<S> sink;
    private final ByteBudget budget;
    private final FlushBarriers barriers;
    private final LossReporter losses;
    private final boolean reportDrops;
    private final FailureFold sinkFailures;
    private final FailureFold ownFailures;
    private final DrainNap nap;
    private final DrainNap.NothingToDo nothingToDo = this::nothingToDo;

    // Disruptor's Sequence: a padded long with one writer, written once per event and read by whoever asks for the
    // books. Padded, so that it shares no cache line with what producers read.
    private final Sequence delivered = new Sequence(0);
    private final Sequence failed = new Sequence(0);

    private volatile boolean stopping;
    private volatile boolean abandoned;

    DrainLoop(
            RingBuffer<S> ring,
            Sink<S> sink,
            ByteBudget budget,
            FlushBarriers barriers,
            LossReporter losses,
            boolean reportDrops,
            DrainNap nap,
            Announcer announcer,
            TimeSource time) {
        this.ring = ring;
        this.releaseMask = Math.min(LARGEST_RELEASE, ring.getBufferSize() / 16) - 1;
        this.poller = ring.newPoller();
        ring.addGatingSequences(poller.getSequence());
        this.sink = sink;
        this.budget = budget;
        this.barriers = barriers;
        this.losses = losses;
        this.reportDrops = reportDrops;
        this.nap = nap;
        this.sinkFailures = new FailureFold(announcer, time, "The wrapped appender failed to take an event");
        this.ownFailures = new FailureFold(announcer, time, "The drain thread met an error and goes on");
    }

    /** Runs until stopped and empty, or abandoned. */
    void run() {
        while (!isFinished()) {
            try {
                cycle();
            } catch (Throwable failure) {
                ownFailures.record(failure);
                LockSupport.parkNanos(PAUSE_AFTER_ERROR_NANOS);
            }
        }
        finish();
    }

    private boolean isFinished() {
        if (stopping) {
            // Disruptor's cursor is a plain read with an acquire fence after it; see the Dekker note in AsyncRing.
            VarHandle.fullFence();
            return abandoned || isEmpty();
        }
        return abandoned;
    }

    private void cycle() throws Exception {
        long before = consumed();
        poller.poll(handler);
        long consumed = consumed();
        if (consumed != before) {
            nap.worked((int) (consumed - before));
            guarded(sink::endOfBatch);
        }
        if (!barriers.isEmpty() && barriers.isReached(consumed)) {
            barriers.open(consumed, guarded(sink::flush));
        }
        boolean empty = isEmpty();
        report(losses.due(empty));
        sinkFailures.unfoldIfDue();
        ownFailures.unfoldIfDue();
        if (consumed == before && !isFinished()) {
            nap.idle(nothingToDo);
        }
    }

    private boolean onSlot(S slot, long sequence, boolean endOfBatch) {
        if (slot.occupied) {
            try {
                sink.deliver(slot);
                increment(delivered);
            } catch (Throwable failure) {
                increment(failed);
                sinkFailures.record(failure);
            } finally {
                // Also what keeps a successor thread from delivering this event again.
                slot.occupied = false;
                budget.release(slot.reservedBytes);
                slot.clear();
            }
        } else if (slot.command != null) {
            run(slot);
        }
        if ((sequence & releaseMask) == 0) {
            poller.getSequence().set(sequence);
        }
        return !abandoned;
    }

    private void run(S slot) {
        Runnable command = slot.command;
        // First, so that a successor thread does not run it again.
        slot.command = null;
        guarded(command::run);
    }

    private static void increment(Sequence counter) {
        counter.set(counter.get() + 1);
    }

    private void report(@Nullable LossReport report) {
        if (report != null && reportDrops) {
            guarded(() -> sink.report(report));
            guarded(sink::endOfBatch);
        }
    }

    private boolean guarded(SinkCall call) {
        try {
            call.run();
            return true;
        } catch (Throwable failure) {
            sinkFailures.record(failure);
            return false;
        }
    }

    private void finish() {
        report(losses.last());
        boolean flushed = guarded(sink::flush);
        barriers.open(consumed(), flushed);
        barriers.abandon();
        sinkFailures.unfold();
        ownFailures.unfold();
    }

    private boolean nothingToDo() {
        return isEmpty() && barriers.isEmpty() && !stopping && !abandoned;
    }

    /** Nothing claimed that was not consumed. Any thread. */
    boolean isEmpty() {
        return consumed() == ring.getCursor();
    }

    private long consumed() {
        return poller.getSequence().get();
    }

    /** Any thread: run until empty, then end. */
    void stopWhenEmpty() {
        stopping = true;
    }

    /** Any thread: end after the present event. */
    void abandon() {
        abandoned = true;
    }

    /** Any thread. */
    boolean isAbandoned() {
        return abandoned;
    }

    /** Any thread. */
    long delivered() {
        return delivered.get();
    }

    /** Any thread. */
    long failed() {
        return failed.get();
    }

    private interface SinkCall {
        void run() throws Exception;
    }
}
