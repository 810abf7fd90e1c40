package io.penstock.benchmark.measure;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/**
 * The JVM's own compiler, as far as a measurement must wait for it. Not safe for concurrent use.
 *
 * <p>It works beside the application, on the same two cores, and goes on for seconds after the first calls are fast: what is
 * measured meanwhile is slower, and on the bill for processor time the compiler is the largest item.
 */
public final class JitCompiler {

    /** The compiler counts as quiet after so many stretches of work in a row in which it did hardly anything. */
    private static final int QUIET_STRETCHES = 2;

    /** The share of a core below which the compiler counts as quiet; a warm process still compiles a few methods a second. */
    private static final double QUIET_SHARE = 0.05;

    /** A stretch lasts at least this long, so that the compilation of one large method falls into it. */
    private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(150);

    private JitCompiler() {}

    /**
     * Repeats a stretch of the work that is to be measured until the compiler has used less than a twentieth of a core, twice in
     * a row, or time is up.
     *
     * @return whether it became quiet
     */
    public static boolean awaitQuiet(long mostMillis, Work stretch) throws Exception {
        long begin = System.nanoTime();
        int quiet = 0;
        while (quiet < QUIET_STRETCHES && System.nanoTime() - begin < TimeUnit.MILLISECONDS.toNanos(mostMillis)) {
            long compiled = nanos();
            long start = System.nanoTime();
            do {
                stretch.run();
            } while (System.nanoTime() - start < SHORTEST_NANOS);
            double share = (double) (nanos() - compiled) / (System.nanoTime() - start);
            quiet = share < QUIET_SHARE ? quiet + 1 : 0;
        }
        return quiet == QUIET_STRETCHES;
    }

    /** What the compiler's threads have used; without {@code /proc} the time of the compilations that have ended. */
    private static long nanos() throws IOException {
        ThreadCpu now = ThreadCpu.now();
        return now.nanosByThread().isEmpty()
                ? TimeUnit.MILLISECONDS.toNanos(
                        ManagementFactory.getCompilationMXBean().getTotalCompilationTime())
                : ThreadCpu.nanosOf(ThreadCpu.Kind.COMPILER, now.nanosByThread());
    }

    /** A stretch of the work that is measured afterwards. */
    public interface Work {
        void run() throws Exception;
    }
}
