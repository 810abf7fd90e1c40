package io.penstock.ring;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import io.penstock.AsyncConfig;
import io.penstock.Books;
import io.penstock.DropReason;
import io.penstock.Drops;
import io.penstock.Severity;
import io.penstock.sink.Announcer;
import io.penstock.sink.Sink;
import io.penstock.sink.Tally;
import io.penstock.sink.TimeSource;
import io.penstock.stats.FigureSource;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The ring buffer with its admission and its drain thread: what a proxy appender is made of. Safe for any thread.
 *
 * <p>A caller asks {@link #admits}, captures its event, {@link #claim}s a slot, fills it and {@link #publish}es it. No
 * user code may run between claim and publish: a slot that was claimed and never published would stall the drain
 * thread. One thing can throw there all the same, a stack that ends; whoever claims must be ready for it, without
 * calling anything:
 *
 * <pre>{@code
 * S slot = ring.claim(severity, bytes);
 * if (slot != null) {
 *     long sequence = slot.sequence;
 *     try {
 *         slot.fill(...);
 *         ring.publish(slot);
 *     } catch (Throwable stackEnded) {
 *         slot.givenUp = sequence;
 *     }
 * }
 * }</pre>
 *
 * <p>The drain thread starts with the first event and ends with {@link #stop}. A ring is used once: to start again,
 * make a new one. One that everybody has forgotten, and that has delivered everything, is garbage without a stop.
 *
 * <p>From the moment the process begins to end, {@link #publish} returns when the event has arrived, as far as there is time:
 * see {@link EndOfProcess}.
 *
 * @param <S> the host's slot
 */
public final class AsyncRing<S extends RingSlot> {

    // How the hot path gets by without a counter, a lock or a signal:
    // - accepted events are the sequences claimed, delivered ones are counted by the one drain thread;
    // - the phase is read after the claim. The claim is a compare-and-set, stop() writes the phase and then reads the
    //   cursor: either the claimer sees the new phase, or stop() sees the claim and waits for it (Dekker). So nothing
    //   accepted is forgotten, and nobody counts producers in and out;
    // - the drain thread naps and is woken only by quarters of the ring, urgent events, flush and stop, and by the
    //   first event after a long silence;
    // - that the process ends is one more phase, seen by that same look after the claim. It makes the slot's severity
    //   a very great one, by which publish() knows that it must not return at once.

    private static final Severity[] SEVERITIES = Severity.values();

    private static final int NEW = 0;
    private static final int RUNNING = 1;
    /** Runs, and the process ends. */
    private static final int ENDING = 2;

    private static final int STOPPING = 3;
    private static final int STOPPED = 4;

    /** In a slot's severity: whoever publishes it waits until it has arrived. Greater than every severity. */
    private static final int AWAITED = 1 << 30;

    private static final int NEVER = AWAITED - 1;

    /** When its time is up, a waiting caller leaves the drain thread so long to make room after all. */
    private static final long LAST_CHANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private static final Duration LAST_GRACE = Duration.ofMillis(200);

    /** Whoever waits looks after so long, and then twice as long each time, whether he waits for ever. */
    private static final long FIRST_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final long LAST_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(64);

    private final AsyncConfig config;
    private final RingBuffer<S> ring;
    /** The ring's own slots, since after a claim not even a getter may be called: see {@link #tryClaim}. */
    private final RingSlot[] slots;

    private final ByteBudget budget;
    private final DropLedger drops;
    private final Tally tally;
    /** More than that cannot be pending: whoever reads more has read at different times. */
    private final long mostPending;

    private final FlushBarriers barriers = new FlushBarriers();
    private final SpaceWaiters waiters = new SpaceWaiters();
    private final DrainNap nap;
    private final DrainLoop<S> loop;
    private final DrainThread thread;
    private final EarlyCommands earlyCommands;
    private final EchoWarning echo;
    private final TimeSource time;
    private final LongAdder voided = new LongAdder();

    private final int ampleRoom;
    private final long fillMarkMask;
    private final int prioritySeverity;
    private final int urgentSeverity;
    private final int headroom;
    private final long longestWaitNanos;

    private final ReentrantLock lifecycle = new ReentrantLock();
    private final Object phaseLock = new Object();
    /** Written under {@link #phaseLock} only. */
    private volatile int phase = NEW;

    private final RingEnd end;
    /** What goes on for us when we have ended; null once we have. */
    private @Nullable Queue<Runnable> whenEnded = new ConcurrentLinkedQueue<>();

    public AsyncRing(
            AsyncConfig config,
            String threadName,
            Supplier<S> slots,
            Sink<S> sink,
            Announcer announcer,
            TimeSource time) {
        this(config, threadName, slots, sink, new RingTally(), announcer, time);
    }

    /**
     * For a sink that keeps the tally itself.
     *
     * @param tally what becomes of the events that left the ring
     */
    public AsyncRing(
            AsyncConfig config,
            String threadName,
            Supplier<S> slots,
            Sink<S> sink,
            Tally tally,
            Announcer announcer,
            TimeSource time) {
        this(config, threadName, slots, sink, tally, announcer, time, EndOfProcess.OF_THIS_JVM);
    }

    /** With another end. */
    AsyncRing(
            AsyncConfig config,
            String threadName,
            Supplier<S> slots,
            Sink<S> sink,
            Tally tally,
            Announcer announcer,
            TimeSource time,
            EndOfProcess endOfProcess) {
        this.config = config;
        this.tally = tally;
        this.mostPending = sink.keepsTally() ? Long.MAX_VALUE : config.ringSize() + sink.mostHeld();
        this.time = time;
        this.longestWaitNanos = config.maxBlock().toNanos();
        this.fillMarkMask = config.ringSize() / 4L - 1;
        this.prioritySeverity = ordinalOrNever(config.priorityLevel());
        this.urgentSeverity = ordinalOrNever(config.urgentLevel());
        // Without a priority level nobody could ever use the reserved slots.
        this.headroom = config.priorityLevel() == null ? 1 : 1 + config.prioritySlots();
        // The drain thread polls, so the ring's own wait strategy never waits; this one costs a publisher nothing.
        this.ring = RingBuffer.createMultiProducer(slots::get, config.ringSize(), new BusySpinWaitStrategy());
        // Its class is made ready here: by a caller at the end of his stack it would be unusable for ever.
        Objects.requireNonNull(InsufficientCapacityException.INSTANCE);
        this.slots = new RingSlot[config.ringSize()];
        Arrays.setAll(this.slots, ring::get);
        this.budget = new ByteBudget(config.maxRingBytes(), config.ringSize());
        this.drops = new DropLedger(time);
        this.nap = new DrainNap(config.maxIdleNap().toNanos(), config.ringSize(), sink.sleeper());
        int roomWorthACall = Math.max(config.ringSize() / 2, headroom);
        this.ampleRoom = headroom + (roomWorthACall - headroom) / 16;
        this.loop = new DrainLoop<>(
                ring,
                sink,
                tally,
                budget,
                waiters,
                roomWorthACall,
                barriers,
                new LossReporter(drops, time, config),
                config.reportDrops(),
                this::settleGivenUp,
                nap,
                announcer,
                time);
        this.echo = new EchoWarning(announcer);
        this.earlyCommands = new EarlyCommands(announcer);
        this.thread = new DrainThread(threadName, this::drain, nap, announcer);
        this.end = new RingEnd(endOfProcess, threadName, sink, config.drainTimeout());
    }

    /** Whether the loop has ended; else it has lain down. */
    private boolean drain() {
        earlyCommands.end();
        if (!loop.run()) {
            return false;
        }
        ended();
        return true;
    }

    private static int ordinalOrNever(@Nullable Severity severity) {
        return severity == null ? NEVER : severity.ordinal();
    }

    /**
     * Whether it is worth capturing an event of this severity. False means that it was dropped and counted: whoever may
     * not wait learns so before paying for the capture.
     */
    public boolean admits(Severity severity) {
        if (phase != RUNNING && !startedBy(severity)) {
            return false;
        }
        return ring.hasAvailableCapacity(neededCapacity(severity)) || mayWait(severity) || refuse(severity);
    }

    /**
     * A slot for an event of this severity that retains about so many bytes, or null if the event was dropped and
     * counted. Waits as the overflow policy says; an interrupt neither ends the wait nor is it lost.
     */
    public @Nullable S claim(Severity severity, long bytes) {
        return claim(severity, bytes, null);
    }

    /** As {@link #claim(Severity, long)}, of an event that may be one that a sink passes on; see {@link Sink#isNew}. */
    public @Nullable S claim(Severity severity, long bytes, @Nullable Object event) {
        // One comparison of classes is all that others pay for the echoes of drain threads.
        return Thread.currentThread() instanceof Drainer drainer
                ? claimInsideSink(drainer.generationOf(event, thread.isCurrent()), severity, bytes)
                : claimSlot(severity, bytes);
    }

    private @Nullable S claimInsideSink(int generation, Severity severity, long bytes) {
        if (Drainer.isEcho(generation)) {
            drops.record(DropReason.ECHO, severity);
            echo.tell();
            return null;
        }
        S slot = claimSlot(severity, bytes);
        if (slot != null) {
            slot.generation = generation;
        }
        return slot;
    }

    private @Nullable S claimSlot(Severity severity, long bytes) {
        // Those who wait were called when far more was free. As long as room is ample they will find some,
        // and queueing up behind them would only cost everybody a place in the line per event.
        if (waiters.isEmpty() || hasAmpleRoom()) {
            S slot = reserveAndClaim(severity, bytes);
            if (slot != null) {
                int seen = phase;
                if (seen == ENDING) {
                    slot.severity |= AWAITED;
                }
                return seen <= ENDING ? slot : giveBack(slot);
            }
        }
        return mayWait(severity) ? claimWaiting(severity, bytes) : claimAtOnce(severity, bytes);
    }

    /**
     * Hands a claimed slot to the drain thread. The caller must not touch the slot any more. Once the process ends, waits
     * until the event has arrived, or until the time is up.
     */
    public void publish(S slot) {
        long sequence = slot.sequence;
        int severity = slot.severity;
        boolean asleep = nap.isAsleep();
        ring.publish(sequence);
        if (asleep || (sequence & fillMarkMask) == 0 || severity >= urgentSeverity) {
            if (severity >= AWAITED) {
                awaitArrival(sequence);
            } else {
                wake();
            }
        }
    }

    /**
     * The process ends, and nobody comes after this caller who would care for his event. Neither a deadline nor an interrupt
     * costs the event anything, only the wait.
     */
    private void awaitArrival(long sequence) {
        if (!thread.mayBeWaitedFor()) {
            wake();
            return;
        }
        FlushBarriers.Barrier barrier = barriers.add(sequence);
        long start = System.nanoTime();
        boolean interrupted = false;
        try {
            // As in flush().
            if (phase == STOPPED) {
                return;
            }
            wake();
            boolean arrived = false;
            long look = FIRST_LOOK_NANOS;
            for (long left = end.forCaller(); !arrived && left > 0; left = end.forCaller()) {
                try {
                    arrived = barrier.await(Math.min(left, look));
                } catch (InterruptedException flag) {
                    interrupted = true;
                }
                if (!arrived && Standoff.exists(thread.current())) {
                    return;
                }
                look = Math.min(2 * look, LAST_LOOK_NANOS);
                end.spent(start);
                start = System.nanoTime();
            }
            if (!arrived) {
                end.expired(this);
            }
        } finally {
            barriers.remove(barrier);
            thread.endWait();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean hasAmpleRoom() {
        return ring.hasAvailableCapacity(ampleRoom);
    }

    private int neededCapacity(Severity severity) {
        return severity.ordinal() >= prioritySeverity ? 1 : headroom;
    }

    /** Null: there is no slot for it, or no room for its bytes. */
    private @Nullable S reserveAndClaim(Severity severity, long bytes) {
        long reserved = 0;
        try {
            reserved = budget.reserve(bytes);
            if (reserved == ByteBudget.REFUSED) {
                return null;
            }
            S slot = tryClaim(severity, reserved);
            if (slot == null) {
                budget.release(reserved);
            }
            return slot;
        } catch (Throwable stackEnded) {
            // Nothing was claimed or released, and no call can be made here, nor a lock be taken: the drain thread does
            // it.
            budget.owed += reserved;
            throw stackEnded;
        }
    }

    @SuppressWarnings("unchecked") // only slots of type S were put into the ring
    private @Nullable S tryClaim(Severity severity, long reserved) {
        int level = severity.ordinal();
        if (!ring.hasAvailableCapacity(neededCapacity(severity))) {
            return null;
        }
        long sequence;
        try {
            sequence = ring.tryNext();
        } catch (InsufficientCapacityException lostTheRace) {
            return null;
        }
        // No call from here to the caller's try: without stack it would throw, and the slot would never be published.
        S slot = (S) slots[(int) sequence & (slots.length - 1)];
        slot.sequence = sequence;
        slot.severity = level;
        slot.reservedBytes = reserved;
        slot.occupied = true;
        return slot;
    }

    /** The ring was stopped between the question and the claim: the slot goes through empty. */
    private @Nullable S giveBack(S slot) {
        makeVoid(slot, DropReason.STOPPED);
        return null;
    }

    /** On the drain thread: publishes what its producer could not, see {@link RingSlot#givenUp}. */
    private void settleGivenUp(S slot) {
        slot.clear();
        if (slot.occupied) {
            makeVoid(slot, DropReason.CAPTURE_FAILED);
        } else {
            // A command, which was taken out of those accepted before.
            ring.publish(slot.sequence);
        }
    }

    private void makeVoid(S slot, DropReason reason) {
        voided.increment();
        slot.occupied = false;
        slot.generation = 0;
        budget.release(slot.reservedBytes);
        drops.record(reason, SEVERITIES[slot.severity & ~AWAITED]);
        // Last, so that the books are complete once the drain thread, and with it stop(), has passed the slot.
        ring.publish(slot.sequence);
    }

    private boolean mayWait(Severity severity) {
        return longestWaitNanos != 0
                && config.mayWait(severity)
                && !thread.isInsideSink()
                && (phase != ENDING || end.forCaller() > 0);
    }

    /** How long one may wait for room who began at this time: {@code maxBlock}, but in the end as long as there is time. */
    private long waitLeft(long start) {
        return phase == ENDING ? end.forCaller() : longestWaitNanos - (time.nanos() - start);
    }

    private boolean isOpen() {
        int seen = phase;
        return seen == RUNNING || seen == ENDING;
    }

    private boolean refuse(Severity severity) {
        drops.record(thread.isInsideSink() ? DropReason.INSIDE_SINK : DropReason.RING_FULL, severity);
        droppedForGood();
        thread.reviveIfDead();
        return false;
    }

    /** Nothing comes later that would tell of it. */
    private void droppedForGood() {
        if (phase == ENDING && end.forCaller() <= 0) {
            end.expired(this);
        }
    }

    /** For those who never wait; others who do are no reason to drop. */
    private @Nullable S claimAtOnce(Severity severity, long bytes) {
        S slot = reserveAndClaim(severity, bytes);
        if (slot != null) {
            int seen = phase;
            if (seen == ENDING) {
                slot.severity |= AWAITED;
            }
            return seen <= ENDING ? slot : giveBack(slot);
        }
        if (thread.isInsideSink() || budget.hasRoomFor(bytes)) {
            refuse(severity);
        } else {
            drops.record(DropReason.BYTES_FULL, severity);
            droppedForGood();
            thread.reviveIfDead();
        }
        return null;
    }

    private @Nullable S claimWaiting(Severity severity, long bytes) {
        SpaceWaiters.Waiter waiter = waiters.join(severity.ordinal() >= prioritySeverity);
        S slot;
        try {
            slot = claimInTurn(waiter, severity, bytes);
        } catch (Throwable stackEnded) {
            // No call can be made here: the drain thread lets it leave.
            waiter.gone = true;
            waiters.unsettled = true;
            throw stackEnded;
        }
        try {
            waiters.leave(waiter, hasAmpleRoom());
        } catch (Throwable stackEnded) {
            // The slot is the caller's all the same.
            waiter.gone = true;
            waiters.unsettled = true;
        }
        return slot;
    }

    private @Nullable S claimInTurn(SpaceWaiters.Waiter waiter, Severity severity, long bytes) {
        long start = time.nanos();
        boolean timeIsUp = false;
        boolean hasWaited = false;
        while (isOpen()) {
            // Those before us wait for these slots: taken one by one, the ring would never get half empty, and
            // everybody would queue up for each event.
            boolean mayTake = hasWaited || neededCapacity(severity) == 1 || hasAmpleRoom();
            S slot = mayTake ? reserveAndClaim(severity, bytes) : null;
            if (slot != null) {
                int seen = phase;
                if (seen == ENDING) {
                    slot.severity |= AWAITED;
                }
                return seen <= ENDING ? slot : giveBack(slot);
            }
            if (timeIsUp) {
                drops.record(DropReason.WAIT_EXPIRED, severity);
                droppedForGood();
                return null;
            }
            long left = waitLeft(start);
            // The machine may have stood still all the time: then the drain thread gets its chance before we give up.
            timeIsUp = left <= 0;
            await(waiter, left, hasWaited);
            hasWaited = true;
        }
        drops.record(DropReason.STOPPED, severity);
        return null;
    }

    /** The drain thread must know that somebody waits; that he still does, it need not be told by each. */
    private void await(SpaceWaiters.Waiter waiter, long left, boolean again) {
        if (!again || waiter.isFirst() || left <= 0) {
            wake();
        }
        waiter.await(Math.max(left, LAST_CHANCE_NANOS));
    }

    /**
     * Runs a command on the drain thread, after all events published before this call and before those published after
     * it. It is no event: the books do not know it, and the overflow policy does not apply. What it throws is reported.
     *
     * <p>If the ring is full, waits at most {@code maxBlock}; the drain thread and threads it started do not wait. Before
     * the first event the command runs at once, on the caller or behind another one that is running; from {@link #stop} on,
     * at once on the caller.
     *
     * @return false if there was no room: the command will not run
     */
    public boolean execute(Runnable command) {
        if (phase == NEW && earlyCommands.run(command)) {
            return true;
        }
        if (isOpen()) {
            S slot = claimForCommand();
            if (slot != null) {
                // No event: taken out of those accepted, as a slot is that was given back.
                long sequence = slot.sequence;
                boolean inTime = isOpen();
                try {
                    slot.command = inTime ? command : null;
                    voided.increment();
                    slot.occupied = false;
                    // Last, as in makeVoid().
                    ring.publish(sequence);
                } catch (Throwable stackEnded) {
                    slot.command = null;
                    slot.givenUp = sequence;
                    throw stackEnded;
                }
                wake();
                if (inTime) {
                    return true;
                }
            } else if (isOpen()) {
                return false;
            }
        }
        command.run();
        return true;
    }

    private @Nullable S claimForCommand() {
        // The most severe events may use every slot there is.
        S slot = tryClaim(Severity.ERROR, 0);
        if (slot != null || thread.isInsideSink()) {
            return slot;
        }
        SpaceWaiters.Waiter waiter = waiters.join(true);
        try {
            slot = claimForCommandInTurn(waiter);
        } catch (Throwable stackEnded) {
            // As for an event.
            waiter.gone = true;
            waiters.unsettled = true;
            throw stackEnded;
        }
        try {
            waiters.leave(waiter, hasAmpleRoom());
        } catch (Throwable stackEnded) {
            waiter.gone = true;
            waiters.unsettled = true;
        }
        return slot;
    }

    private @Nullable S claimForCommandInTurn(SpaceWaiters.Waiter waiter) {
        long start = time.nanos();
        boolean hasWaited = false;
        S slot = tryClaim(Severity.ERROR, 0);
        while (slot == null && isOpen() && waitLeft(start) > 0) {
            await(waiter, waitLeft(start), hasWaited);
            hasWaited = true;
            slot = tryClaim(Severity.ERROR, 0);
        }
        return slot;
    }

    /** Counts an event that was lost before it could claim a slot. */
    public void drop(DropReason reason, Severity severity) {
        drops.record(reason, severity);
    }

    private void wake() {
        // Orders the publish before the look at the nap: the drain thread looks at the ring after it announced the nap.
        VarHandle.fullFence();
        thread.call();
        nap.wake();
        thread.reviveIfDead();
    }

    /** The cold side of {@link #admits}: the first event starts the drain thread. */
    private boolean startedBy(Severity severity) {
        if (phase == NEW) {
            start();
        }
        if (isOpen()) {
            return true;
        }
        drops.record(DropReason.STOPPED, severity);
        return false;
    }

    private void start() {
        lifecycle.lock();
        try {
            if (phase == NEW) {
                EndOfProcess.Place place = end.enter(this);
                thread.whenForgotten(place::leave);
                // In this order: once the drain thread has begun, commands go through the ring.
                move(NEW, RUNNING);
                // In this order: the hook writes that the end has begun, and then looks for rings that run.
                if (end.hasBegun()) {
                    beginToEnd();
                }
                thread.start();
            }
        } finally {
            lifecycle.unlock();
        }
    }

    private boolean move(int from, int to) {
        synchronized (phaseLock) {
            if (phase != from) {
                return false;
            }
            phase = to;
            return true;
        }
    }

    /**
     * The process has begun to end: from here on callers wait for their events. What the sink would put off, a sender's next
     * attempt to connect for instance, is due soon. Every flush could do that, but an application that flushes each second
     * would then call a peer that is away each second, and know no back-off.
     */
    void beginToEnd() {
        end.begin(books());
        if (move(RUNNING, ENDING)) {
            loop.hurry();
            wake();
        }
    }

    /** For the shutdown hook: waits for what was accepted before, and for a stop under way, as long as there is time. */
    void awaitEnd() {
        if (isOpen()) {
            flush(config.drainTimeout());
        }
        while (phase == STOPPING && end.within(1) > 0) {
            thread.join(Duration.ofNanos(end.within(LAST_LOOK_NANOS)));
        }
    }

    /** What is undelivered and nobody waits for any more; null: nothing. As long as there is time, callers do. */
    @Nullable
    String lastWords() {
        boolean isOver = phase == STOPPED || end.within(1) <= 0;
        return isOver ? end.lastWords(books()) : null;
    }

    /**
     * Waits until everything published before this call has reached the sink and left its buffers. A sender that waits
     * before its next attempt to connect goes on waiting. Once the process ends, waits no longer than {@code drainTimeout}
     * after the end began.
     *
     * @return false if that took longer, failed, or was asked for by the drain thread itself, or by somebody who holds a lock
     *     that it waits for; also if the caller was interrupted, whose flag is then set again
     */
    public boolean flush(Duration longest) {
        if (phase == NEW) {
            return true;
        }
        if (thread.isInsideSink()) {
            return false;
        }
        FlushBarriers.Barrier barrier = barriers.add(ring.getCursor());
        try {
            // After the barrier was added: a drain thread that ends opens all it finds, later ones are on their own.
            if (phase == STOPPED) {
                return !loop.isAbandoned();
            }
            wake();
            return await(barrier, TimeUnit.NANOSECONDS.convert(longest)) && barrier.isFlushed();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            barriers.remove(barrier);
        }
    }

    /** In steps, since the process may begin to end meanwhile, and the wait turn out to be for ever. */
    private boolean await(FlushBarriers.Barrier barrier, long longest) throws InterruptedException {
        long start = System.nanoTime();
        for (long look = FIRST_LOOK_NANOS; ; look = Math.min(2 * look, LAST_LOOK_NANOS)) {
            long left = end.within(longest - (System.nanoTime() - start));
            if (barrier.await(Math.min(left, look))) {
                return true;
            }
            if (left <= look || Standoff.exists(thread.current())) {
                return false;
            }
        }
    }

    /**
     * Takes no more events, works off those accepted, and ends the drain thread; waits at most {@code drainTimeout} and
     * a moment, once the process ends counted from the beginning of that end. Idempotent. Called by the drain thread itself it
     * cannot wait, and what is left stays behind. If the drain thread waits for a lock that the caller holds, returns at once,
     * and the drain thread {@linkplain #goesOn goes on} by itself.
     *
     * @return how many accepted events were left undelivered
     */
    public long stop() {
        return stop(config.drainTimeout());
    }

    /** As {@link #stop()}, for a host that has spent a part of {@code drainTimeout} already. */
    public long stop(Duration longest) {
        if (!lockLifecycle()) {
            // Whoever is stopping already waits for this very thread, or for one that waits for a lock of this
            // thread's.
            return left();
        }
        try {
            stopOnce(longest);
        } finally {
            lifecycle.unlock();
        }
        return left();
    }

    private boolean lockLifecycle() {
        boolean locked = lifecycle.tryLock();
        boolean interrupted = false;
        while (!locked && !thread.isCurrent() && !Standoff.exists(thread.current())) {
            try {
                locked = lifecycle.tryLock(LAST_LOOK_NANOS, TimeUnit.NANOSECONDS);
            } catch (InterruptedException flag) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return locked;
    }

    private void stopOnce(Duration longest) {
        if (move(NEW, STOPPED)) {
            earlyCommands.end(Duration.ofNanos(end.within(TimeUnit.NANOSECONDS.convert(longest))));
        }
        if (move(RUNNING, STOPPING) || move(ENDING, STOPPING)) {
            loop.stopWhenEmpty();
            waiters.call(Integer.MAX_VALUE);
            wake();
        }
        if (phase == STOPPING) {
            boolean standoff = !join(longest) && !thread.isCurrent() && Standoff.exists(thread.current());
            if (!standoff) {
                if (!thread.hasEnded()) {
                    loop.abandon();
                    thread.interruptFromOutside();
                    joinWithGrace();
                }
                ended();
            }
        }
    }

    /** As long as there is time, or until that is pointless. */
    private boolean join(Duration longest) {
        long start = System.nanoTime();
        long left = joinLeft(longest, start);
        for (long look = FIRST_LOOK_NANOS; left > 0 && !thread.isCurrent(); left = joinLeft(longest, start)) {
            thread.join(Duration.ofNanos(Math.min(look, left)));
            if (thread.isGone() || Standoff.exists(thread.current())) {
                break;
            }
            look = Math.min(2 * look, LAST_LOOK_NANOS);
        }
        return thread.hasEnded();
    }

    private long joinLeft(Duration longest, long start) {
        return end.within(Math.max(TimeUnit.NANOSECONDS.convert(longest) - (System.nanoTime() - start), 0));
    }

    private void joinWithGrace() {
        long start = System.nanoTime();
        thread.join(Duration.ofNanos(end.withGrace(LAST_GRACE)));
        end.spent(start);
    }

    /**
     * Says something by way of the host. Once the process ends nobody waits for that for long: the host may write to a stream
     * in which our own drain thread hangs, holding its lock.
     */
    public void tell(Runnable announcement) {
        if (end.hasBegun()) {
            Thread speaker = new Thread(null, announcement, "penstock-last-words", 0, false);
            speaker.setDaemon(true);
            speaker.start();
            waitFor(speaker, LAST_GRACE);
        } else {
            announcement.run();
        }
    }

    /**
     * Waits for a thread that lets go of what is behind a ring that has been stopped; once the process ends, hardly beyond
     * {@code drainTimeout} after the end began. An interrupt ends the wait and is kept.
     */
    public void waitFor(Thread letsGo, Duration longest) {
        long start = System.nanoTime();
        try {
            TimeUnit.NANOSECONDS.timedJoin(letsGo, end.withGrace(longest));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            end.spent(start);
        }
    }

    /** By the drain thread when its loop has ended, and by whoever has given it up. */
    private void ended() {
        // First: the shutdown hook waits for it, too.
        runWhenEnded();
        boolean first = move(STOPPING, STOPPED);
        // For those who came after the drain thread had opened its last barrier.
        // Given up, the loop may leave nothing in the ring and all of it in the sink's buffers.
        barriers.open(Long.MAX_VALUE, !loop.isAbandoned());
        if (first) {
            end.enter(this).leave();
        }
    }

    /**
     * Whether a {@link #stop} has returned early, and the drain thread is still at what was accepted: then nothing behind the
     * ring may be let go of but by {@link #whenEnded}.
     */
    public boolean goesOn() {
        return phase == STOPPING;
    }

    /**
     * Has this done when nothing is left to do, on whatever thread that is.
     *
     * @return false: there is nothing left, and the caller does it
     */
    public boolean whenEnded(Runnable action) {
        synchronized (phaseLock) {
            if (whenEnded == null) {
                return false;
            }
            whenEnded.add(action);
            return true;
        }
    }

    private void runWhenEnded() {
        Queue<Runnable> actions;
        synchronized (phaseLock) {
            actions = whenEnded;
            whenEnded = null;
        }
        if (actions != null) {
            actions.forEach(Runnable::run);
        }
    }

    /** What to do should everybody forget this ring without a stop; it must not refer to the ring. */
    public void whenForgotten(Runnable action) {
        thread.whenForgotten(action);
    }

    /**
     * Whether nothing calls the sink any more, be it that the drain thread has ended, or that there never was one; only
     * after {@link #stop}. As long as it is false the sink may stand still, and hold locks, though no event is left.
     */
    public boolean hasEnded() {
        if (phase != STOPPED) {
            return false;
        }
        return thread.current() == null ? !earlyCommands.isRunning() : thread.hasEnded();
    }

    /** Accepted events that a stopped ring has not delivered. Claims that came too late are none, even half undone. */
    private long left() {
        return thread.hasEnded() && !loop.isAbandoned() ? 0 : books().pending();
    }

    /** A snapshot in which the books balance. */
    public Books books() {
        Drops dropped = drops.drops();
        long delivered;
        long failed;
        long unconfirmed;
        long accepted;
        do {
            // What leaves is read before what came: pending is then never negative. A reader that was suspended in
            // between would find more pending than the ring has slots and the sink may hold, and looks again.
            failed = tally.failed();
            delivered = tally.delivered();
            unconfirmed = tally.unconfirmed();
            long givenBack = voided.sum();
            accepted = ring.getCursor() + 1 - givenBack;
        } while (accepted - delivered - failed - unconfirmed > mostPending);
        return new Books(accepted, delivered, failed, unconfirmed, dropped);
    }

    /** What there is to know of this ring: its books, how full it is, its settings. It does not keep the ring alive. */
    public FigureSource figures() {
        return new RingFigures(this);
    }

    RingFigures.Fill fill() {
        FillMark slots = loop.fill();
        long present = slots.present();
        return new RingFigures.Fill(present, slots.greatest(), budget.reserved(present), waiters.size());
    }

    /**
     * The books alone, for whoever wants to let go of the ring; only read once it {@link #hasEnded}.
     *
     * @param left what {@link #stop} returned
     */
    public PastBooks pastBooks(long left) {
        return new PastBooks(tally, drops, left);
    }

    /** As {@link #pastBooks(long)}, for what {@link #whenEnded} runs: the loop is over, and the thread not yet gone. */
    public PastBooks pastBooks() {
        return pastBooks(loop.isAbandoned() ? books().pending() : 0);
    }

    public AsyncConfig config() {
        return config;
    }
}
