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

    /** The sequence before that of the first event. */
    static final long BEFORE_THE_FIRST = -1;

    record Command(long after, Runnable action) {}

    private final Queue<Command> waiting = new ConcurrentLinkedQueue<>();
    /**
     * The thread that runs commands before there is a drain thread. It is set under the lock; it is reset without, because
     * that thread may have no stack left for a call.
     */
    private volatile @Nullable Thread runner;

    /** To be run when everything up to this sequence was delivered. */
    Command add(long after, Runnable action) {
        Command command = new Command(after, action);
        waiting.add(command);
        return command;
    }

    /** Takes the command back. True: it has not run, and never will. */
    boolean withdraw(Command command) {
        return waiting.remove(command);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /**
     * The sequence behind which the next command is due. A command that is added later is due at the same place or behind it.
     */
    long next() {
        Command next = waiting.peek();
        return next == null ? Long.MAX_VALUE : next.after;
    }

    /** Runs those that are due after so much was consumed, in their order. */
    void run(long consumed, Consumer<Throwable> onFailure) {
        for (Command next = waiting.peek(); next != null && next.after <= consumed; next = waiting.peek()) {
            // The command is removed before it runs, so that a successor of this thread does not run it again.
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
        // This is repeated because another thread may have added a command when the last one was over, and left it to
        // this thread.
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
        // The runner is set before the phase is read. So either this thread sees that the ring has started, or the
        // drain thread, which reads the runner after the phase has changed, sees this thread and waits for it
        // (Dekker).
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
