package io.penstock.ring;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the drain thread shall run between two events: behind all that were claimed before it was asked for. Any thread
 * adds; they run in the order in which they came.
 *
 * <p>Before the first event there is no drain thread, and none is started for a command: it runs on its caller's thread
 * then, or behind another one on the thread that runs that one. Of callers nobody waits: a command calls user code that may
 * want a lock, and whoever holds that lock may be about to log the first event, or to bring a command of its own. The drain
 * thread waits at its start until none of those early ones is running.
 */
final class Commands {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** What was consumed before the first event. */
    static final long BEFORE_THE_FIRST = -1;

    record Command(long after, Runnable action) {}

    private final Queue<Command> waiting = new ConcurrentLinkedQueue<>();
    /** Who runs early ones. Taken under the lock; given back without, by who may have no stack left for a call. */
    private volatile @Nullable Thread runner;

    /** To be run when everything up to this sequence was delivered. */
    Command add(long after, Runnable action) {
        Command command = new Command(after, action);
        waiting.add(command);
        return command;
    }

    /** Whether it has not run, and now never will. */
    boolean withdraw(Command command) {
        return waiting.remove(command);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Behind which sequence the next one is due. Whoever comes later has seen at least as many claims. */
    long next() {
        Command next = waiting.peek();
        return next == null ? Long.MAX_VALUE : next.after;
    }

    /** Runs those that are due after so much was consumed, in their order. */
    void run(long consumed, Consumer<Throwable> onFailure) {
        for (Command next = waiting.peek(); next != null && next.after <= consumed; next = waiting.peek()) {
            // First, so that a successor of this thread does not run it again.
            if (waiting.remove(next)) {
                try {
                    next.action.run();
                } catch (Throwable failure) {
                    onFailure.accept(failure);
                }
            }
        }
    }

    /**
     * Before there is a drain thread: runs what waits, or leaves it to the one who runs one already.
     *
     * @param phase of the ring; the drain thread must come to {@link #awaitEarly} after it has changed
     */
    void runEarly(Phase phase, Consumer<Throwable> onFailure) {
        // Once more: one may have come when the last was over, and been left to us.
        while (!waiting.isEmpty() && begin(phase)) {
            try {
                run(BEFORE_THE_FIRST, onFailure);
            } finally {
                runner = null;
            }
        }
    }

    private synchronized boolean begin(Phase phase) {
        if (runner != null) {
            return false;
        }
        // In this order (Dekker): either we see that it is too late, or the drain thread sees us.
        runner = Thread.currentThread();
        if (phase.now == Phase.NEW) {
            return true;
        }
        runner = null;
        return false;
    }

    /** Whether another thread runs an early one. */
    boolean isRunningEarly() {
        Thread present = runner;
        return present != null && present != Thread.currentThread();
    }

    /** Waits until no other thread runs an early one, at most so long. An interrupt does not shorten the wait and is kept. */
    void awaitEarly(long longestNanos) {
        long start = System.nanoTime();
        boolean interrupted = false;
        while (isRunningEarly() && System.nanoTime() - start < longestNanos) {
            interrupted |= Thread.interrupted();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
