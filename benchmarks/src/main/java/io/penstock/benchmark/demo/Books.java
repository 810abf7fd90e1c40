package io.penstock.benchmark.demo;

import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.management.AttributeNotFoundException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * Penstock's own account of a run, read by JMX name as an operator would read it.
 *
 * @param pending not delivered yet, be it that it waits or that nobody has acknowledged it
 * @param droppedByReason as the proxy prints it, for example {@code ringFull=12}; empty if nothing was dropped
 */
record Books(long offered, long delivered, long failed, long dropped, long pending, String droppedByReason) {

    /** The proxy or sender of whichever host: one at a time. */
    static final String NAME_PATTERN = "io.penstock:type=*,*";

    private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** Every event that was offered has one known fate, and none failed in what the proxy wraps. */
    boolean balance() {
        return offered == delivered + dropped;
    }

    /** Reads the only registered proxy, after it has had time to deliver what is pending; empty if there is none. */
    static Optional<Books> readWhenSettled() {
        long deadline = System.nanoTime() + SETTLE_NANOS;
        Optional<Books> books = read();
        while (books.isPresent() && books.get().pending() > 0 && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(POLL_NANOS);
            books = read();
        }
        return books;
    }

    private static Optional<Books> read() {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        try {
            Set<ObjectName> names = server.queryNames(new ObjectName(NAME_PATTERN), null);
            if (names.size() != 1) {
                return Optional.empty();
            }
            ObjectName name = names.iterator().next();
            // The number of pending events is read first: the attributes are read one after the other, and once
            // nothing is pending the others do not change any more.
            long pending = number(server, name, "Pending") + number(server, name, "Unconfirmed");
            return Optional.of(new Books(
                    number(server, name, "Offered"),
                    number(server, name, "Delivered"),
                    number(server, name, "Failed"),
                    number(server, name, "Dropped"),
                    pending,
                    String.valueOf(server.getAttribute(name, "DroppedByReason"))));
        } catch (InstanceNotFoundException | AttributeNotFoundException e) {
            return Optional.empty();
        } catch (JMException e) {
            throw new IllegalStateException("cannot read " + NAME_PATTERN, e);
        }
    }

    private static long number(MBeanServer server, ObjectName name, String attribute) throws JMException {
        return ((Number) server.getAttribute(name, attribute)).longValue();
    }
}
