package io.penstock.ring;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The thread that runs the drain loop, and its successor should it ever end before its time. Safe for any thread.
 *
 * <p>It is a daemon: whoever needs the last events written before the process ends must flush or stop.
 */
final class DrainThread {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final String name;
    private final Runnable loop;
    private final Announcer announcer;
    /** Inherited by the threads a sink starts, a network client's for instance: they must not wait for their sink. */
    private final InheritableThreadLocal<Boolean> insideSink = new InheritableThreadLocal<>();

    private volatile @Nullable Thread current;
    private volatile boolean ended;
    private final AtomicBoolean startFailed = new AtomicBoolean();

    DrainThread(String name, Runnable loop, Announcer announcer) {
        this.name = name;
        this.loop = loop;
        this.announcer = announcer;
    }

    /** Throws nothing: it runs for whoever logs first. What fails now is tried again by {@link #reviveIfDead}. */
    void start() {
        replace(null);
    }

    private void run() {
        insideSink.set(Boolean.TRUE);
        try {
            loop.run();
            ended = true;
        } catch (Throwable fatal) {
            announce("The drain thread ended unexpectedly and is replaced", fatal);
            LockSupport.parkNanos(PAUSE_NANOS);
        } finally {
            if (!ended) {
                replace(Thread.currentThread());
            }
        }
    }

    /** For the rare case that a thread could not be started, for want of memory. Throws nothing. Cold paths only. */
    void reviveIfDead() {
        Thread thread = current;
        if (isDead(thread) && !ended) {
            replace(thread);
        }
    }

    private static boolean isDead(@Nullable Thread thread) {
        return thread == null || !thread.isAlive();
    }

    private void replace(@Nullable Thread predecessor) {
        Throwable failure = startSuccessorOf(predecessor);
        if (failure != null && startFailed.compareAndSet(false, true)) {
            announce("The drain thread could not be started; events wait in the ring until it can", failure);
        }
    }

    private synchronized @Nullable Throwable startSuccessorOf(@Nullable Thread predecessor) {
        // Another may have been faster. Or the predecessor looked dead because it was just about to be started.
        boolean gone = predecessor == Thread.currentThread() || isDead(predecessor);
        // In this order: a thread that is found dead has said before whether its loop had ended.
        boolean superfluous = !gone || ended || current != predecessor;
        if (superfluous) {
            return null;
        }
        try {
            // The first event's thread starts it; it must not hand down its thread-locals, class loader or priority.
            Thread thread = new Drainer(this::run, name);
            thread.setDaemon(true);
            thread.setPriority(Thread.NORM_PRIORITY);
            thread.setContextClassLoader(DrainThread.class.getClassLoader());
            current = thread;
            thread.start();
            startFailed.set(false);
            return null;
        } catch (Throwable failure) {
            return failure;
        }
    }

    private void announce(String message, Throwable cause) {
        try {
            announcer.warn(message, cause);
        } catch (Throwable failing) {
            // A status channel that throws leaves nobody to tell.
        }
    }

    /** Whether the present thread must not wait for room: it is the drain thread, or a descendant of it. */
    boolean isInsideSink() {
        return isCurrent() || insideSink.get() != null;
    }

    /** Whether the present thread is the drain thread. */
    boolean isCurrent() {
        return Thread.currentThread() == current;
    }

    @Nullable
    Thread current() {
        return current;
    }

    boolean hasEnded() {
        return ended;
    }

    /** Shakes a sink that hangs; one that stops its own ring does not hang. */
    void interruptFromOutside() {
        Thread thread = current;
        if (thread != null && !isCurrent()) {
            thread.interrupt();
        }
    }

    /**
     * Whether the loop ended in time; the thread is gone then, too, if there was time for that. An interrupt does not
     * shorten the wait and is kept.
     */
    boolean join(Duration longest) {
        if (isCurrent()) {
            return ended;
        }
        long start = System.nanoTime();
        boolean interrupted = false;
        try {
            // A thread whose loop has ended lives for a moment: whoever has stopped us may look for threads left
            // behind.
            while (!ended || !isDead(current)) {
                long left = longest.toNanos() - (System.nanoTime() - start);
                if (left <= 0) {
                    return ended;
                }
                reviveIfDead();
                Thread thread = current;
                try {
                    if (thread == null || !thread.isAlive()) {
                        TimeUnit.NANOSECONDS.sleep(Math.min(left, PAUSE_NANOS));
                    } else {
                        TimeUnit.NANOSECONDS.timedJoin(thread, left);
                    }
                } catch (InterruptedException interrupt) {
                    interrupted = true;
                }
            }
            return true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
