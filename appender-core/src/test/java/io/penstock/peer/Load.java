package io.penstock.peer;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One thread that logs at a steady rate, and counts and times its calls. Numbers go to accepted events only, so that
 * what should arrive is known without a list. Safe for any thread.
 */
public final class Load implements AutoCloseable {

    private final SenderRig rig;
    private final long intervalNanos;
    private final int recordBytes;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition progressed = lock.newCondition();
    private volatile boolean over;
    private long offered;
    private long accepted;
    private long[] nanos = new long[1 << 16];

    private Load(SenderRig rig, int perSecond, int recordBytes) {
        this.rig = rig;
        this.intervalNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.recordBytes = recordBytes;
        this.thread = new Thread(this::run, "rig-load");
        thread.setDaemon(true);
    }

    public static Load start(SenderRig rig, int perSecond, int recordBytes) {
        Load load = new Load(rig, perSecond, recordBytes);
        load.thread.start();
        return load;
    }

    private void run() {
        long due = System.nanoTime();
        while (!over) {
            long now = System.nanoTime();
            if (now < due) {
                LockSupport.parkNanos(Math.max(due - now, TimeUnit.MILLISECONDS.toNanos(1)));
            } else {
                // Who was blocked does not make up for it: the rate is that of an application that waits.
                due = Math.max(due, now - TimeUnit.MILLISECONDS.toNanos(20)) + intervalNanos;
                boolean in = rig.offer(accepted, recordBytes);
                count(in, System.nanoTime() - now);
            }
        }
    }

    private void count(boolean in, long took) {
        lock.lock();
        try {
            if (offered == nanos.length) {
                nanos = Arrays.copyOf(nanos, 2 * nanos.length);
            }
            nanos[(int) offered] = took;
            offered++;
            if (in) {
                accepted++;
                progressed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    public long offered() {
        lock.lock();
        try {
            return offered;
        } finally {
            lock.unlock();
        }
    }

    public long accepted() {
        lock.lock();
        try {
            return accepted;
        } finally {
            lock.unlock();
        }
    }

    /** Until so many more events were accepted; false: that took longer. */
    public boolean awaitMore(long events, Duration longest) throws InterruptedException {
        long left = longest.toNanos();
        lock.lockInterruptibly();
        try {
            long wanted = Math.addExact(accepted, events);
            while (accepted < wanted && left > 0) {
                left = progressed.awaitNanos(left);
            }
            return accepted >= wanted;
        } finally {
            lock.unlock();
        }
    }

    /** How long the calls from the {@code from}-th to before the {@code to}-th took, in ascending order. */
    public long[] sortedNanos(long from, long to) {
        lock.lock();
        try {
            long[] sorted = Arrays.copyOfRange(nanos, (int) from, (int) to);
            Arrays.sort(sorted);
            return sorted;
        } finally {
            lock.unlock();
        }
    }

    /** Returns when the last call has returned. */
    public void stop() throws InterruptedException {
        over = true;
        TimeUnit.SECONDS.timedJoin(thread, 130);
        if (thread.isAlive()) {
            throw new IllegalStateException("the load still waits for room");
        }
    }

    @Override
    public void close() {
        over = true;
    }
}
