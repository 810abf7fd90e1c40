package io.penstock.ring;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.RingBuffer;
import io.penstock.sink.Announcer;
import io.penstock.sink.LossReport;
import io.penstock.sink.Sink;
import io.penstock.sink.Tally;
import io.penstock.sink.TimeSource;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one consumer: polls the ring, drives the sink, opens flush barriers, reports drops, and naps in between. Confined
 * to the drain thread unless said otherwise; a successor thread may take it over when the first one has ended.
 */
final class DrainLoop<S extends RingSlot> {

    /**
     * A batch ends when the ring is empty, or after so many events: a file then gets some 30 KB in one write, and no
     * more than that is in doubt if the write fails.
     */
    private static final int BATCH_MASK = Sink.LARGEST_BATCH - 1;

    /** A slow sink gives slots back in steps of so many events at most, not only when its whole batch is done. */
    private static final int LARGEST_RELEASE = 64;

    /**
     * So many of those who wait are called at first, and each calls the next if there is much left. Woken all together, most
     * find that the first of them have taken everything: of 1,000 virtual threads nearly all did.
     */
    private static final int CALLED_FIRST = 4;

    /**
     * Those called are left so long to take the room before twice as many are called: they may not be scheduled. A thread
     * needs some 50 µs to wake up. With a call for each step, while the first were on their way, most were woken
     * for nothing. Doubled that often, 1,000 are called in 2 ms.
     */
    private static final long PATIENCE_NANOS = TimeUnit.MICROSECONDS.toNanos(250);

    /** A slow sink may take long to make much room; meanwhile those who wait get in one by one. */
    private static final long LONGEST_WITHOUT_CALL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private static final long PAUSE_AFTER_ERROR_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final RingBuffer<S> ring;
    private final EventPoller<S> poller;
    private final FillMark fill;
    private final long releaseMask;
    private final EventPoller.Handler<S> handler = this::onSlot;
    private final Sink<S> sink;
    private final ByteBudget budget;
    private final SpaceWaiters waiters;
    private final int roomWorthACall;
    private final FlushBarriers barriers;
    private final LossReporter losses;
    private final boolean reportDrops;
    private final Consumer<S> settler;
    private final FailureFold sinkFailures;
    private final FailureFold ownFailures;
    private final FailureFold captureFailures;
    private final DrainNap nap;
    private final DrainNap.NothingToDo nothingToDo = this::nothingToDo;
    private final SinkCall endOfBatch;
    private final SinkCall flush;
    private final TimeSource time;
    private long lastCallNanos;
    /** How many were called for the room there is; 0 if it is not worth a call. */
    private int calledTogether;
    /** Up to where the ring was consumed when those who wait for room were called last. */
    private long calledAt = -1;

    private final Tally tally;
    private final boolean sinkKeepsTally;
    /** The thread that runs this loop at present. */
    @SuppressWarnings("NullAway.Init") // run() sets it before anything is delivered
    private Drainer self;
    /** Delivered since the last end of a batch. */
    private long batch;
    /** Taken since then, and still held by the sink. */
    private long held;
    /** What was thrown between two events, to be reported outside the poller. */
    private @Nullable Throwable stumble;
    /** Somebody waits for room, and how full the ring was by that is taken. */
    private boolean crowded;
    /** No event will come any more, and the sink knows. */
    private boolean finishing;

    private volatile boolean stopping;
    /** The sink is yet to be told that little time is left. */
    private volatile boolean hurrying;

    private volatile boolean abandoned;

    DrainLoop(
            RingBuffer<S> ring,
            Sink<S> sink,
            Tally tally,
            ByteBudget budget,
            SpaceWaiters waiters,
            int roomWorthACall,
            FlushBarriers barriers,
            LossReporter losses,
            boolean reportDrops,
            Consumer<S> settler,
            DrainNap nap,
            Announcer announcer,
            TimeSource time) {
        this.ring = ring;
        this.releaseMask = Math.min(LARGEST_RELEASE, ring.getBufferSize() / 16) - 1L;
        this.poller = ring.newPoller();
        ring.addGatingSequences(poller.getSequence());
        this.fill = new FillMark(ring);
        this.sink = sink;
        this.tally = tally;
        this.sinkKeepsTally = sink.keepsTally();
        this.budget = budget;
        this.waiters = waiters;
        this.roomWorthACall = roomWorthACall;
        this.barriers = barriers;
        this.losses = losses;
        this.reportDrops = reportDrops;
        this.settler = settler;
        this.nap = nap;
        this.time = time;
        this.lastCallNanos = time.nanos() - LONGEST_WITHOUT_CALL_NANOS;
        this.endOfBatch = sink::endOfBatch;
        this.flush = sink::flush;
        this.sinkFailures = new FailureFold(announcer, time, sink.name() + " failed to take an event");
        this.ownFailures = new FailureFold(announcer, time, "The drain thread met an error and goes on");
        this.captureFailures = new FailureFold(announcer, time, "An event could not be captured and was dropped");
    }

