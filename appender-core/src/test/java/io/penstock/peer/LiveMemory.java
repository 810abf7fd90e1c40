package io.penstock.peer;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** How much memory of this JVM is in use, garbage left out. Safe for any thread. */
public final class LiveMemory {

    private static final int READINGS = 3;

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

    /** Bytes of all direct buffers. */
    public static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }
}
