package io.penstock;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.BiConsumer;

/** The appenders and handlers of ours that run in this JVM, and who wants to know of them. Safe for any thread. */
public final class Appenders {

    // Decided under the lock, told outside it: a listener may call whatever it likes. Each listener has a line of its
    // own, which keeps the order of what it hears.

    private static final int MOST_BROKEN = 8;

    private static final Object LOCK = new Object();

    /** With whoever is told of a listener that throws: held weakly, since an appender's own status channel holds it. */
    private static final Map<Figures, WeakReference<BiConsumer<String, Throwable>>> RUNNING = new LinkedHashMap<>();

    private static final List<ListenerLine> LISTENERS = new ArrayList<>();
    private static boolean servicesLoaded;

    private Appenders() {}

    /**
     * From now on the listener hears of every appender that starts or stops, and now of those that are started. It is held
     * until it is {@linkplain #removeListener removed}. Added twice it hears everything twice.
     */
    public static void addListener(AppenderListener listener) {
        ListenerLine line = new ListenerLine(listener);
        synchronized (LOCK) {
            LISTENERS.add(line);
            RUNNING.forEach((figures, warn) -> line.add(figures, true, warn));
        }
        line.tell();
    }

    /** The listener hears nothing more, not even of stops; does nothing if it was not added. */
    public static void removeListener(AppenderListener listener) {
        synchronized (LOCK) {
            LISTENERS.stream().filter(line -> line.isOf(listener)).forEach(ListenerLine::end);
            LISTENERS.removeIf(line -> line.isOf(listener));
        }
    }

    /**
     * Not for users: an appender says this when it starts.
     *
     * @param warn hears of listeners that throw; whoever calls this keeps it alive, here it is held weakly
     */
    public static void started(Figures figures, BiConsumer<String, Throwable> warn) {
        loadServices(warn);
        WeakReference<BiConsumer<String, Throwable>> weakly = new WeakReference<>(warn);
        List<ListenerLine> lines;
        synchronized (LOCK) {
            RUNNING.put(figures, weakly);
            LISTENERS.forEach(line -> line.add(figures, true, weakly));
            lines = List.copyOf(LISTENERS);
        }
        lines.forEach(ListenerLine::tell);
    }

    /** Not for users: an appender says this when it has stopped. Only the first time counts. */
    public static void stopped(Figures figures) {
        List<ListenerLine> lines;
        synchronized (LOCK) {
            WeakReference<BiConsumer<String, Throwable>> warn = RUNNING.remove(figures);
            if (warn == null) {
                return;
            }
            LISTENERS.forEach(line -> line.add(figures, false, warn));
            lines = List.copyOf(LISTENERS);
        }
        lines.forEach(ListenerLine::tell);
    }

    /** By the class loader that has loaded us: a listener found by another one would keep that one for ever. */
    private static void loadServices(BiConsumer<String, Throwable> warn) {
        synchronized (LOCK) {
            if (servicesLoaded) {
                return;
            }
            servicesLoaded = true;
        }
        Iterator<AppenderListener> services = ServiceLoader.load(
                        AppenderListener.class, Appenders.class.getClassLoader())
                .iterator();
        // After a broken one the next may be sound. But a loader that cannot be read at all says so for ever.
        for (int broken = 0; broken < MOST_BROKEN; ) {
            try {
                if (!services.hasNext()) {
                    return;
                }
                addListener(services.next());
            } catch (ServiceConfigurationError failure) {
                broken++;
                warn.accept(
                        "An appender listener could not be loaded and is left out; see META-INF/services/"
                                + AppenderListener.class.getName(),
                        failure);
            }
        }
    }
}
