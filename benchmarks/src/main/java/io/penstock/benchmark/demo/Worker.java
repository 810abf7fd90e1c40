package io.penstock.benchmark.demo;

import io.penstock.benchmark.demo.Workload.Action;
import io.penstock.benchmark.demo.Workload.Pauses;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** One of the threads that share the actions; takes the next one until none is left. */
final class Worker implements Runnable {

    /** Both texts that the workload logs contain one of these, and no other line of the file does. */
    static final String MESSAGE_MARK = "log message ";

    static final String END_MARK = "--------";

    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final int number;
    private final Workload workload;
    private final AtomicInteger nextAction;
    private final double pauseScale;
    private final Logging logging;
    private final LongAdder offered;
    private final Histogram latency = new Histogram(LONGEST_NANOS, 2);

    Worker(
            int number,
            Workload workload,
            AtomicInteger nextAction,
            double pauseScale,
            Logging logging,
            LongAdder offered) {
        this.number = number;
        this.workload = workload;
        this.nextAction = nextAction;
        this.pauseScale = pauseScale;
        this.logging = logging;
        this.offered = offered;
    }

    @Override
    public void run() {
        for (int next = nextAction.getAndIncrement();
                next < workload.actions().size();
                next = nextAction.getAndIncrement()) {
            Action action = workload.actions().get(next);
            logging.begin(action);
            perform(action);
        }
        logging.leave();
    }

    private void perform(Action action) {
        Pauses pauses = action.pauses();
        for (int left = action.messages(); left > 0; left--) {
            long started = System.nanoTime();
            logging.message(number, left);
            count(started);
            long pauseNanos = (long) (pauses.nextMillis() * pauseScale * 1_000_000);
            if (pauseNanos > 0) {
                LockSupport.parkNanos(pauseNanos);
            }
        }
        long started = System.nanoTime();
        logging.dashes(number);
        count(started);
    }

    private void count(long started) {
        latency.recordValue(Math.min(System.nanoTime() - started, LONGEST_NANOS));
        offered.increment();
    }

    /** To be read when the thread has ended. */
    Histogram latency() {
        return latency;
    }
}
