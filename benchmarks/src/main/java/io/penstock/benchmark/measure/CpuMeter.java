package io.penstock.benchmark.measure;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The processor time that this process uses between two moments, in nanoseconds, although threads end in between. Confined to the
 * measuring thread.
 *
 * <p>The JDK's figure for the process includes the threads that have ended, but ticks in steps of 10 ms, and the scheduler's counts in
 * {@code /proc/self/task} are exact, but disappear with their thread; and producers end when they have made their calls, consumers
 * in {@code stop()}. So producers count themselves, and while an appender is being stopped its threads are looked at every half
 * millisecond; what a thread uses after the last look is missing. Compiler, collector and the VM's own thread, which the JDK does not list, come from
 * {@code /proc}. Where there is none, the JDK's ticks are the answer.
 */
public final class CpuMeter {

    private static final ThreadMXBean THREADS = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
    private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

    private final Thread looking = new Thread(this::look, "cpu-meter");
    private final Map<Long, Long> last = new HashMap<>();
    private final long ticksBefore = ProcessCpu.nanosOfAll();
    private final Map<String, Long> machineRoomBefore = ThreadCpu.now().nanosByThread();
    private final Map<Long, Long> before = javaThreads();
    private volatile boolean stopped;

    private CpuMeter() throws IOException {}

    public static CpuMeter start() throws IOException {
        return new CpuMeter();
    }

    /** The processor time of the calling thread, for threads that end before the meter is read. Not for virtual threads. */
    public static long ofThisThread() {
        return THREADS.getCurrentThreadCpuTime();
    }

    /** From now on the meter looks at all threads every half millisecond, because some may end without having counted themselves. */
    public void watchEndings() {
        looking.setDaemon(true);
        looking.start();
    }

    /** One look at all threads that live. */
    public void lookOnce() {
        synchronized (last) {
            last.putAll(javaThreads());
        }
    }

    private void look() {
        while (!stopped) {
            lookOnce();
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /**
     * Ends the measurement.
     *
     * @param byThemselves what threads used that have ended, and counted themselves
     */
    public long nanos(long byThemselves) throws IOException, InterruptedException {
        // This is read first, because reading the rest costs this thread a millisecond.
        lookOnce();
        stopped = true;
        looking.join();
        long ticks = ProcessCpu.nanosOfAll() - ticksBefore;
        Map<String, Long> machineRoom = ThreadCpu.now().since(new ThreadCpu(machineRoomBefore));
        if (machineRoom.isEmpty()) {
            return ticks;
        }
        long sum = byThemselves + ThreadCpu.nanosOfHidden(machineRoom);
        for (Map.Entry<Long, Long> thread : last.entrySet()) {
            if (thread.getKey() != looking.getId()) {
                sum += thread.getValue() - before.getOrDefault(thread.getKey(), 0L);
            }
        }
        return sum;
    }

    /** By the thread's number, which is never used again. */
    private static Map<Long, Long> javaThreads() {
        long[] ids = THREADS.getAllThreadIds();
        long[] nanos = THREADS.getThreadCpuTime(ids);
        Map<Long, Long> byThread = new HashMap<>();
        for (int i = 0; i < ids.length; i++) {
            // The JDK answers -1 for a thread that has ended since it was listed.
            if (nanos[i] >= 0) {
                byThread.put(ids[i], nanos[i]);
            }
        }
        return byThread;
    }
}
