package io.penstock.ring;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.RingBuffer;
import io.penstock.AsyncConfig;
import io.penstock.Books;
import io.penstock.DropReason;
import io.penstock.Severity;
import io.penstock.sink.Announcer;
import io.penstock.sink.Echoes;
import io.penstock.sink.Sink;
import io.penstock.sink.SinkTraits;
import io.penstock.sink.TimeSource;
import io.penstock.stats.FigureSource;
import java.time.Duration;
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

    // This class is what a caller meets: admission, and what the overflow policy says of a full ring. How the hot path
    // gets by without a counter, a lock or a signal:
    // - accepted events are the sequences claimed, delivered ones are counted by the one drain thread;
    // - whether the ring still runs is read after the claim: see Phase;
    // - the drain thread naps and is woken only by quarters of the ring, urgent events, callers that begin to wait for
    //   room, flush, stop and execute, and by the first event after a long silence;
    // - that the process ends is one more phase, seen by that same look after the claim. It makes the slot's severity a
    //   very great one, by which publish() knows that it must not return at once.

    private final AsyncConfig config;
    private final RingBuffer<S> ring;
    private final FillMark fill;
    private final ByteBudget budget;
    private final Claims<S> claims;
    private final SpaceWaiters waiters;
    private final Phase phase = new Phase();
    private final DrainNap nap;
    private final DrainThread thread;
    /** The stage between admission and the drain thread; null if there is none. */
    private final @Nullable AdmissionStage<S> stage;

    private final DropLedger drops;
    private final EchoWarning echo;
    private final Arrivals arrivals;
    private final RingBooks books;
    private final RingEnd end;
    private final RingLife life;
    private final TimeSource time;

    private final long fillMarkMask;
    private final int urgentSeverity;
    private final long longestWaitNanos;

    /**
     * A ring without an event, and without a thread so far.
     *
     * @param tally in which the sink counts what became of the events that it has taken
     */
    public AsyncRing(
            AsyncConfig config,
            String threadName,
            Supplier<S> slots,
            Sink<S> sink,
            SinkTraits traits,
            RingTally tally,
            Announcer announcer,
            TimeSource time) {
        this(config, threadName, slots, null, sink, traits, tally, announcer, time, EndOfProcess.OF_THIS_JVM);
    }

    /** For tests: with a stage at admission, and with another end of the process. */
    AsyncRing(
            AsyncConfig config,
            String threadName,
            Supplier<S> slots,
            @Nullable AdmissionStage<S> stage,
            Sink<S> sink,
            SinkTraits traits,
            RingTally tally,
            Announcer announcer,
            TimeSource time,
            EndOfProcess endOfProcess) {
        this.config = config;
        this.time = time;
        this.stage = stage;
        this.longestWaitNanos = config.maxBlock().toNanos();
        this.fillMarkMask = config.ringSize() / 4L - 1;
        this.urgentSeverity = RingSlot.ordinalOrNever(config.urgentLevel());
        // The drain thread polls the ring, so Disruptor's wait strategy is never used to wait. This one has no signal
        // that publishers would pay for.
        this.ring = RingBuffer.createMultiProducer(slots::get, config.ringSize(), new BusySpinWaitStrategy());
        this.fill = new FillMark(ring);
        this.budget = new ByteBudget(config.maxRingBytes(), config.ringSize());
        this.drops = new DropLedger(time);
        this.echo = new EchoWarning(announcer);
        this.claims = new Claims<>(ring, config, budget, drops);
        this.books = new RingBooks(claims, tally, drops);
        this.nap = new DrainNap(config.maxIdleNap().toNanos(), config.ringSize(), traits.sleeper());
        this.waiters = new SpaceWaiters(ring, budget, Claims.headroom(config), this::wake, time);
        FlushBarriers barriers = new FlushBarriers();
        Commands commands = new Commands();
        DrainLoop<S> loop = new DrainLoop<>(
                ring,
                fill,
                sink,
                traits,
                tally,
                budget,
                waiters,
                barriers,
                commands,
                new LossReporter(drops, time, config),
                config.reportDrops(),
                claims::settleGivenUp,
                nap,
                announcer,
                time);
        this.thread = new DrainThread(threadName, this::drain, nap, announcer);
        this.end = new RingEnd(endOfProcess, this, threadName, traits.acknowledges(), config.drainTimeout());
        this.arrivals = new Arrivals(ring, barriers, loop, thread, phase, end);
        this.life = new RingLife(phase, loop, thread, waiters, barriers, commands, books, end, announcer);
    }

    private boolean drain() {
        return life.drain();
    }

    private void wake() {
        thread.wake();
    }

    // --- Admission ---

    /**
     * Whether it is worth capturing an event of this severity. False means that it was dropped and counted: whoever may
     * not wait learns so before paying for the capture.
     */
    public boolean admits(Severity severity) {
        if (phase.now != Phase.RUNNING && !startedBy(severity)) {
            return false;
        }
        return claims.hasSlotFor(severity) || mayWait(severity) || refuse(severity);
    }

    /** The cold side of {@link #admits}: the first event starts the drain thread. */
    private boolean startedBy(Severity severity) {
        if (phase.now == Phase.NEW) {
            life.start();
        }
        if (phase.isOpen()) {
            return true;
        }
        drops.record(DropReason.STOPPED, severity);
        return false;
    }

    /**
     * A slot for an event of this severity that retains about so many bytes, or null if the event was dropped and
     * counted. Waits as the overflow policy says; an interrupt neither ends the wait nor is it lost.
     */
    public @Nullable S claim(Severity severity, long bytes) {
        return claim(severity, bytes, null);
    }

    /** As {@link #claim(Severity, long)}, of an event that may be one that a sink passes on; see {@link Echoes#isNew}. */
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
        // For a caller that never waits, it is no reason to drop its event that others wait in line.
        boolean mustQueue = !waiters.mayOvertake() && mayWait(severity);
        if (!mustQueue) {
            S slot = claims.claim(severity, bytes);
            if (slot != null) {
                // This is written out here and below, and not in a method, because a thread that has a slot may have
                // no stack left for a call.
                int seen = phase.now;
                if (seen == Phase.ENDING) {
                    slot.severity |= RingSlot.AWAITED;
                }
                return seen <= Phase.ENDING ? slot : giveBack(slot);
            }
        }
        return mustQueue || mayWait(severity) ? claimWaiting(severity, bytes) : refuse(severity, bytes);
    }

    /** Gives a slot back that was claimed after the ring had been stopped. */
    private @Nullable S giveBack(S slot) {
        claims.giveBack(slot);
        return null;
    }

    /**
     * Hands a claimed slot to the drain thread. The caller must not touch the slot any more. Once the JVM shutdown has begun,
     * waits until the event has arrived, or until the time is up.
     */
    public void publish(S slot) {
        long sequence = slot.sequence;
        int severity = slot.severity;
        if (stage != null) {
            stage.admitted(slot);
        }
        boolean asleep = nap.isAsleep();
        ring.publish(sequence);
        if (asleep || (sequence & fillMarkMask) == 0 || severity >= urgentSeverity) {
            if (severity >= RingSlot.AWAITED) {
                arrivals.await(sequence);
            } else {
                wake();
            }
        }
    }

    /** Counts an event that was lost before it could claim a slot. */
    public void drop(DropReason reason, Severity severity) {
        drops.record(reason, severity);
    }

    // --- A full ring ---

    private boolean mayWait(Severity severity) {
        return longestWaitNanos != 0
                && config.mayWait(severity)
                && !thread.isInsideSink()
                && (phase.now != Phase.ENDING || end.forCaller() > 0);
    }

    /** How long one may wait for room who began at this time: {@code maxBlock}, but in the end as long as there is time. */
    private long waitLeft(long start) {
        return phase.now == Phase.ENDING ? end.forCaller() : longestWaitNanos - (time.nanos() - start);
    }

    private boolean refuse(Severity severity) {
        drops.record(thread.isInsideSink() ? DropReason.INSIDE_SINK : DropReason.RING_FULL, severity);
        droppedForGood();
        thread.reviveIfDead();
        return false;
    }

    /** Tells of a drop on stderr if the process ends and its time is up, because no later report would. */
    private void droppedForGood() {
        if (phase.now == Phase.ENDING && end.forCaller() <= 0) {
            end.expired();
        }
    }

    private @Nullable S refuse(Severity severity, long bytes) {
        if (thread.isInsideSink() || claims.hasRoomFor(bytes)) {
            refuse(severity);
        } else {
            drops.record(DropReason.BYTES_FULL, severity);
            droppedForGood();
            thread.reviveIfDead();
        }
        return null;
    }

    private @Nullable S claimWaiting(Severity severity, long bytes) {
        WaitingLine.Waiter waiter = waiters.line.join(claims.isPreferred(severity));
        S slot;
        try {
            slot = claimInTurn(waiter, severity, bytes);
        } catch (Throwable stackEnded) {
            // This thread has no stack left for a call; the drain thread removes it from the line.
            waiter.gone = true;
            waiters.line.unsettled = true;
            throw stackEnded;
        }
        try {
            waiters.leave(waiter);
        } catch (Throwable stackEnded) {
            // The slot belongs to the caller although it could not leave the line.
            waiter.gone = true;
            waiters.line.unsettled = true;
        }
        return slot;
    }

    private @Nullable S claimInTurn(WaitingLine.Waiter waiter, Severity severity, long bytes) {
        long start = time.nanos();
        boolean timeIsUp = false;
        boolean hasWaited = false;
        while (phase.isOpen()) {
            boolean mayTake = waiters.mayTake(hasWaited, claims.needed(severity));
            S slot = mayTake ? claims.claim(severity, bytes) : null;
            if (slot != null) {
                int seen = phase.now;
                if (seen == Phase.ENDING) {
                    slot.severity |= RingSlot.AWAITED;
                }
                return seen <= Phase.ENDING ? slot : giveBack(slot);
            }
            if (timeIsUp) {
                drops.record(DropReason.WAIT_EXPIRED, severity);
                droppedForGood();
                return null;
            }
            long left = waitLeft(start);
            // If the machine stood still all the time, the drain thread had no chance to make room; it gets one
            // before this caller gives up.
            timeIsUp = left <= 0;
            waiters.await(waiter, left, hasWaited);
            hasWaited = true;
        }
        drops.record(DropReason.STOPPED, severity);
        return null;
    }

    // --- The drain thread ---

    /**
     * Runs a command on the drain thread, after all events published before this call and before those published after
     * it. It is no event: the books do not know it, it needs no room, and the overflow policy does not apply. What it throws
     * is reported. Waits for nothing.
     *
     * <p>Before the first event the command runs at once, on the caller or behind another one that is running; once the ring
     * has stopped, at once on the caller. If {@link #stop} gives up, commands that were waiting will not run.
     */
    public void execute(Runnable command) {
        life.execute(ring.getCursor(), command);
    }

    /**
     * Waits until everything published before this call has reached the sink and left its buffers. A sender that waits
     * before its next attempt to connect goes on waiting. Once the JVM shutdown has begun, waits no longer than {@code
     * drainTimeout} after its beginning.
     *
     * @return false if that took longer, failed, or was asked for by the drain thread itself, or by somebody who holds a lock
     *     that it waits for; also if the caller was interrupted, whose flag is then set again
     */
    public boolean flush(Duration longest) {
        return arrivals.flush(longest);
    }

    /**
     * Takes no more events, works off those accepted, and ends the drain thread; waits at most {@code drainTimeout} and
     * a moment, counted from the beginning of the JVM shutdown once that has begun. Idempotent. Called by the drain thread
     * itself it cannot wait, and what is left stays behind. If the drain thread waits for a lock that the caller holds,
     * returns at once, and the drain thread {@linkplain #goesOn goes on} by itself.
     *
     * @return how many accepted events were left undelivered
     */
    public long stop() {
        return stop(config.drainTimeout());
    }

    /** As {@link #stop()}, for a host that has spent a part of {@code drainTimeout} already. */
    public long stop(Duration longest) {
        return life.stop(longest);
    }

    /**
     * Whether a {@link #stop} has returned early, and the drain thread is still at what was accepted: then nothing behind the
     * ring may be let go of but by {@link #whenEnded}.
     */
    public boolean goesOn() {
        return phase.now == Phase.STOPPING;
    }

    /**
     * Runs the action when the ring has ended, on the thread that notices the end.
     *
     * @return false: there is nothing left, and the caller does it
     */
    public boolean whenEnded(Runnable action) {
        return life.whenEnded(action);
    }

    /**
     * Whether nothing calls the sink any more, be it that the drain thread has ended, or that there never was one; only
     * after {@link #stop}. As long as it is false the sink may stand still, and hold locks, though no event is left.
     */
    public boolean hasEnded() {
        return life.hasEnded();
    }

    /**
     * What to run if the ring becomes garbage without a stop. The action must not refer to the ring, or it would keep it
     * alive.
     */
    public void whenForgotten(Runnable action) {
        thread.whenForgotten(action);
    }

    // --- The end of the process ---

    /** For the shutdown hook: from here on callers wait for their events. */
    void beginToEnd() {
        life.beginToEnd();
    }

    /** For the shutdown hook: waits for what was accepted before, and for a stop under way, as long as there is time. */
    void awaitEnd() {
        if (phase.isOpen()) {
            flush(config.drainTimeout());
        }
        life.awaitStop();
    }

    /** What is undelivered and nobody waits for any more; null: nothing. As long as there is time, callers do. */
    @Nullable
    String lastWords() {
        return life.lastWords();
    }

    /**
     * Says something by way of the host. Once the JVM shutdown has begun nobody waits for that for long: the host may write
     * to a stream in which our own drain thread hangs, holding its lock.
     */
    public void tell(Runnable announcement) {
        end.tell(announcement);
    }

    /**
     * Waits for a thread that lets go of what is behind a ring that has been stopped; once the JVM shutdown has begun, hardly
     * beyond {@code drainTimeout} after its beginning. An interrupt ends the wait and is kept.
     */
    public void waitFor(Thread letsGo, Duration longest) {
        end.waitFor(letsGo, longest);
    }

    // --- What can be asked ---

    /** A snapshot in which the books balance. */
    public Books books() {
        return books.books();
    }

    /** What there is to know of this ring: its books, how full it is, its settings. It does not keep the ring alive. */
    public FigureSource figures() {
        return new RingFigures(this);
    }

    RingFigures.Fill fill() {
        long present = fill.present();
        return new RingFigures.Fill(present, fill.greatest(), budget.reserved(present), waiters.line.size());
    }

    /**
     * The books alone, for whoever wants to let go of the ring; only read once it {@link #hasEnded}.
     *
     * @param left what {@link #stop} returned
     */
    public PastBooks pastBooks(long left) {
        return books.past(left);
    }

    /** As {@link #pastBooks(long)}, for what {@link #whenEnded} runs: the loop is over, and the thread not yet gone. */
    public PastBooks pastBooks() {
        return life.pastBooks();
    }

    public AsyncConfig config() {
        return config;
    }
}
