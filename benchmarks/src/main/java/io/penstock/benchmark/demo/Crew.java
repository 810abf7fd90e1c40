package io.penstock.benchmark.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** All workers of one run. Its counts are safe for any thread; the rest belongs to the thread that made it. */
final class Crew {

    private static final long POLL_MILLIS = 50;

    private final LongAdder offered = new LongAdder();
    private final List<Worker> workers = new ArrayList<>();

    Crew(DemoSettings settings, Workload workload, Logging logging) {
        AtomicInteger nextAction = new AtomicInteger();
        for (int number = 1; number <= settings.threads(); number++) {
            workers.add(new Worker(number, workload, nextAction, settings.pauseScale(), logging, offered));
        }
    }

    /** Returns when all actions are done. */
    void work(@Nullable Progress progress) throws InterruptedException {
        long started = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        for (Worker worker : workers) {
            Thread thread = new Thread(worker, "worker-" + (threads.size() + 1));
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            while (!joined(thread)) {
                if (progress != null) {
                    progress.update(offered.sum(), System.nanoTime());
                }
            }
        }
        if (progress != null) {
            progress.finish(offered.sum(), System.nanoTime() - started);
        }
    }

    private static boolean joined(Thread thread) throws InterruptedException {
        TimeUnit.MILLISECONDS.timedJoin(thread, POLL_MILLIS);
        return !thread.isAlive();
    }

    /** Calls made so far. */
    long offered() {
        return offered.sum();
    }

    /** Of all calls; to be read when the work is done. */
    Histogram latency() {
        Histogram all = new Histogram(workers.get(0).latency().getHighestTrackableValue(), 2);
        workers.forEach(worker -> all.add(worker.latency()));
        return all;
    }
}
