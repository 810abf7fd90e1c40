package io.penstock.jul.settings;

import io.penstock.jul.capture.Severities;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import org.jspecify.annotations.Nullable;

/** Makes handlers, filters and formatters from class names, as the LogManager does. */
public final class ByName {

    private ByName() {}

    /**
     * A new instance by the public constructor without parameters.
     *
     * @throws IllegalArgumentException if that fails; the message names the setting and the class and says what to do
     */
    static <T> T create(String setting, String className, Class<T> type) {
        String problem = setting + "=" + className;
        try {
            Class<?> found = load(className);
            if (!type.isAssignableFrom(found)) {
                throw new IllegalArgumentException(problem + " is no " + type.getName() + "; name a subclass of it");
            }
            return type.cast(found.getConstructor().newInstance());
        } catch (ClassNotFoundException missing) {
            throw new IllegalArgumentException(
                    problem + " is on no class path known here; check the spelling, or use "
                            + "Penstock.install(...) if the class is inside a fat jar",
                    missing);
        } catch (InvocationTargetException failed) {
            throw new IllegalArgumentException(
                    problem + " could not be created: " + failed.getCause() + "; correct its own properties",
                    failed.getCause());
        } catch (ReflectiveOperationException | LinkageError unusable) {
            throw new IllegalArgumentException(
                    problem + " could not be created: " + unusable
                            + "; the class and its constructor without parameters must be public",
                    unusable);
        }
    }

    /** The LogManager asks the system class loader only; a container's classes are found by the other two. */
    private static Class<?> load(String className) throws ClassNotFoundException {
        Set<@Nullable ClassLoader> loaders = new LinkedHashSet<>(Arrays.asList(
                ClassLoader.getSystemClassLoader(),
                Thread.currentThread().getContextClassLoader(),
                ByName.class.getClassLoader()));
        ClassNotFoundException missing = new ClassNotFoundException(className);
        for (ClassLoader loader : loaders) {
            try {
                return Class.forName(className, true, loader);
            } catch (ClassNotFoundException notHere) {
                missing = notHere;
            }
        }
        throw missing;
    }

    /**
     * The handlers to wrap, as far as they can be made; each configures itself from its own properties.
     *
     * @param proxies what none of them may be
     * @param problems hears what is wrong with the others: setting, value, what to do
     */
    public static List<Handler> handlers(
            List<String> classNames,
            UnaryOperator<@Nullable String> properties,
            Class<?> proxies,
            Consumer<String> problems) {
        List<Handler> handlers = new ArrayList<>();
        for (String className : classNames) {
            try {
                refuseProxy(className, proxies);
                Handler handler = create("handler", className, Handler.class);
                handlers.add(handler);
                setLevel(handler, className, properties, problems);
            } catch (IllegalArgumentException wrong) {
                problems.accept(wrong.getMessage());
            }
        }
        return handlers;
    }

    /** As the LogManager does for handlers that do not read it themselves: one that is wrong is said and changes nothing. */
    private static void setLevel(
            Handler handler, String className, UnaryOperator<@Nullable String> properties, Consumer<String> problems) {
        String text = properties.apply(className + ".level");
        if (text == null || text.isBlank()) {
            return;
        }
        try {
            handler.setLevel(Severities.level(className + ".level", text));
        } catch (IllegalArgumentException unknown) {
            problems.accept(unknown.getMessage() + "; until then it has level " + handler.getLevel());
        } catch (RuntimeException refused) {
            problems.accept(className + ".level=" + text + " could not be set: " + refused);
        }
    }

    /** Refuses a proxy as wrapped handler: it would configure itself from its own properties, and could wrap itself. */
    private static void refuseProxy(String className, Class<?> proxies) {
        boolean isProxy;
        try {
            isProxy = proxies.isAssignableFrom(load(className));
        } catch (ClassNotFoundException | LinkageError saidLater) {
            isProxy = false;
        }
        if (isProxy) {
            throw new IllegalArgumentException("handler=" + className
                    + " is a proxy itself; name the handler that writes, for instance java.util.logging.FileHandler");
        }
    }
}
