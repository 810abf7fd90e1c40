package io.penstock.ring;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The thread that runs the drain loop, and its successor should it ever end before its time. Safe for any thread.
 *
 * <p>It is a daemon: whoever needs the last events written before the process ends must flush or stop.
 */
final class DrainThread {

    private final String name;
    private final Runnable loop;
    private final Announcer announcer;
    /** Inherited by the threads a sink starts, a network client's for instance: they must not wait for their sink. */
    private final InheritableThreadLocal<Boolean> insideSink = new InheritableThreadLocal<>();

    private volatile @Nullable Thread current;
    private volatile boolean ended;

    DrainThread(String name, Runnable loop, Announcer announcer) {
        this.name = name;
        this.loop = loop;
        this.announcer = announcer;
    }

    synchronized void start() {
        // The first event's thread starts it; it must not hand down its thread-locals or its class loader.
        Thread thread = new Thread(null, this::run, name, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(DrainThread.class.getClassLoader());
        current = thread;
        thread.start();
    }

    private void run() {
        insideSink.set(Boolean.TRUE);
        try {
            loop.run();
            ended = true;
        } catch (Throwable fatal) {
            announcer.warn("The drain thread ended unexpectedly and is replaced", fatal);
        } finally {
            if (!ended) {
                start();
            }
        }
    }

    /** For the rare case that not even the successor could be started, for want of memory. Cold paths only. */
    void reviveIfDead() {
        Thread thread = current;
        if (thread != null && !thread.isAlive() && !ended) {
            revive(thread);
        }
    }

    private synchronized void revive(Thread dead) {
        if (current == dead && !ended) {
            try {
                start();
            } catch (Throwable failure) {
                announcer.warn("The drain thread could not be restarted", failure);
            }
        }
    }

    boolean isInsideSink() {
        return Thread.currentThread() == current || insideSink.get() != null;
    }

    @Nullable Thread current() {
        return current;
    }

    /** Shakes a sink that hangs; one that stops its own ring does not hang. */
    void interruptFromOutside() {
        Thread thread = current;
        if (thread != null && !isInsideSink()) {
            thread.interrupt();
        }
    }

    /** Whether the loop ended in time; an interrupt does not shorten the wait and is kept. */
    boolean join(Duration longest) {
        if (isInsideSink()) {
            return ended;
        }
        long start = System.nanoTime();
        boolean interrupted = false;
        try {
            while (!ended) {
                long left = longest.toNanos() - (System.nanoTime() - start);
                Thread thread = current;
                if (left <= 0 || thread == null) {
                    return ended;
                }
                try {
                    TimeUnit.NANOSECONDS.timedJoin(thread, left);
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
