package io.penstock.ring;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The callers that wait for room, first come first served; those who may use the reserved slots in a lane of their own. Safe
 * for any thread. When whom to call is for {@link SpaceWaiters} to say.
 */
final class WaitingLine {

    /*
     * Why two lanes: the first so many are called as there are slots free. If those are reserved ones, they are of no use
     * to ordinary callers, and whoever could use them must not stand behind.
     *
     * Why anybody looks for himself: room comes from the drain thread, which calls after it, with one exception: bytes that
     * a caller had reserved and gives back because there was no slot for it. Somebody may have found just those missing. He
     * is not called, so the first of each lane looks for himself now and then. Nobody behind him is entitled to what he does
     * not find, and who leaves tells his successor that he is first now; he does not wake him for it unless there is room for
     * him, and so the others, too, look once in a while, lest they sleep on as the first. With all looking as often, 200
     * callers in front of a peer that was away looked 4,000 times a second, and woke the drain thread as often: some 15 % of
     * a core.
     */
    private static final long LONGEST_BLIND_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final long LONGEST_BLIND_OF_OTHERS_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Queue<Waiter> ordinary = new ConcurrentLinkedQueue<>();
    private final Queue<Waiter> preferred = new ConcurrentLinkedQueue<>();
    /** Somebody's stack has ended, and what he has left behind is to be cleared away by {@link #settle}. */
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
            // Either it sees that nobody is before it, or whoever was sees it when he has left.
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
            // First, so that whoever comes meanwhile is not missed.
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
        /** Written before a call, read before the look whether there was one: nobody sleeps on who was told. */
        private volatile boolean first;
        /** An interrupt came while it waited. */
        private boolean interrupted;
        /** Whether {@link #size} counts it. */
        private boolean counted;
        /** Its stack has ended, and it could not leave. Written last. */
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
            // Before the next look for room: a call after it is kept for the next wait.
            called = false;
            if (thread.isInterrupted()) {
                interrupted = true;
                Thread.interrupted();
            }
        }
    }
}
