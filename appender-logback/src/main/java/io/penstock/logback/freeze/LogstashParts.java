package io.penstock.logback.freeze;

import ch.qos.logback.core.Context;
import ch.qos.logback.core.spi.ContextAware;
import ch.qos.logback.core.spi.LifeCycle;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Reads logstash-logback-encoder's encoders and layouts by reflection, since each line of it has others: 7.4 and 8.1 a
 * factory of Jackson 2, 9.0 a mapper of Jackson 3. Its jar is an automatic module, which is open to all.
 */
final class LogstashParts {

    /** Mappers of encoders that nobody has decorated write alike. */
    static final String UNDECORATED = "undecorated json true";

    private LogstashParts() {}

    static boolean isMapper(Object value) {
        for (Class<?> type = value.getClass(); type != null; type = type.getSuperclass()) {
            String name = type.getName();
            if (name.equals("com.fasterxml.jackson.databind.ObjectMapper")
                    || name.equals("tools.jackson.databind.ObjectMapper")) {
                return true;
            }
        }
        return false;
    }

    /** What writes the events of an encoder or a layout of the library, or of a subclass; null if it is none. */
    static @Nullable Formatter formatter(Object part) {
        for (Class<?> type = part.getClass(); type != null; type = type.getSuperclass()) {
            String name = type.getName();
            if (name.equals("net.logstash.logback.encoder.CompositeJsonEncoder")
                    || name.equals("net.logstash.logback.layout.CompositeJsonLayout")) {
                return Formatter.of(call(part, type, "getFormatter"));
            }
        }
        return null;
    }

    /** That of an encoder of the library as it comes; null where the library is absent. */
    static @Nullable Object undecoratedMapper(Context context) {
        try {
            Class<?> type = Class.forName(
                    "net.logstash.logback.encoder.LogstashEncoder", true, LogstashParts.class.getClassLoader());
            Object encoder = type.getConstructor().newInstance();
            ((ContextAware) encoder).setContext(context);
            ((LifeCycle) encoder).start();
            Formatter formatter = formatter(encoder);
            return formatter == null ? null : formatter.mapper();
        } catch (ReflectiveOperationException | LinkageError | RuntimeException absent) {
            return null;
        }
    }

    private static @Nullable Object call(@Nullable Object target, Class<?> declaring, String name) {
        try {
            Method method = declaring.getDeclaredMethod(name);
            method.setAccessible(true);
            return method.invoke(target);
        } catch (ReflectiveOperationException | RuntimeException other) {
            return null;
        }
    }

    private static @Nullable Object get(@Nullable Object target, String name) {
        try {
            return target == null ? null : target.getClass().getMethod(name).invoke(target);
        } catch (ReflectiveOperationException | RuntimeException other) {
            return null;
        }
    }

    /** An AbstractCompositeJsonFormatter. */
    static final class Formatter {

        private final Object formatter;
        private final MethodHandle mapperOrFactory;

        private Formatter(Object formatter, MethodHandle mapperOrFactory) {
            this.formatter = formatter;
            this.mapperOrFactory = mapperOrFactory;
        }

        static @Nullable Formatter of(@Nullable Object formatter) {
            if (formatter == null) {
                return null;
            }
            for (Class<?> type = formatter.getClass(); type != null; type = type.getSuperclass()) {
                if (type.getName().equals("net.logstash.logback.composite.AbstractCompositeJsonFormatter")) {
                    MethodHandle handle = field(type, "objectMapper");
                    handle = handle == null ? field(type, "jsonFactory") : handle;
                    return handle == null ? null : new Formatter(formatter, handle);
                }
            }
            return null;
        }

        private static @Nullable MethodHandle field(Class<?> type, String name) {
            try {
                Field field = type.getDeclaredField(name);
                field.setAccessible(true);
                return MethodHandles.lookup().unreflectGetter(field);
            } catch (ReflectiveOperationException | RuntimeException other) {
                return null;
            }
        }

        /** A mapper of Jackson 3, or a factory of Jackson 2, which has one; null before the start. */
        @Nullable
        Object mapper() {
            try {
                return mapperOrFactory.invoke(formatter);
            } catch (Throwable impossible) {
                return null;
            }
        }

        /** Null if somebody has decorated the mapper, who may have told it anything. */
        @Nullable
        String sameAs() {
            Object decorator = get(formatter, "getMapperBuilderDecorator");
            decorator = decorator == null ? get(formatter, "getJsonFactoryDecorator") : decorator;
            if (decorator != null && !isNone(decorator)) {
                return null;
            }
            Object format = get(formatter, "getDataFormat");
            return "undecorated " + (format == null ? "json" : format) + " "
                    + get(formatter, "isFindAndRegisterJacksonModules");
        }

        private static boolean isNone(Object decorator) {
            if (decorator.getClass().getSimpleName().startsWith("Null")) {
                return true;
            }
            for (Class<?> type = decorator.getClass(); type != null; type = type.getSuperclass()) {
                if (type.getSimpleName().equals("CompositeDecorator")
                        || type.getSimpleName().equals("CompositeJsonFactoryDecorator")) {
                    MethodHandle decorators = field(type, "decorators");
                    try {
                        return decorators != null && ((Collection<?>) decorators.invoke(decorator)).isEmpty();
                    } catch (Throwable other) {
                        return false;
                    }
                }
            }
            return false;
        }

        /** Whether arguments that are not structured may be written as fields. */
        boolean mayWriteArguments() {
            return anyProvider(
                    get(get(formatter, "getProviders"), "getProviders"),
                    provider -> !isLibrarys(provider)
                            || Boolean.TRUE.equals(get(provider, "isIncludeNonStructuredArguments")));
        }

        /** Whether the text of a field may be printed. */
        boolean mayPrintFields() {
            return anyProvider(
                    get(get(formatter, "getProviders"), "getProviders"),
                    provider -> !isLibrarys(provider)
                            || provider.getClass().getSimpleName().contains("Pattern"));
        }

        private static boolean isLibrarys(Object provider) {
            return provider.getClass().getName().startsWith("net.logstash.logback.");
        }

        private static boolean anyProvider(@Nullable Object providers, java.util.function.Predicate<Object> what) {
            if (!(providers instanceof Collection<?> several)) {
                return true;
            }
            for (Object provider : several) {
                Object nested = get(get(provider, "getProviders"), "getProviders");
                if (what.test(provider) || nested != null && anyProvider(nested, what)) {
                    return true;
                }
            }
            return false;
        }
    }
}
