package io.penstock.context;

import io.penstock.ContextCarrier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the carriers that there are for an appender. Confined to the thread that starts it.
 *
 * <p>In a container we may be loaded by another class loader than the application's tracing is. Libraries are therefore
 * looked up by the loaders of what is wrapped as well as by our own, and reached by name only: nothing of them has to be
 * there, and none of our classes refers to one of theirs.
 */
public final class CarrierSearch {

    private static final int MOST_BROKEN = 8;

    private final Set<ClassLoader> loaders = new LinkedHashSet<>();
    private final List<ContextCarrier> hosts = new ArrayList<>();
    private final BiConsumer<String, Throwable> warn;
    private int broken;

    /** What is found wrong with a service file, and what carriers throw later, goes to {@code warn}. */
    public CarrierSearch(BiConsumer<String, Throwable> warn) {
        this.warn = warn;
        in(CarrierSearch.class);
    }

    /** Looks where {@code type} comes from, too. */
    public CarrierSearch in(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        if (loader != null) {
            loaders.add(loader);
        }
        return this;
    }

    /** Looks where the classes of all {@code parts} come from, too. */
    public CarrierSearch inAll(Collection<?> parts) {
        parts.forEach(part -> in(part.getClass()));
        return this;
    }

    /** One more, which only the host module knows; null: none. */
    public CarrierSearch with(@Nullable ContextCarrier ofHost) {
        if (ofHost != null) {
            hosts.add(ofHost);
        }
        return this;
    }

    /**
     * From the most general to the most special, which has the last word: what Micrometer restores may set a trace and an
     * MDC of its own making; the trace and the MDC themselves come after it.
     */
    public ContextCarriers carriers() {
        List<ContextCarrier> found = new ArrayList<>();
        found.add(new ThreadCarrier());
        addForeign(found, "io.micrometer.context.ContextSnapshotFactory", MicrometerCarrier::new);
        addForeign(found, "io.opentelemetry.context.Context", OpenTelemetryCarrier::new);
        addForeign(found, "org.slf4j.MDC", MdcCarrier::new);
        found.addAll(hosts);
        addServices(found);
        return new ContextCarriers(found, warn);
    }

    private interface Maker {
        ContextCarrier make(Class<?> entry) throws ReflectiveOperationException;
    }

    private void addForeign(List<ContextCarrier> found, String className, Maker maker) {
        Set<Class<?>> seen = new LinkedHashSet<>();
        for (ClassLoader loader : loaders) {
            try {
                Class<?> entry = Class.forName(className, false, loader);
                if (seen.add(entry)) {
                    found.add(maker.make(entry));
                }
            } catch (ReflectiveOperationException | LinkageError absentOrTooOld) {
                // Then there is nothing of this to carry.
            }
        }
    }

    private void addServices(List<ContextCarrier> found) {
        Set<Class<?>> seen = new LinkedHashSet<>();
        for (ClassLoader loader : loaders) {
            Iterator<ContextCarrier> services =
                    ServiceLoader.load(ContextCarrier.class, loader).iterator();
            // After a broken one the next may be sound. But a loader that cannot be read at all says so for ever.
            while (broken < MOST_BROKEN && next(services, found, seen)) {
                // Each is added or reported.
            }
        }
    }

    private boolean next(Iterator<ContextCarrier> services, List<ContextCarrier> found, Set<Class<?>> seen) {
        try {
            if (!services.hasNext()) {
                return false;
            }
            ContextCarrier carrier = services.next();
            if (seen.add(carrier.getClass())) {
                found.add(carrier);
            }
            return true;
        } catch (ServiceConfigurationError failure) {
            broken++;
            warn.accept(
                    "A context carrier could not be loaded and is left out; see META-INF/services/"
                            + ContextCarrier.class.getName(),
                    failure);
            return true;
        }
    }
}
