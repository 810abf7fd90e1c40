package io.penstock.jul.freeze;

import io.penstock.freeze.FreezeExtension;
import io.penstock.freeze.Freezer;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Freezes the structured arguments of quarkus-logging-json: what they write, key by key, and what they print, both taken
 * at the call. Safe for any thread.
 *
 * <p>Argument and generator are interfaces of that library, so both can be stood in for by reflection: none of its types
 * is named here, and nothing of it is needed where it is absent.
 */
public final class QuarkusArguments implements FreezeExtension {

    private static final String ARGUMENT = "io.quarkiverse.loggingjson.providers.StructuredArgument";
    private static final String GENERATOR = "io.quarkiverse.loggingjson.JsonGenerator";

    private final Class<?> argument;
    private final Class<?> generator;
    private final Method writeTo;

    private QuarkusArguments(Class<?> argument, Class<?> generator) throws NoSuchMethodException {
        this.argument = argument;
        this.generator = generator;
        this.writeTo = argument.getMethod("writeTo", generator);
    }

    /** The extension, where the library is on the class path. */
    public static Optional<FreezeExtension> ifPresent() {
        try {
            ClassLoader loader = QuarkusArguments.class.getClassLoader();
            return Optional.of(new QuarkusArguments(
                    Class.forName(ARGUMENT, false, loader), Class.forName(GENERATOR, false, loader)));
        } catch (ReflectiveOperationException | LinkageError absent) {
            return Optional.empty();
        }
    }

    @Override
    public boolean freezes(Class<?> type) {
        return argument.isAssignableFrom(type);
    }

    @Override
    public Object freeze(Object value, Freezer freezer) {
        List<Step> steps = new ArrayList<>();
        Object recorder = standIn(generator, (self, method, arguments) -> {
            if (method.getDeclaringClass() == Object.class) {
                return ofObject(self, method, arguments, "recorder");
            }
            steps.add(Step.of(method, arguments, freezer));
            return null;
        });
        try {
            writeTo.invoke(value, recorder);
        } catch (InvocationTargetException thrown) {
            throw new IllegalStateException(thrown.getCause());
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException(impossible);
        }
        String text = String.valueOf(freezer.cut(value.toString()));
        return standIn(argument, (self, method, arguments) -> {
            if (method.getDeclaringClass() == Object.class || method.getName().equals("toString")) {
                return ofObject(self, method, arguments, text);
            }
            for (Step step : steps) {
                step.repeat(arguments[0]);
            }
            return null;
        });
    }

    private static Object standIn(Class<?> type, InvocationHandler handler) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
    }

    private static @Nullable Object ofObject(Object self, Method method, Object[] arguments, String text) {
        return switch (method.getName()) {
            case "equals" -> self == arguments[0];
            case "hashCode" -> System.identityHashCode(self);
            case "toString" -> text;
            default -> null;
        };
    }

    /** One call of the generator. */
    private record Step(Method method, @Nullable Object[] arguments) {

        static Step of(Method method, Object @Nullable [] arguments, Freezer freezer) {
            @Nullable Object[] frozen = arguments == null ? new Object[0] : arguments.clone();
            for (int i = 0; i < frozen.length; i++) {
                // Names and numbers are what they are; only where any object may stand it has to be frozen.
                if (method.getParameterTypes()[i] == Object.class) {
                    frozen[i] = freezer.freezeField(frozen[i]);
                }
            }
            return new Step(method, frozen);
        }

        void repeat(Object generator) throws Throwable {
            @Nullable Object[] written = arguments.clone();
            for (int i = 0; i < written.length; i++) {
                if (written[i] instanceof QuarkusValues.Kept kept) {
                    written[i] = kept.forGenerator();
                }
            }
            try {
                method.invoke(generator, written);
            } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
            }
        }
    }
}
