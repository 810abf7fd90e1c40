package io.penstock.benchmark.measure;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The processor time that this process has used, JVM threads included. */
public final class ProcessCpu {

    private static final Path TASKS = Path.of("/proc/self/task");

    private ProcessCpu() {}

    /**
     * Returns nanoseconds: on Linux from the scheduler's own count per thread; elsewhere from the JDK, whose clock may tick in
     * steps of 10 ms. The scheduler's counts miss threads that have ended, so this is for idle processes only.
     */
    public static long nanos() throws IOException {
        if (!Files.isReadable(TASKS)) {
            return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                    .getProcessCpuTime();
        }
        try (Stream<Path> tasks = Files.list(TASKS)) {
            long sum = 0;
            for (Path task : tasks.toList()) {
                Path schedstat = task.resolve("schedstat");
                if (Files.exists(schedstat)) {
                    sum += parse(Files.readString(schedstat));
                }
            }
            return sum;
        }
    }

    /** Nanoseconds, threads that have ended included, in steps of 10 ms; {@link CpuMeter} is finer. */
    public static long nanosOfAll() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    /** The first of the three numbers of a schedstat file: nanoseconds on a processor. */
    public static long parse(String schedstat) {
        return Long.parseLong(schedstat.strip().split(" ")[0]);
    }
}