    /**
     * Runs until stopped and empty, or abandoned.
     *
     * @return false: there is nothing to do for long, and nothing undelivered. It is to be run again after a
     *     {@link DrainNap#sleep}, during which nothing need hold it
     */
    boolean run() {
        Drainer driving = Drainer.driving(sink);
        self = driving;
        boolean rests = false;
        while (!rests && !isFinished()) {
            try {
                rests = cycle();
            } catch (Throwable failure) {
                ownFailures.record(failure);
                LockSupport.parkNanos(PAUSE_AFTER_ERROR_NANOS);
            }
        }
        if (rests) {
            driving.rests();
            return false;
        }
        finish();
        return true;
    }

    private boolean isFinished() {
        return abandoned || (finishing && isDrained() && sink.isFinished());
    }

    /** Whether everything was consumed that will ever be accepted. */
    private boolean isDrained() {
        if (!stopping) {
            return false;
        }
        // Not earlier: what was claimed before the stop is seen only by a look at the ring after it. Disruptor's cursor
        // is a plain read with an acquire fence after it; see the Dekker note in AsyncRing.
        VarHandle.fullFence();
        return isEmpty();
    }

    /** True: the thread lies down to sleep, and has yet to do so. */
    private boolean cycle() throws Exception {
        long before = consumed();
        crowded = false;
        if (sink.hasRoom()) {
            poller.poll(handler);
            reportStumble();
        }
        long consumed = consumed();
        budget.settle();
        waiters.settle();
        callWaiters();
        if (consumed != before) {
            nap.worked((int) (consumed - before));
            endBatch();
        } else if (held > 0) {
            // The last round stumbled before it came to the end of its batch.
            endBatch();
        }
        if (!barriers.isEmpty()) {
            if (barriers.isReached(consumed)) {
                barriers.reached(consumed, sink.mark(), guarded(flush));
            }
            barriers.openArrived(sink::hasArrived);
        }
        if (sink.hasRoom()) {
            report(losses.due(isEmpty()));
        }
        if (hurrying) {
            hurrying = false;
            guarded(sink::hurry);
        }
        if (!finishing && isDrained()) {
            beginToFinish();
        }
        boolean moved = sink.advance();
        sinkFailures.unfoldIfDue();
        ownFailures.unfoldIfDue();
        captureFailures.unfoldIfDue();
        if (moved) {
            nap.worked(1);
        } else if (consumed == before && !isFinished()) {
            settleIfGivenUp(consumed + 1);
            if (nap.isAboutToSleep() && holdsNothing()) {
                return nap.lieDown(nothingToDo);
            }
            nap.idle(sink.hasRoom(), nothingToDo);
        }
        return false;
    }

    /** Whether everything accepted so far has arrived where it should, and nobody waits for anything. */
    private boolean holdsNothing() {
        return isEmpty()
                && held == 0
                && sink.hasRoom()
                && sink.hasArrived(sink.mark())
                && barriers.isEmpty()
                && waiters.isEmpty()
                && !stopping
                && !hurrying;
    }

    private void reportStumble() {
        Throwable failure = stumble;
        if (failure != null) {
            stumble = null;
            ownFailures.record(failure);
        }
    }

    private void beginToFinish() {
        if (sink.hasRoom()) {
            report(losses.last());
        }
        // Last: an error above is met once, and the loop still ends.
        finishing = true;
        guarded(sink::finish);
    }

    /** A slot that was claimed and given up holds up all that come after it. */
    private void settleIfGivenUp(long next) {
        if (next <= ring.getCursor() && ring.get(next).givenUp == next && !ring.isAvailable(next)) {
            settler.accept(ring.get(next));
            captureFailures.record(new StackOverflowError("in the thread that logged it"));
        }
    }

    private boolean onSlot(S slot, long sequence, boolean last) {
        if (slot.occupied) {
            try {
                self.begins(slot.generation);
                sink.deliver(slot);
                if (!sinkKeepsTally) {
                    taken();
                }
            } catch (Throwable failure) {
                tally.failed(1);
                sinkFailed(failure);
            } finally {
                self.ends();
                // Also what keeps a successor thread from delivering this event again.
                slot.occupied = false;
                slot.generation = 0;
                budget.release(slot.reservedBytes);
                slot.clear();
            }
        } else if (slot.command != null) {
            run(slot);
        }
        try {
            return goOn(sequence, last);
        } catch (Throwable failure) {
            // Thrown through the poller it would take back a sequence that producers have seen: its slot may be theirs.
            stumble = failure;
            return false;
        }
    }

    private boolean goOn(long sequence, boolean last) {
        if ((sequence & releaseMask) == 0) {
            fill.take();
            poller.getSequence().set(sequence);
            callWaiters();
        } else if (!waiters.isEmpty()) {
            // A slow sink gives back each slot: those who wait look for themselves now and then.
            if (!crowded) {
                crowded = true;
                fill.take();
            }
            poller.getSequence().set(sequence);
        }
        if ((sequence & BATCH_MASK) == 0) {
            endBatch();
        }
        boolean goesOn = !abandoned && sink.hasRoom();
        if (last || !goesOn) {
            // The poller is about to give back what it has shown.
            fill.take();
        }
        return goesOn;
    }

