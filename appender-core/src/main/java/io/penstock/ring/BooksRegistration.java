package io.penstock.ring;

import io.penstock.SenderStats;
import io.penstock.sink.Announcer;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
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
        register(type, appenderName, ring, new BooksBean(ring), announcer);
    }

    /** As {@link #register(String, String, AsyncRing, Announcer)}, for an appender that sends over a network. */
    public void register(
            String type, String appenderName, AsyncRing<?> ring, Supplier<SenderStats> sender, Announcer announcer) {
        register(type, appenderName, ring, new SenderBean(ring, sender), announcer);
    }

    private void register(String type, String appenderName, AsyncRing<?> ring, BooksBean bean, Announcer announcer) {
        ring.whenForgotten(this::unregister);
        try {
            MBeanServer server = ManagementFactory.getPlatformMBeanServer();
            String plain = "io.penstock:type=" + type + ",name=" + ObjectName.quote(appenderName);
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
}
