package io.penstock.ring;

import io.penstock.sink.Announcer;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The thread that runs the drain loop, and its successor should it ever end before its time. Safe for any thread.
 *
 * <p>It is a daemon: the shutdown hook, a flush or a stop waits for what it has to do.
 *
 * <p>A thread keeps alive what it refers to. So it refers to its loop only as long as there is something to do: an appender
 * that everybody has forgotten, and that has delivered everything, is garbage, and its thread ends when it has noticed.
 */
final class DrainThread {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final String name;
    private final BooleanSupplier loop;
    /** How the loop naps; null if it never sleeps. */
    private final @Nullable DrainNap nap;

    private final Announcer announcer;
    private final Queue<Runnable> whenForgotten = new ConcurrentLinkedQueue<>();
    /** Inherited by the threads a sink starts, a network client's for instance: they must not wait for their sink. */
    private final InheritableThreadLocal<Boolean> insideSink = new InheritableThreadLocal<>();

    private volatile @Nullable Thread current;
    private volatile boolean ended;
    private final AtomicBoolean startFailed = new AtomicBoolean();
    /** The other drain thread for which this one waits, if it does. */
    private volatile @Nullable DrainThread waitsFor;

    /** With a loop that never sleeps. */
    DrainThread(String name, Runnable loop, Announcer announcer) {
        this(
                name,
                () -> {
                    loop.run();
                    return true;
                },
                null,
                announcer);
    }

    /**
     * @param loop answers whether it has ended; if not, it has {@linkplain DrainNap#lieDown lain down} and is run again after
     *     the sleep
     */
    DrainThread(String name, BooleanSupplier loop, @Nullable DrainNap nap, Announcer announcer) {
        this.name = name;
        this.loop = loop;
        this.nap = nap;
        this.announcer = announcer;
    }

    /** The thread itself, and all that it holds. */
    private static final class Worker extends Drainer {

        private final WeakReference<DrainThread> owner;
        private final @Nullable DrainNap nap;
        private final Queue<Runnable> whenForgotten;
        /**
         * Keeps the appender alive from the moment at which a caller wakes this thread until the thread has come, because the
         * caller may forget the appender before that. It is set after the publish and cleared before the next look at the
         * ring.
         */
        @SuppressWarnings("UnusedVariable") // it is here to be kept alive
        private volatile @Nullable DrainThread called;

        private Worker(DrainThread owner) {
            // The thread that logs the first event starts this one, and must not hand down its thread-locals, class
            // loader or priority.
            super(null, owner.name);
            this.owner = new WeakReference<>(owner);
            this.nap = owner.nap;
            this.whenForgotten = owner.whenForgotten;
            this.called = owner;
        }

        @Override
        public void run() {
            while (isGoingToSleep()) {
                sleep();
            }
        }

        /** The loop runs in a method of its own, so that no local variable of a frame keeps it alive while the thread sleeps. */
        private boolean isGoingToSleep() {
            DrainThread present = owner.get();
            called = null;
            if (present == null) {
                forgotten();
                return false;
            }
            return present.work();
        }

        private void sleep() {
            try {
                if (nap != null) {
                    nap.sleep();
                }
            } catch (Throwable failure) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }

        private void forgotten() {
            try {
                if (nap != null) {
                    nap.abandon();
                }
            } finally {
                for (Runnable next = whenForgotten.poll(); next != null; next = whenForgotten.poll()) {
                    next.run();
                }
            }
        }
    }

    /**
     * What to do when the appender was forgotten without a stop. It must not refer to what it is to outlive, nor throw.
     */
    void whenForgotten(Runnable action) {
        whenForgotten.add(action);
    }

    /**
     * Starts the thread. It runs on the thread that logs first, so it throws nothing; if it fails, {@link #reviveIfDead}
     * tries again.
     */
    void start() {
        replace(null);
    }

    /** Whether the thread is to sleep and then to come again; else it ends. */
    private boolean work() {
        insideSink.set(Boolean.TRUE);
        boolean sleeps = false;
        try {
            if (loop.getAsBoolean()) {
                ended = true;
            } else {
                sleeps = true;
            }
        } catch (Throwable fatal) {
            announce("The drain thread ended unexpectedly and is replaced", fatal);
            LockSupport.parkNanos(PAUSE_NANOS);
        } finally {
            if (!ended && !sleeps) {
                replace(Thread.currentThread());
            }
        }
        return sleeps;
    }

    /** The thread must come before the appender is forgotten. */
    private void call() {
        if (current instanceof Worker worker) {
            worker.called = this;
        }
    }

    /** Any thread, after what there is to do was published: ends the nap of the thread. Cold paths only. */
    void wake() {
        // Orders the publish before the look at the nap: the drain thread looks at the ring after it announced the nap.
        VarHandle.fullFence();
        call();
        if (nap != null) {
            nap.wake();
        }
        reviveIfDead();
    }

    /**
     * Starts a new drain thread if there is none, which may happen if memory was short when it should have been started.
     * Throws nothing. Called on rare paths only.
     */
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
        // Another thread may have started a successor meanwhile, or the predecessor looked dead because it was just
        // about to be started.
        boolean gone = predecessor == Thread.currentThread() || isDead(predecessor);
        // The flag is read after the thread was found dead, because the thread sets it before it ends.
        boolean superfluous = !gone || ended || current != predecessor;
        if (superfluous) {
            return null;
        }
        try {
            Thread thread = new Worker(this);
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
            // If the status channel itself throws, there is nobody left to tell.
        }
    }

    /** Whether the present thread must not wait for room: it is the drain thread, or a descendant of it. */
    boolean isInsideSink() {
        return isCurrent() || insideSink.get() != null;
    }

    /**
     * Whether the present thread may wait until this one has delivered something. It may not if it is a drain thread itself
     * and this one waits for it, be it by way of others: two proxies that log into one another. To be undone by
     * {@link #endWait}.
     */
    boolean mayBeWaitedFor() {
        if (isInsideSink()) {
            return false;
        }
        DrainThread self = self();
        if (self == null) {
            return true;
        }
        // This is written before the other is read. If two threads do the same at the same time, at least one of them
        // sees the other.
        self.waitsFor = this;
        for (DrainThread next = waitsFor; next != null; next = next.waitsFor) {
            if (next == self) {
                self.waitsFor = null;
                return false;
            }
        }
        return true;
    }

    void endWait() {
        DrainThread self = self();
        if (self != null) {
            self.waitsFor = null;
        }
    }

    /** The object of which the present thread is the drain thread, or null. */
    private static @Nullable DrainThread self() {
        return Thread.currentThread() instanceof Worker worker ? worker.owner.get() : null;
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

    /** Whether the loop has ended and the thread is no more. */
    boolean isGone() {
        return ended && isDead(current);
    }

    /**
     * Interrupts the drain thread, in the hope that a sink that hangs gives up. Does nothing on the drain thread itself: a
     * sink that stops its own ring does not hang.
     */
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
