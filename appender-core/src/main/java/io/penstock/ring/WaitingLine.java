package io.penstock.ring;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The callers that wait for room, first come first served; those who may use the reserved slots in a lane of their own. Safe
 * for any thread. {@link SpaceWaiters} decides when to call whom.
 */
final class WaitingLine {

    /*
     * There are two lanes because as many of the first are called as there are free slots. If only reserved slots are free,
     * ordinary callers cannot use them, and must not stand in front of those who can.
     *
     * The drain thread makes room and then calls, with one exception: a caller that has reserved bytes and finds no slot
     * gives the bytes back, and calls nobody. Another caller may have lacked just those bytes. So the first of each lane
     * looks for room by itself now and then. Those behind it need not, since what is not enough for the first is not theirs
     * to take. A caller that leaves marks its successor as the first, and wakes it only if there is room for it; therefore
     * the others look once in a while, too, and notice that they have become the first. When all looked as often as the
     * first, 200 callers in front of a peer that was away looked 4,000 times a second and woke the drain thread as often,
     * which took 15 % of a core.
     */
    private static final long LONGEST_BLIND_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final long LONGEST_BLIND_OF_OTHERS_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Queue<Waiter> ordinary = new ConcurrentLinkedQueue<>();
    private final Queue<Waiter> preferred = new ConcurrentLinkedQueue<>();
    /** Whether a caller ran out of stack while it joined or left, so that {@link #settle} has to remove what it left behind. */
    volatile boolean unsettled;
    /** Read on the hot path: one load instead of the three that a queue would need. */
    private final AtomicInteger size = new AtomicInteger();

    /** Whether nobody waits. A newcomer who finds somebody waiting must not overtake. Any thread. */
    boolean isEmpty() {
        return size.get() == 0;
    }

    /** How many wait. Any thread. */
    int size() {
        return size.get();
    }

    /**
     * The present thread waits from now on; {@link #leave} must follow. It must look for room once more after this.
     *
     * @param mayUseReserved whether slots that ordinary callers may not use are of use to it
     */
    Waiter join(boolean mayUseReserved) {
        Queue<Waiter> lane = mayUseReserved ? preferred : ordinary;
        Waiter waiter = new Waiter(Thread.currentThread(), lane);
        try {
            lane.add(waiter);
            // Either this caller sees that it is first, or the one before it is still there and will see it as the
            // next when it leaves.
            if (lane.peek() == waiter) {
                waiter.first = true;
            }
            size.incrementAndGet();
            waiter.counted = true;
            return waiter;
        } catch (Throwable stackEnded) {
            waiter.gone = true;
            unsettled = true;
            throw stackEnded;
        }
    }

    /**
     * The present thread waits no more. Should this throw, the caller must set {@link Waiter#gone} and then
     * {@link #unsettled}.
     *
     * @param roomForMore whether the next in line is called, since he would find room, too. Called for the last few slots,
     *     each would find one, leave, and be back in line for his next event: a wake-up per event
     */
    void leave(Waiter waiter, boolean roomForMore) {
        size.decrementAndGet();
        waiter.counted = false;
        waiter.restoreInterrupt();
        // Last: as long as something of this is left to do he can be found.
        waiter.lane.remove(waiter);
        Waiter next = waiter.lane.peek();
        if (next != null && !next.first) {
            next.first = true;
            if (roomForMore) {
                next.call();
            }
        }
    }

    /** Clears away those whose stack ended while they joined or left. For the drain thread, in each round. */
    void settle() {
        if (unsettled) {
            // The flag is cleared before the work, so that a caller that sets it meanwhile is not missed.
            unsettled = false;
            try {
                settle(preferred);
                settle(ordinary);
            } catch (Throwable failure) {
                unsettled = true;
                throw failure;
            }
        }
    }

    @SuppressWarnings("ModifyCollectionInEnhancedForLoop") // a queue for several threads allows it
    private void settle(Queue<Waiter> lane) {
        for (Waiter waiter : lane) {
            if (waiter.gone) {
                if (waiter.counted) {
                    waiter.counted = false;
                    size.decrementAndGet();
                }
                waiter.restoreInterrupt();
                lane.remove(waiter);
            }
        }
        Waiter head = lane.peek();
        if (head != null && !head.first) {
            head.first = true;
            head.call();
        }
    }

    /** Calls the first so many who wait in each lane; whoever was called before and has not come yet counts. Any thread. */
    void call(int most) {
        call(preferred, most);
        call(ordinary, most);
    }

    private static void call(Queue<Waiter> lane, int most) {
        int called = 0;
        for (Waiter waiter : lane) {
            if (called++ == most) {
                return;
            }
            waiter.call();
        }
    }

    /** One waiting caller. */
    static final class Waiter {
        private final Thread thread;
        private final Queue<Waiter> lane;
        private volatile boolean called;
        /**
         * Set before the caller is called, and read before it looks whether it was called. So a caller that was made first
         * does not sleep on with the old value.
         */
        private volatile boolean first;
        /** An interrupt came while it waited. */
        private boolean interrupted;
        /** Whether {@link #size} counts it. */
        private boolean counted;
        /** Whether the caller ran out of stack and could not leave the line. Written after everything else. */
        volatile boolean gone;

        private Waiter(Thread thread, Queue<Waiter> lane) {
            this.thread = thread;
            this.lane = lane;
        }

        private void restoreInterrupt() {
            if (interrupted) {
                thread.interrupt();
                interrupted = false;
            }
        }

        private void call() {
            if (!called) {
                called = true;
                try {
                    LockSupport.unpark(thread);
                } catch (Throwable stackEnded) {
                    called = false;
                    throw stackEnded;
                }
            }
        }

        /** Whether nobody of its lane came before it. */
        boolean isFirst() {
            return first;
        }

        boolean isCalled() {
            return called;
        }

        /**
         * Waits for a call, at most so long, or until the thread is interrupted; never for long, the first of a lane least.
         * The thread's flag is not set then, but {@link WaitingLine#leave} sets it again. Confined to the waiting thread.
         */
        void await(long nanos) {
            long longest = Math.min(nanos, first ? LONGEST_BLIND_NANOS : LONGEST_BLIND_OF_OTHERS_NANOS);
            if (!called) {
                LockSupport.parkNanos(this, longest);
            }
            // The call is cleared before the caller looks for room again, so that a call that comes during that look
            // ends the next wait.
            called = false;
            if (thread.isInterrupted()) {
                interrupted = true;
                Thread.interrupted();
            }
        }
    }
}
