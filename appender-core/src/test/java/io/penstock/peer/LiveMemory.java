package io.penstock.peer;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.ObjectName;

/** How much memory of this JVM is in use, garbage left out. Safe for any thread. */
public final class LiveMemory {

    private static final int READINGS = 3;
    private static final int MOST_READINGS = 10;

    private LiveMemory() {}

    /**
     * Bytes of all reachable objects. By HotSpot's class histogram, which collects everything first and counts what is
     * left, where used heap after {@code System.gc()} is whatever the collector in use makes of that request. The least of
     * three readings: other threads of the JVM make objects meanwhile.
     */
    public static long heapBytes() throws JMException {
        long least = Long.MAX_VALUE;
        for (int reading = 0; reading < READINGS; reading++) {
            least = Math.min(least, reachableBytes());
        }
        return least;
    }

    private static long reachableBytes() throws JMException {
        String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        // Its last line: Total <instances> <bytes>
        String[] total = histogram.strip().split("\\s+");
        return Long.parseLong(total[total.length - 1]);
    }

    /**
     * Bytes of all direct buffers that are reachable. The JDK frees the others after a collection, on a thread of its own
     * that a busy machine lets wait: read again until its work of two collections has changed nothing.
     */
    public static long directBytes() throws JMException {
        long before = -1;
        long now = usedDirectBytes();
        for (int reading = 0; reading < MOST_READINGS && now != before; reading++) {
            before = now;
            collectAndAwaitCleaning();
            collectAndAwaitCleaning();
            now = usedDirectBytes();
        }
        return now;
    }

    /** What was found unreachable is handled list by list: the second of two is begun when the first is done. */
    private static void collectAndAwaitCleaning() throws JMException {
        ReferenceQueue<Object> handled = new ReferenceQueue<>();
        Reference<Object> unreachable = new WeakReference<>(new Object(), handled);
        reachableBytes();
        try {
            if (handled.remove(TimeUnit.SECONDS.toMillis(20)) != unreachable) {
                throw new IllegalStateException("nothing was collected");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static long usedDirectBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }
}
