package io.penstock.stats;

import io.penstock.Appenders;
import io.penstock.Figures;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/** Shows the figures of one appender from its start to its stop: in JMX, and to listeners. Safe for any thread. */
public final class FigureRegistration {

    private final AtomicReference<@Nullable Shown> shown = new AtomicReference<>();
    /** Kept here for the listeners that are added later: all else must not hold it, see {@link Shown}. */
    @SuppressWarnings("UnusedVariable") // it is here to be kept alive
    private volatile @Nullable BiConsumer<String, Throwable> warn;

    /**
     * Begins to show them. In JMX the name is {@code io.penstock:type=…,name=…}, with {@code ,instance=2} and so on for
     * namesakes: two contexts, or an old and a new configuration at the same time, may well have the same name.
     *
     * @param warn the host's status channel
     * @return what ends it, also when nobody refers to this object or the appender any more; it holds neither
     */
    public Runnable register(String type, String name, List<FigureSource> sources, BiConsumer<String, Throwable> warn) {
        Shown begun = new Shown(new AppenderFigures(type, name, sources));
        this.warn = warn;
        // First, so that a listener that stops the appender ends what has just begun.
        shown.set(begun);
        begun.begin(warn);
        return begun::end;
    }

    /** Ends it; does nothing if nothing is shown, or not yet: whoever registers on another thread has to look once more. */
    public void unregister() {
        Shown begun = shown.getAndSet(null);
        if (begun != null) {
            begun.end();
        }
    }

    /** Refers to nothing of the appender, so that one that everybody has forgotten is garbage, and this then ends. */
    private static final class Shown {

        private static final int MOST_NAMESAKES = 1000;

        private final AppenderFigures figures;
        private final AtomicReference<@Nullable ObjectName> name = new AtomicReference<>();
        private volatile boolean ended;

        Shown(AppenderFigures figures) {
            this.figures = figures;
        }

        void begin(BiConsumer<String, Throwable> warn) {
            try {
                register(ManagementFactory.getPlatformMBeanServer(), figures);
            } catch (JMException | RuntimeException | LinkageError failure) {
                // No JMX in this process, or not allowed: the figures are there all the same.
                warn.accept("The figures of " + figures.name() + " are not visible in JMX", failure);
            }
            Appenders.started(figures, warn);
            if (ended) {
                // Somebody has ended it meanwhile, and found less than there is by now.
                end();
            }
        }

        private void register(MBeanServer server, Figures figures) throws JMException {
            FiguresBean bean = new FiguresBean(figures);
            String plain = "io.penstock:type=" + figures.type() + ",name=" + ObjectName.quote(figures.name());
            for (int instance = 1; instance <= MOST_NAMESAKES; instance++) {
                ObjectName candidate = new ObjectName(instance == 1 ? plain : plain + ",instance=" + instance);
                try {
                    server.registerMBean(bean, candidate);
                    name.set(candidate);
                    return;
                } catch (InstanceAlreadyExistsException namesake) {
                    // The next number is free, perhaps.
                }
            }
        }

        void end() {
            ended = true;
            figures.end();
            ObjectName registered = name.getAndSet(null);
            if (registered != null) {
                try {
                    ManagementFactory.getPlatformMBeanServer().unregisterMBean(registered);
                } catch (JMException | RuntimeException gone) {
                    // Somebody else has removed the bean already.
                }
            }
            Appenders.stopped(figures);
        }
    }
}
