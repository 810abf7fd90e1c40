package io.penstock.logback.conformance;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Work on a daemon thread of its own, which may never come back. */
final class Call {

    /** A caller that has not come back after so long is taken to be blocked for ever. */
    static final Duration LIMIT = Duration.ofSeconds(5);

    /** Looks without progress, one millisecond apart, before a waiting thread is taken to be stuck. */
    private static final int LOOKS = 150;

    private static final long BETWEEN_LOOKS_NANOS = 1_000_000;
    private static final Set<Thread.State> WAITS =
            EnumSet.of(Thread.State.WAITING, Thread.State.TIMED_WAITING, Thread.State.BLOCKED);

    private final AtomicInteger steps = new AtomicInteger();
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread thread;
    private volatile Throwable failure;

    private Call(String threadName, Work work) {
        thread = new Thread(() -> run(work), threadName);
        thread.setDaemon(true);
    }

    static Call start(String threadName, Work work) {
        Call call = new Call(threadName, work);
        call.thread.start();
        return call;
    }

    /** {@code times} steps, numbered from 0. */
    static Call repeat(String threadName, int times, Step step) {
        return start(threadName, call -> {
            for (int i = 0; i < times; i++) {
                step.run(i);
                call.steps.incrementAndGet();
            }
        });
    }

    private void run(Work work) {
        try {
            work.run(this);
        } catch (Throwable thrown) {
            failure = thrown;
        } finally {
            done.countDown();
        }
    }

    boolean isDone(Duration limit) {
        return await(limit, () -> done.getCount() == 0);
    }

    boolean isDone() {
        return done.getCount() == 0;
    }

    /** What the work threw; null if nothing. */
    Throwable failure() {
        return failure;
    }

    /** Steps completed. */
    int steps() {
        return steps.get();
    }

    Thread thread() {
        return thread;
    }

    /** Returns when the work is done (false) or waits in the middle of a step and gets no further (true). */
    boolean isStuck() {
        int looks = 0;
        int before = -1;
        while (looks < LOOKS && !isDone()) {
            boolean waits = WAITS.contains(thread.getState());
            looks = waits && steps.get() == before ? looks + 1 : 0;
            before = steps.get();
            LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
        }
        return !isDone();
    }

    /** {@code returned} or how far it came. */
    String describe() {
        return isDone()
                ? failure == null ? "caller returned" : "caller got " + failure
                : "caller blocked after " + steps() + " calls";
    }

    /** A bounded poll: true as soon as the condition holds, false after the limit. */
    static boolean await(Duration limit, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > limit.toNanos()) {
                return condition.getAsBoolean();
            }
            LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
        }
        return true;
    }

    interface Work {
        void run(Call call) throws Exception;
    }

    interface Step {
        void run(int number) throws Exception;
    }
}
