package io.penstock.ring;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.RingBuffer;
import io.penstock.sink.Announcer;
import io.penstock.sink.Echoes;
import io.penstock.sink.LossReport;
import io.penstock.sink.Sink;
import io.penstock.sink.SinkTraits;
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
    static final int LARGEST_RELEASE = 64;

    private static final long BEFORE_EVERYTHING = Long.MIN_VALUE;

    private static final long PAUSE_AFTER_ERROR_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final RingBuffer<S> ring;
    private final EventPoller<S> poller;
    private final FillMark fill;
    private final long releaseMask;
    private final EventPoller.Handler<S> handler = this::onSlot;
    private final Sink<S> sink;
    private final ByteBudget budget;
    private final SpaceWaiters waiters;
    private final FlushBarriers barriers;
    private final Commands commands;
    private final LossReporter losses;
    private final boolean reportDrops;
    private final Consumer<S> settler;
    private final FailureFold sinkFailures;
    private final FailureFold ownFailures;
    private final FailureFold captureFailures;
    private final DrainNap nap;
    private final DrainNap.NothingToDo nothingToDo = this::nothingToDo;
    private final SinkCall endOfBatch;
    private final Consumer<Throwable> onSinkFailure = this::sinkFailed;
    private final Tally tally;
    private final Echoes echoes;
    /** The thread that runs this loop at present. */
    @SuppressWarnings("NullAway.Init") // run() sets it before anything is delivered
    private Drainer self;
    /** The sequence up to which the ring was consumed at the last end of a batch. */
    private long batchEnd = -1;
    /**
     * The next command runs before the first event behind this sequence. Looked up when a poll has begun: whoever has published
     * an event that the poll finds had added his commands before that. Those that come later are for later polls.
     */
    private long nextCommand;
    /**
     * What was thrown between two events. It is kept here and reported after the poll, because an exception must not pass
     * through the poller.
     */
    private @Nullable Throwable stumble;
    /** Whether somebody waits for room; then the fill mark of this stretch was taken already. */
    private boolean crowded;
    /** No event will come any more, and the sink knows. */
    private boolean finishing;

    private boolean sinkEnded;

    private volatile boolean stopping;
    /** Whether the sink still has to be told that little time is left. */
    private volatile boolean hurrying;

    private volatile boolean abandoned;

    DrainLoop(
            RingBuffer<S> ring,
            FillMark fill,
            Sink<S> sink,
            SinkTraits traits,
            Tally tally,
            ByteBudget budget,
            SpaceWaiters waiters,
            FlushBarriers barriers,
            Commands commands,
            LossReporter losses,
            boolean reportDrops,
            Consumer<S> settler,
            DrainNap nap,
            Announcer announcer,
            TimeSource time) {
        this.ring = ring;
        this.fill = fill;
        this.releaseMask = Math.min(LARGEST_RELEASE, ring.getBufferSize() / 16) - 1L;
        this.poller = ring.newPoller();
        ring.addGatingSequences(poller.getSequence());
        this.sink = sink;
        this.tally = tally;
        this.echoes = traits.echoes();
        this.budget = budget;
        this.waiters = waiters;
        this.barriers = barriers;
        this.commands = commands;
        this.losses = losses;
        this.reportDrops = reportDrops;
        this.settler = settler;
        this.nap = nap;
        this.endOfBatch = sink::endOfBatch;
        this.sinkFailures = new FailureFold(announcer, time, traits.name() + " failed to take an event");
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
        Drainer driving = Drainer.driving(echoes);
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
        return abandoned || (finishing && isDrained() && hasSinkEnded());
    }

    /** One that throws has ended, too: nobody waits for it until the time is up. */
    private boolean hasSinkEnded() {
        if (!sinkEnded) {
            try {
                sinkEnded = sink.finish();
            } catch (Throwable failure) {
                sinkFailed(failure);
                sinkEnded = true;
            }
        }
        return sinkEnded;
    }

    /** Whether everything was consumed that will ever be accepted. */
    private boolean isDrained() {
        if (!stopping) {
            return false;
        }
        // Not earlier: what was claimed before the stop is seen only by a look at the ring after it. Disruptor's cursor
        // is a plain read with an acquire fence after it; see the note in Phase.
        VarHandle.fullFence();
        return isEmpty();
    }

    /** One round of the loop. True: there is nothing to do for long, and the thread shall sleep. */
    private boolean cycle() throws Exception {
        long before = consumed();
        crowded = false;
        if (sink.hasRoom()) {
            nextCommand = BEFORE_EVERYTHING;
            poller.poll(handler);
            reportStumble();
        }
        long consumed = consumed();
        budget.settle();
        waiters.settle();
        waiters.call(consumed);
        if (consumed != before) {
            nap.worked((int) (consumed - before));
        }
        // Also if the last round stumbled before it came to the end of its batch.
        if (consumed != batchEnd) {
            endBatch(consumed);
        }
        if (consumed >= commands.next()) {
            commands.run(consumed, onSinkFailure);
        }
        if (!barriers.isEmpty()) {
            if (barriers.isReached(consumed)) {
                flush(consumed);
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
                && consumed() == batchEnd
                && sink.hasRoom()
                && sink.hasArrived(Sink.EVERYTHING)
                && barriers.isEmpty()
                && commands.isEmpty()
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
        hasSinkEnded();
    }

    /**
     * Publishes the next slot if its producer ran out of stack after it had claimed it. Until then that slot would hold up
     * all events behind it.
     */
    private void settleIfGivenUp(long next) {
        if (next <= ring.getCursor() && ring.get(next).givenUp == next && !ring.isAvailable(next)) {
            settler.accept(ring.get(next));
            captureFailures.record(new StackOverflowError("in the thread that logged it"));
        }
    }

    private boolean onSlot(S slot, long sequence, boolean last) {
        if (sequence > nextCommand) {
            runCommandsBefore(sequence);
        }
        if (slot.occupied) {
            try {
                self.begins(slot.generation);
                sink.deliver(slot);
            } catch (Throwable failure) {
                tally.failed(1);
                sinkFailed(failure);
            } finally {
                self.ends();
                // If this thread dies, its successor polls the same slots again; the flag keeps it from delivering
                // this event twice.
                slot.occupied = false;
                slot.generation = 0;
                budget.release(slot.reservedBytes);
                slot.clear();
            }
        }
        try {
            return goOn(sequence, last);
        } catch (Throwable failure) {
            // If this went through the poller, the poller would set its sequence back to an earlier one. Producers
            // have seen the later one already, and may have claimed the slot.
            stumble = failure;
            return false;
        }
    }

    private boolean goOn(long sequence, boolean last) {
        if ((sequence & releaseMask) == 0) {
            fill.take();
            poller.getSequence().set(sequence);
            waiters.call(sequence);
        } else if (!waiters.isEmpty()) {
            // Somebody waits, so each slot is given back at once: waiting callers also look for room by themselves
            // now and then.
            if (!crowded) {
                crowded = true;
                fill.take();
            }
            poller.getSequence().set(sequence);
        }
        if ((sequence & BATCH_MASK) == 0) {
            endBatch(sequence);
        }
        boolean goesOn = !abandoned && sink.hasRoom();
        if (last || !goesOn) {
            // The fill mark is taken here because the poller is about to give back the slots that it has shown.
            fill.take();
        }
        return goesOn;
    }

    private void endBatch(long consumed) {
        guarded(endOfBatch);
        batchEnd = consumed;
        self.endsBatch();
    }

    private void flush(long consumed) {
        try {
            barriers.reached(consumed, sink.flush());
        } catch (Throwable failure) {
            sinkFailed(failure);
            barriers.failed(consumed);
        }
    }

    /** Runs what was asked for before this event, with the events in front of it delivered. */
    private void runCommandsBefore(long sequence) {
        try {
            commands.run(sequence - 1, onSinkFailure);
        } finally {
            nextCommand = commands.next();
        }
    }

    private void report(@Nullable LossReport report) {
        if (report != null && reportDrops) {
            guarded(() -> sink.report(report));
            endBatch(batchEnd);
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
        // An interrupt flag that the sink has left behind is cleared: it would close the file channel of the next
        // event.
        Thread.interrupted();
    }

    private void finish() {
        if (consumed() != batchEnd) {
            endBatch(consumed());
        }
        if (!abandoned) {
            commands.run(consumed(), onSinkFailure);
        }
        guarded(this::reportAtLast);
        boolean flushed = guarded(sink::flush);
        if (sink.hasArrived(Sink.EVERYTHING)) {
            // No event lies beyond what was consumed: claims that came after the stop were given back, even if their
            // slots are published only now. So all barriers are opened.
            barriers.open(abandoned ? consumed() : Long.MAX_VALUE, flushed);
        }
        barriers.abandon();
        guarded(sink::close);
        sinkFailures.unfold();
        ownFailures.unfold();
        captureFailures.unfold();
    }

    private void reportAtLast() {
        if (sink.hasRoom()) {
            report(losses.last());
        }
    }

    /**
     * Whether there is nothing to do. Flushes that wait for the sink are no reason to stay awake, because the sink wakes this
     * thread when it can go on.
     */
    private boolean nothingToDo() {
        boolean nothingToTake = !sink.hasRoom() || (isEmpty() && waiters.isEmpty());
        boolean nobodyAsks = (barriers.isEmpty() || !barriers.isReached(consumed())) && consumed() < commands.next();
        boolean endIsDue = hurrying || (!finishing && isDrained());
        return nothingToTake && nobodyAsks && !endIsDue && !abandoned;
    }

    /** Whether everything that was claimed has been consumed. Any thread. */
    boolean isEmpty() {
        return consumed() == ring.getCursor();
    }

    private long consumed() {
        return poller.getSequence().get();
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
