package io.penstock.ring;

import io.penstock.Books;
import io.penstock.BooksMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicReference;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/** The books of one appender in JMX, from start to stop. Safe for any thread. */
public final class BooksRegistration {

    private static final int MOST_NAMESAKES = 1000;

    private final AtomicReference<@Nullable ObjectName> name = new AtomicReference<>();

    /**
     * Registers the ring's books as {@code io.penstock:type=…,name=…}, with {@code ,instance=2} and so on for namesakes:
     * two contexts, or an old and a new configuration at the same time, may well have the same name.
     */
    public void register(String type, String appenderName, AsyncRing<?> ring, Announcer announcer) {
        try {
            MBeanServer server = ManagementFactory.getPlatformMBeanServer();
            String plain = "io.penstock:type=" + type + ",name=" + ObjectName.quote(appenderName);
            BooksBean bean = new BooksBean(ring);
            for (int instance = 1; instance <= MOST_NAMESAKES; instance++) {
                ObjectName candidate = new ObjectName(instance == 1 ? plain : plain + ",instance=" + instance);
                if (isRegistered(server, bean, candidate)) {
                    name.set(candidate);
                    return;
                }
            }
        } catch (JMException | RuntimeException | LinkageError failure) {
            // No JMX in this process, or not allowed: the books are there all the same.
            announcer.warn("The books of " + appenderName + " are not visible in JMX", failure);
        }
    }

    private static boolean isRegistered(MBeanServer server, BooksBean bean, ObjectName candidate) throws JMException {
        try {
            server.registerMBean(bean, candidate);
            return true;
        } catch (InstanceAlreadyExistsException namesake) {
            return false;
        }
    }

    /** Does nothing if nothing is registered, or not yet: whoever registers on another thread has to look once more. */
    public void unregister() {
        ObjectName registered = name.getAndSet(null);
        if (registered != null) {
            try {
                ManagementFactory.getPlatformMBeanServer().unregisterMBean(registered);
            } catch (JMException | RuntimeException gone) {
                // Somebody else has removed it: that is what we wanted.
            }
        }
    }

    /** Reads the books anew for every attribute; those who need them to balance ask the appender for one snapshot. */
    private record BooksBean(AsyncRing<?> ring) implements BooksMXBean {

        private Books books() {
            return ring.books();
        }

        @Override
        public long getOffered() {
            return books().offered();
        }

        @Override
        public long getAccepted() {
            return books().accepted();
        }

        @Override
        public long getDelivered() {
            return books().delivered();
        }

        @Override
        public long getFailed() {
            return books().failed();
        }

        @Override
        public long getPending() {
            return books().pending();
        }

        @Override
        public long getUnconfirmed() {
            return books().unconfirmed();
        }

        @Override
        public long getDropped() {
            return books().dropped();
        }

        @Override
        public String getDroppedByReason() {
            return books().droppedByReason();
        }

        @Override
        public String getDroppedBySeverity() {
            return books().droppedBySeverity();
        }

        @Override
        public String getSnapshot() {
            return books().toString();
        }

        @Override
        public int getRingSize() {
            return ring.config().ringSize();
        }
    }
}
