package io.penstock.peer;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What a {@link FaultProxy} does to the bytes of one direction, on every connection. Safe for any thread. */
final class Faults {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition resumed = lock.newCondition();
    private long latencyNanos;
    private long jitterNanos;
    private int slice = Integer.MAX_VALUE;
    private boolean stalled;
    private long corruptEvery;
    private long untilCorrupt;
    private long toDrop;

    void latency(long millis, long jitterMillis) {
        lock.lock();
        try {
            latencyNanos = TimeUnit.MILLISECONDS.toNanos(millis);
            jitterNanos = TimeUnit.MILLISECONDS.toNanos(jitterMillis);
        } finally {
            lock.unlock();
        }
    }

    private final AtomicLong writes = new AtomicLong();

    void wrote() {
        writes.incrementAndGet();
    }

    long writes() {
        return writes.get();
    }

    void slice(int bytes) {
        lock.lock();
        try {
            slice = bytes;
        } finally {
            lock.unlock();
        }
    }

    void stall(boolean stall) {
        lock.lock();
        try {
            stalled = stall;
            resumed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void corruptEvery(long bytes) {
        lock.lock();
        try {
            corruptEvery = bytes;
            untilCorrupt = bytes;
        } finally {
            lock.unlock();
        }
    }

    void drop(long bytes) {
        lock.lock();
        try {
            toDrop = bytes;
        } finally {
            lock.unlock();
        }
    }

    void heal() {
        lock.lock();
        try {
            latencyNanos = 0;
            jitterNanos = 0;
            slice = Integer.MAX_VALUE;
            corruptEvery = 0;
            toDrop = 0;
            stalled = false;
            resumed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** When bytes that came now shall go on. */
    long due(long nowNanos) {
        lock.lock();
        try {
            long jitter = jitterNanos == 0 ? 0 : ThreadLocalRandom.current().nextLong(jitterNanos);
            return nowNanos + latencyNanos + jitter;
        } finally {
            lock.unlock();
        }
    }

    /** Waits while the direction is stalled; then how many bytes may go on in one write. */
    int awaitPassage() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (stalled) {
                resumed.await();
            }
            return slice;
        } finally {
            lock.unlock();
        }
    }

    /** Flips and drops; the bytes that are left stand at the beginning. How many they are. */
    int mutilate(byte[] bytes, int length) {
        lock.lock();
        try {
            int dropped = (int) Math.min(toDrop, length);
            toDrop -= dropped;
            int left = length - dropped;
            System.arraycopy(bytes, dropped, bytes, 0, left);
            for (int i = 0; i < left && corruptEvery > 0; i++) {
                if (--untilCorrupt == 0) {
                    bytes[i] ^= 0x55;
                    untilCorrupt = corruptEvery;
                }
            }
            return left;
        } finally {
            lock.unlock();
        }
    }
}
