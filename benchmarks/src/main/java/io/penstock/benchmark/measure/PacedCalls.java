package io.penstock.benchmark.measure;

import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/**
 * Makes calls at a fixed pace from one thread and keeps two latencies of each. Confined to the calling thread.
 *
 * <p>The service time runs from the moment the call was made, the response time from the moment it should have been made: when one
 * call takes long, those that had to wait behind it are late as well, and only the response time shows it (Gil Tene's
 * "coordinated omission").
 */
public final class PacedCalls {

    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final LongSupplier nanoClock;
    private final Histogram service = new Histogram(LONGEST_NANOS, 3);
    private final Histogram response = new Histogram(LONGEST_NANOS, 3);

    public PacedCalls(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** Calls {@code events} times, the first now; a call that is late starts as soon as the one before it has returned. */
    public void run(Pace pace, long events, IntConsumer call) {
        long origin = nanoClock.getAsLong();
        for (long event = 0; event < events; event++) {
            long intended = origin + pace.intendedNanos(event);
            // No Thread.onSpinWait: a hypervisor may take the processor away from a loop of PAUSE instructions.
            long started = nanoClock.getAsLong();
            while (started - intended < 0) {
                started = nanoClock.getAsLong();
            }
            call.accept((int) event);
            long ended = nanoClock.getAsLong();
            service.recordValue(Math.min(ended - started, LONGEST_NANOS));
            response.recordValue(Math.min(ended - intended, LONGEST_NANOS));
        }
    }

    public Histogram service() {
        return service;
    }

    public Histogram response() {
        return response;
    }
}
