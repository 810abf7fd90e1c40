package io.penstock.context;

import io.penstock.ContextCarrier;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/** OpenTelemetry's {@code Context.current()}: span, baggage and whatever else is in it. */
final class OpenTelemetryCarrier implements ContextCarrier {

    private final MethodHandle current;
    private final MethodHandle root;
    private final MethodHandle makeCurrent;

    /**
     * @param context {@code io.opentelemetry.context.Context}
     */
    OpenTelemetryCarrier(Class<?> context) throws ReflectiveOperationException {
        Class<?> scope = ForeignCalls.beside(context, "io.opentelemetry.context.Scope");
        current = ForeignCalls.ofClass(context, "current", context);
        root = ForeignCalls.ofClass(context, "root", context);
        makeCurrent = ForeignCalls.of(context, "makeCurrent", scope);
    }

    @Override
    public String name() {
        return "OpenTelemetry";
    }

    @Override
    public @Nullable Object capture() {
        try {
            Object context = (Object) current.invokeExact();
            return context == (Object) root.invokeExact() ? null : context;
        } catch (Throwable failure) {
            throw ForeignCalls.thrown(failure);
        }
    }

    @Override
    public Scope restore(Object captured) {
        try {
            // OpenTelemetry's scopes can be closed as any other resource.
            AutoCloseable scope = (AutoCloseable) (Object) makeCurrent.invokeExact(captured);
            return () -> ForeignScopes.close(scope);
        } catch (Throwable failure) {
            throw ForeignCalls.thrown(failure);
        }
    }
}
