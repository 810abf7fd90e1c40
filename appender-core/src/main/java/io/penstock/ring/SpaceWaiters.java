package io.penstock.ring;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The callers that wait for room, first come first served.
 *
 * <p>They sleep until the drain thread calls them. Callers that looked for themselves every so often would take the
 * core away from the one thread that can make room: 200 of them on two cores made a run take more than twice as long. And it calls them only when a good part of the ring is free, so that one wake-up is good for many events.
 */
final class SpaceWaiters {

    private final Queue<Waiter> queue = new ConcurrentLinkedQueue<>();
    /** Read on the hot path: one load instead of the three that the queue would need. */
    private final AtomicInteger size = new AtomicInteger();

    /** Whether nobody waits. A newcomer who finds somebody waiting must not overtake. Any thread. */
    boolean isEmpty() {
        return size.get() == 0;
    }

    /** The present thread waits from now on; {@link #leave} must follow. It must look for room once more after this. */
    Waiter join() {
        Waiter waiter = new Waiter(Thread.currentThread());
        size.incrementAndGet();
        queue.add(waiter);
        return waiter;
    }

    void leave(Waiter waiter) {
        queue.remove(waiter);
        size.decrementAndGet();
    }

    /** Calls the first so many who wait; whoever was called before and has not come yet counts. Any thread. */
    void call(int most) {
        int called = 0;
        for (Waiter waiter : queue) {
            if (called++ == most) {
                return;
            }
            waiter.call();
        }
    }

    /** One waiting caller. */
    static final class Waiter {
        private final Thread thread;
        private volatile boolean called;

        private Waiter(Thread thread) {
            this.thread = thread;
        }

        private void call() {
            if (!called) {
                called = true;
                LockSupport.unpark(thread);
            }
        }

        /** Waits for a call, at most so long, or until the thread is interrupted. Confined to the waiting thread. */
        void await(long nanos) {
            if (!called) {
                LockSupport.parkNanos(this, nanos);
            }
            // Before the next look for room: a call after it is kept for the next wait.
            called = false;
        }
    }
}
