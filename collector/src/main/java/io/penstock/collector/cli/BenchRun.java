package io.penstock.collector.cli;

import io.penstock.collector.client.LogdConnection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** One half of a bench: so many connections that do the same, each one request at a time, until time is up. Not safe for concurrent use. */
final class BenchRun {

    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long TICK_MILLIS = 250;

    private final long durationNanos;
    private final @Nullable Progress progress;
    private final LongAdder bytes = new LongAdder();
    private final LongAdder batches = new LongAdder();
    private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();

    /** Told now and then how far it is. */
    interface Progress {
        void at(long elapsedNanos, long bytes, long batches);
    }

    /** One request. */
    interface Step {
        /** @param done of this run, to be counted up */
        void once(LogdConnection connection, Done done) throws IOException;
    }

    /** What came of a request. */
    interface Done {
        void add(long moreBytes, long moreBatches);
    }

    BenchRun(long durationNanos, @Nullable Progress progress) {
        this.durationNanos = durationNanos;
        this.progress = progress;
    }

    /** @throws IOException the first that a connection met */
    BenchFigures run(List<LogdConnection> connections, List<? extends Step> steps)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        List<Histogram> timings = new ArrayList<>();
        for (int i = 0; i < connections.size(); i++) {
            LogdConnection connection = connections.get(i);
            Step step = steps.get(i);
            Histogram timing = new Histogram(LONGEST_NANOS, 3);
            timings.add(timing);
            Thread thread = new Thread(() -> repeat(connection, step, timing, start), "bench-" + i);
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                thread.join(TICK_MILLIS);
                if (progress != null) {
                    progress.at(System.nanoTime() - start, bytes.sum(), batches.sum());
                }
            }
        }
        long elapsed = System.nanoTime() - start;
        IOException first = failure.get();
        if (first != null) {
            throw first;
        }
        Histogram all = new Histogram(LONGEST_NANOS, 3);
        timings.forEach(all::add);
        return new BenchFigures(bytes.sum(), batches.sum(), all, elapsed);
    }

    private void repeat(LogdConnection connection, Step step, Histogram timing, long start) {
        Done done = (moreBytes, moreBatches) -> {
            bytes.add(moreBytes);
            batches.add(moreBatches);
        };
        try {
            long before = System.nanoTime();
            // At least once, however late the thread was started.
            do {
                step.once(connection, done);
                long after = System.nanoTime();
                timing.recordValue(Math.min(after - before, LONGEST_NANOS));
                before = after;
            } while (before - start < durationNanos && failure.get() == null);
        } catch (IOException ended) {
            failure.compareAndSet(null, ended);
        }
    }
}
