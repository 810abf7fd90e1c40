package io.penstock.ring;

import io.penstock.sink.Announcer;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Commands that came before there was a drain thread: they run on a caller's thread, one after the other, and the drain
 * thread begins when none is running. Safe for any thread.
 *
 * <p>Only the drain thread and {@link AsyncRing#stop} ever wait. A command calls user code that may want a lock, and
 * whoever holds that lock may be about to log the first event, or to bring a command of its own: it must get on.
 */
final class EarlyCommands {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Announcer announcer;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private @Nullable Thread runner;
    private boolean over;

    EarlyCommands(Announcer announcer) {
        this.announcer = announcer;
    }

    /**
     * Runs the command now or, if one is running already, has its runner run this one next.
     *
     * @return false if it is too late: the drain thread has begun
     */
    boolean run(Runnable command) {
        Thread self = Thread.currentThread();
        synchronized (this) {
            if (over) {
                return false;
            }
            waiting.add(command);
            if (runner != null) {
                return true;
            }
            runner = self;
        }
        try {
            for (Runnable next = next(); next != null; next = next()) {
                guarded(next);
            }
        } finally {
            // Should the stack have ended: without calling anything.
            synchronized (this) {
                if (runner == self) {
                    runner = null;
                }
            }
        }
        return true;
    }

    private synchronized @Nullable Runnable next() {
        Runnable next = waiting.poll();
        if (next == null) {
            runner = null;
        }
        return next;
    }

    private void guarded(Runnable command) {
        try {
            command.run();
        } catch (Throwable failure) {
            try {
                announcer.warn("A change before the first event failed", failure);
            } catch (Throwable failing) {
                // A status channel that throws leaves nobody to tell.
            }
        }
    }

    /** Waits until none is running, and takes no more; an interrupt does not shorten the wait. For the drain thread. */
    void end() {
        while (!tryEnd()) {
            pause();
        }
        runLeftOver();
    }

    /** As {@link #end()}, but waits no longer than this; nor for a command that calls it. */
    void end(Duration longest) {
        long start = System.nanoTime();
        while (!tryEnd() && System.nanoTime() - start < longest.toNanos()) {
            pause();
        }
        runLeftOver();
    }

    private void runLeftOver() {
        for (Runnable next = leftOver(); next != null; next = leftOver()) {
            guarded(next);
        }
    }

    /** What its runner could not come to, because his stack has ended. */
    private synchronized @Nullable Runnable leftOver() {
        return over ? waiting.poll() : null;
    }

    private synchronized boolean tryEnd() {
        over |= runner == null;
        return over || runner == Thread.currentThread();
    }

    private static void pause() {
        boolean interrupted = Thread.interrupted();
        LockSupport.parkNanos(PAUSE_NANOS);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether one is running, on another thread. */
    synchronized boolean isRunning() {
        return runner != null && runner != Thread.currentThread();
    }
}
