package io.penstock.ring;

import io.penstock.sink.Announcer;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Start, stop and end of a ring: moves it from one {@link Phase} to the next. Safe for any thread. */
final class RingLife {

    private static final Duration LAST_GRACE = Duration.ofMillis(200);

    private final Phase phase;
    private final DrainLoop<?> loop;
    private final DrainThread thread;
    private final SpaceWaiters waiters;
    private final FlushBarriers barriers;
    private final Commands commands;
    private final RingBooks books;
    private final RingEnd end;
    private final Announcer announcer;

    private final ReentrantLock lifecycle = new ReentrantLock();
    private final Object endLock = new Object();
    /** What to run when the ring has ended; null from then on. Guarded by {@link #endLock}. */
    private @Nullable Queue<Runnable> whenEnded = new ConcurrentLinkedQueue<>();

    RingLife(
            Phase phase,
            DrainLoop<?> loop,
            DrainThread thread,
            SpaceWaiters waiters,
            FlushBarriers barriers,
            Commands commands,
            RingBooks books,
            RingEnd end,
            Announcer announcer) {
        this.phase = phase;
        this.loop = loop;
        this.thread = thread;
        this.waiters = waiters;
        this.barriers = barriers;
        this.commands = commands;
        this.books = books;
        this.end = end;
        this.announcer = announcer;
    }

    // --- Start ---

    /** The first event has come. */
    void start() {
        lifecycle.lock();
        try {
            if (phase.now == Phase.NEW) {
                thread.whenForgotten(end.enter()::leave);
                // The phase is changed before the thread is started: commands that found no drain thread run on their
                // callers' threads, and the drain thread waits for those.
                phase.move(Phase.NEW, Phase.RUNNING);
                // The phase is changed before this is asked: the hook writes that the end has begun and then looks
                // for rings that run. So one of the two sees the other.
                if (end.hasBegun()) {
                    beginToEnd();
                }
                thread.start();
            }
        } finally {
            lifecycle.unlock();
        }
    }

    /** What the drain thread runs. True: the loop has ended. False: the drain thread goes to sleep. */
    boolean drain() {
        commands.awaitEarly(Long.MAX_VALUE);
        if (!loop.run()) {
            return false;
        }
        ended();
        return true;
    }

    // --- Commands ---

    /** See {@link AsyncRing#execute}. */
    void execute(long cursor, Runnable action) {
        Commands.Command command = commands.add(cursor, action);
        if (phase.now == Phase.NEW) {
            commands.runEarly(phase, this::earlyCommandFailed);
        }
        // The phase is read after the command was added. A drain thread that ends runs all commands that it finds; a
        // command that is added later is run here.
        int seen = phase.now;
        if (seen == Phase.STOPPED) {
            if (commands.withdraw(command)) {
                action.run();
            }
        } else if (seen != Phase.NEW) {
            thread.wake();
        }
    }

    private void earlyCommandFailed(Throwable failure) {
        commandFailed("A change before the first event failed", failure);
    }

    private void lateCommandFailed(Throwable failure) {
        commandFailed("A change after the last event failed", failure);
    }

    private void commandFailed(String what, Throwable failure) {
        try {
            announcer.warn(what, failure);
        } catch (Throwable failing) {
            // If the status channel itself throws, there is nobody left to tell.
        }
    }

    // --- Stop ---

    /** See {@link AsyncRing#stop(Duration)}. */
    long stop(Duration longest) {
        if (lockLifecycle()) {
            try {
                stopOnce(longest);
            } finally {
                lifecycle.unlock();
            }
        }
        // Otherwise another thread is stopping the ring already. It waits for this very thread, or for the drain
        // thread, which waits for a lock that this thread holds.
        return left();
    }