    private void taken() {
        held++;
        if (!sink.isHolding()) {
            settleHeld();
        }
    }

    /** Nothing is held back any more. */
    private void settleHeld() {
        tally.delivered(held);
        batch += held;
        held = 0;
    }

    /** What was taken and then could not be flushed may not have been written: it failed after all. */
    private void endBatch() {
        if (guarded(endOfBatch)) {
            if (held > 0) {
                tally.delivered(held);
            }
        } else {
            tally.undelivered(batch);
            tally.failed(held);
        }
        held = 0;
        batch = 0;
        self.endsBatch();
    }

    private void callWaiters() {
        if (waiters.isEmpty()) {
            calledTogether = 0;
            return;
        }
        // Whoever came too late for the last call has looked for room after it: see SpaceWaiters.join.
        VarHandle.fullFence();
        long consumed = consumed();
        int room = (int) ring.remainingCapacity();
        long now = time.nanos();
        long silence = now - lastCallNanos;
        if (room >= roomWorthACall && budget.hasGoodRoom()) {
            // Once all were called, those who still wait do so for something else, and would be called without end.
            boolean helps = calledTogether < ring.getBufferSize() || consumed != calledAt;
            if (calledTogether == 0) {
                call(CALLED_FIRST, consumed, now);
            } else if (helps && silence >= PATIENCE_NANOS) {
                call(Math.min(2 * calledTogether, ring.getBufferSize()), consumed, now);
            }
        } else {
            // Called again for the same room they would find nothing, and wake this thread for it: without end, as long
            // as a sink that has no room for anybody leaves the priority slots free.
            long released = consumed - calledAt;
            if (released != 0 && silence >= LONGEST_WITHOUT_CALL_NANOS) {
                // One for each slot, or those who were not called would wait until others leave them one. A faster sink
                // will make much room soon.
                call(released <= LARGEST_RELEASE ? (int) released : CALLED_FIRST, consumed, now);
            }
            calledTogether = 0;
        }
    }

    private void call(int most, long consumed, long now) {
        waiters.call(most);
        calledTogether = most;
        calledAt = consumed;
        lastCallNanos = now;
    }

    private void run(S slot) {
        Runnable command = slot.command;
        // First, so that a successor thread does not run it again.
        slot.command = null;
        if (command != null) {
            guarded(command::run);
        }
    }

    private void report(@Nullable LossReport report) {
        if (report != null && reportDrops) {
            guarded(() -> sink.report(report));
            guarded(endOfBatch);
        }
    }

    private boolean guarded(SinkCall call) {
        try {
            call.run();
            return true;
        } catch (Throwable failure) {
            sinkFailed(failure);
            return false;
        }
    }

    private void sinkFailed(Throwable failure) {
        sinkFailures.record(failure);
        // Left behind, an interrupt would close the channel of the next event's file.
        Thread.interrupted();
    }

    private void finish() {
        if (held > 0) {
            endBatch();
        }
        guarded(this::reportAtLast);
        boolean flushed = guarded(flush);
        if (sink.hasArrived(sink.mark())) {
            // Claims that came too late were given back, and may be published only now: no event is beyond what was
            // consumed.
            barriers.open(abandoned ? consumed() : Long.MAX_VALUE, flushed);
        }
        barriers.abandon();
        guarded(sink::close);
        sinkFailures.unfold();
        ownFailures.unfold();
        captureFailures.unfold();
    }

    private void reportAtLast() {
        // A connection that has ended takes no more.
        if (sink.hasRoom() && !(finishing && sinkKeepsTally)) {
            report(losses.last());
        }
    }

    /** Those who wait for what the sink is about are no reason to stay awake: the sink wakes when it can go on. */
    private boolean nothingToDo() {
        boolean nothingToTake = !sink.hasRoom() || (isEmpty() && waiters.isEmpty());
        boolean nobodyAsks = barriers.isEmpty() || !barriers.isReached(consumed());
        boolean endIsDue = hurrying || (!finishing && isDrained());
        return nothingToTake && nobodyAsks && !endIsDue && !abandoned;
    }

    /** Nothing claimed that was not consumed. Any thread. */
    boolean isEmpty() {
        return consumed() == ring.getCursor();
    }

    private long consumed() {
        return poller.getSequence().get();
    }

    /** How full the ring is, and was. Any thread may read it. */
    FillMark fill() {
        return fill;
    }

    /** Any thread: run until empty, then end. */
    void stopWhenEmpty() {
        stopping = true;
        hurry();
    }

    /** Any thread: little time is left. */
    void hurry() {
        hurrying = true;
    }

    /** Any thread: end after the present event. */
    void abandon() {
        abandoned = true;
    }

    /** Any thread. */
    boolean isAbandoned() {
        return abandoned;
    }

    private interface SinkCall {
        void run() throws Exception;
    }
}
