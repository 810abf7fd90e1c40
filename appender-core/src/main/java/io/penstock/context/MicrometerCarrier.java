package io.penstock.context;

import io.penstock.ContextCarrier;
import java.lang.invoke.MethodHandle;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that is registered with Micrometer's context-propagation library at the time of the call: observations, Brave's or
 * Reactor's contexts, thread-locals of the application.
 */
final class MicrometerCarrier implements ContextCarrier {

    private static final Object[] FROM_THREAD_ONLY = {};

    private final MethodHandle newBuilder;
    private final MethodHandle build;
    private final MethodHandle captureAll;
    private final MethodHandle setThreadLocals;
    private volatile @Nullable Object factory;

    /**
     * @param type {@code io.micrometer.context.ContextSnapshotFactory}
     */
    MicrometerCarrier(Class<?> type) throws ReflectiveOperationException {
        Class<?> builder = ForeignCalls.beside(type, "io.micrometer.context.ContextSnapshotFactory$Builder");
        Class<?> snapshot = ForeignCalls.beside(type, "io.micrometer.context.ContextSnapshot");
        Class<?> scope = ForeignCalls.beside(type, "io.micrometer.context.ContextSnapshot$Scope");
        captureAll = ForeignCalls.of(type, "captureAll", snapshot, Object[].class);
        setThreadLocals = ForeignCalls.of(snapshot, "setThreadLocals", scope);
        newBuilder = ForeignCalls.ofClass(type, "builder", builder);
        build = ForeignCalls.of(builder, "build", type);
    }

    @Override
    public String name() {
        return "Micrometer context propagation";
    }

    @Override
    public @Nullable Object capture() {
        try {
            Object snapshot = (Object) captureAll.invokeExact(factory(), (Object) FROM_THREAD_ONLY);
            return snapshot instanceof Map<?, ?> values && values.isEmpty() ? null : snapshot;
        } catch (Throwable failure) {
            throw ForeignCalls.thrown(failure);
        }
    }

    /** Not before it is needed: it makes the registry look for accessors, and a handler may be made with the LogManager's lock held. */
    private Object factory() throws Throwable {
        Object present = factory;
        if (present == null) {
            // Two at a time make two, which are alike.
            present = (Object) build.invokeExact((Object) newBuilder.invokeExact());
            factory = present;
        }
        return present;
    }

    @Override
    public Scope restore(Object captured) {
        try {
            AutoCloseable scope = (AutoCloseable) (Object) setThreadLocals.invokeExact(captured);
            return () -> ForeignScopes.close(scope);
        } catch (Throwable failure) {
            throw ForeignCalls.thrown(failure);
        }
    }
}