    private boolean lockLifecycle() {
        boolean locked = lifecycle.tryLock();
        boolean interrupted = false;
        while (!locked && !thread.isCurrent() && !Standoff.exists(thread.current())) {
            try {
                locked = lifecycle.tryLock(Looks.LONGEST_NANOS, TimeUnit.NANOSECONDS);
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
        if (phase.move(Phase.NEW, Phase.STOPPED)) {
            stopUnused(longest);
        }
        if (phase.move(Phase.RUNNING, Phase.STOPPING) || phase.move(Phase.ENDING, Phase.STOPPING)) {
            loop.stopWhenEmpty();
            waiters.callAll();
            thread.wake();
        }
        if (phase.now == Phase.STOPPING) {
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

    /** Stops a ring that never had an event. Its commands, if there were any, ran on their callers' threads. */
    private void stopUnused(Duration longest) {
        commands.awaitEarly(end.within(TimeUnit.NANOSECONDS.convert(longest)));
        if (!commands.isRunningEarly()) {
            // This runs the commands that were left when their runner ran out of stack.
            commands.run(Commands.BEFORE_THE_FIRST, this::earlyCommandFailed);
        }
    }

    /**
     * Waits for the end of the drain thread, until the time is up or the drain thread turns out to wait for the calling
     * thread.
     */
    private boolean join(Duration longest) {
        long start = System.nanoTime();
        long left = joinLeft(longest, start);
        for (Looks looks = new Looks(); left > 0 && !thread.isCurrent(); left = joinLeft(longest, start)) {
            thread.join(Duration.ofNanos(Math.min(looks.nanos(), left)));
            if (thread.isGone() || Standoff.exists(thread.current())) {
                break;
            }
            looks.next();
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

    // --- End ---

    /** By the drain thread when its loop has ended, and by whoever has given it up. */
    private void ended() {
        // The actions run before the phase changes, because the shutdown hook waits for them, too.
        runWhenEnded();
        boolean first = phase.move(Phase.STOPPING, Phase.STOPPED);
        // This is for those that added a barrier or a command after the drain thread had looked for the last time. If
        // the loop was abandoned, events may be left in the sink's buffers though the ring is empty; then a flush has
        // failed.
        barriers.open(Long.MAX_VALUE, !loop.isAbandoned());
        if (!loop.isAbandoned()) {
            commands.run(Long.MAX_VALUE, this::lateCommandFailed);
        }
        if (first) {
            end.enter().leave();
        }
    }

    /** See {@link AsyncRing#whenEnded}. */
    boolean whenEnded(Runnable action) {
        synchronized (endLock) {
            if (whenEnded == null) {
                return false;
            }
            whenEnded.add(action);
            return true;
        }
    }

    private void runWhenEnded() {
        Queue<Runnable> actions;
        synchronized (endLock) {
            actions = whenEnded;
            whenEnded = null;
        }
        if (actions != null) {
            actions.forEach(Runnable::run);
        }
    }

    /** See {@link AsyncRing#hasEnded}. */
    boolean hasEnded() {
        if (phase.now != Phase.STOPPED) {
            return false;
        }
        return thread.current() == null ? !commands.isRunningEarly() : thread.hasEnded();
    }

    /** Accepted events that a stopped ring has not delivered. Claims that came too late are none, even half undone. */
    private long left() {
        return thread.hasEnded() && !loop.isAbandoned() ? 0 : books.books().pending();
    }

    /** See {@link AsyncRing#pastBooks()}. */
    PastBooks pastBooks() {
        return books.past(loop.isAbandoned() ? books.books().pending() : 0);
    }

    // --- End of the process ---

    /**
     * The process has begun to end: from here on callers wait for their events. What the sink would put off, a sender's next
     * attempt to connect for instance, is due soon. Every flush could do that, but an application that flushes each second
     * would then call a peer that is away each second, and know no back-off.
     */
    void beginToEnd() {
        end.begin(books.books());
        if (phase.move(Phase.RUNNING, Phase.ENDING)) {
            loop.hurry();
            thread.wake();
        }
    }

    /** Waits for a stop under way, as long as there is time. */
    void awaitStop() {
        while (phase.now == Phase.STOPPING && end.within(1) > 0) {
            thread.join(Duration.ofNanos(end.within(Looks.LONGEST_NANOS)));
        }
    }

    /** What is undelivered and nobody waits for any more; null: nothing. As long as there is time, callers do. */
    @Nullable
    String lastWords() {
        boolean isOver = phase.now == Phase.STOPPED || end.within(1) <= 0;
        return isOver ? end.lastWords(books.books()) : null;
    }
}
