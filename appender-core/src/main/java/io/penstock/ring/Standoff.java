package io.penstock.ring;

import io.penstock.context.CarryingThread;
import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Whether a wait for the drain thread can never end, because the drain thread waits for a lock that the waiter holds.
 *
 * <p>For instance: {@code LogManager.reset()} closes handlers with its lock held, and a wrapped handler that logs makes the
 * drain thread want that lock. Stateless.
 */
final class Standoff {

    /** How many threads are followed, each of which waits for a lock of the next. Longer chains end by their time limits. */
    private static final int LONGEST_CHAIN = 8;

    private Standoff() {}

    /**
     * Called by a thread that is about to go on waiting. If the answer is yes, it will not change as long as the thread
     * waits.
     */
    static boolean exists(@Nullable Thread drainThread) {
        return drainThread != null && waitsForLock(drainThread) && leadsTo(Thread.currentThread(), drainThread);
    }

    /** Cheap, and nearly always no. */
    private static boolean waitsForLock(Thread thread) {
        return switch (thread.getState()) {
            case BLOCKED -> true;
            case WAITING, TIMED_WAITING -> LockSupport.getBlocker(thread) instanceof AbstractOwnableSynchronizer;
            default -> false;
        };
    }

    /**
     * The thread that holds the lock may have started the waiting thread and wait for it (join), as when several proxies are
     * closed, each by a thread of its own.
     */
    private static boolean joins(ThreadInfo info, Thread waiter) {
        LockInfo awaited = info.getLockInfo();
        return awaited != null
                && awaited.getIdentityHashCode() == System.identityHashCode(waiter)
                && awaited.getClassName().equals(waiter.getClass().getName());
    }

    private static boolean leadsTo(Thread waiter, Thread drainThread) {
        try {
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            // Not what they answer: while a drain thread delivers an event, that may be the id of the event's thread.
            long self = CarryingThread.idOf(waiter);
            long next = CarryingThread.idOf(drainThread);
            for (int i = 0; i < LONGEST_CHAIN && next > 0; i++) {
                ThreadInfo info = threads.getThreadInfo(next);
                next = info == null ? -1 : info.getLockOwnerId();
                if (next == self || (info != null && joins(info, waiter))) {
                    return true;
                }
            }
            return false;
        } catch (RuntimeException | LinkageError notAllowed) {
            return false;
        }
    }
}
