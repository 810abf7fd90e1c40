package io.penstock.logback.freeze;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.function.Consumer;
import net.logstash.logback.argument.DeferredStructuredArgument;
import net.logstash.logback.argument.StructuredArgument;
import net.logstash.logback.marker.DeferredLogstashMarker;
import net.logstash.logback.marker.LogstashMarker;
import net.logstash.logback.marker.MapEntriesAppendingMarker;
import net.logstash.logback.marker.ObjectAppendingMarker;
import net.logstash.logback.marker.ObjectFieldsAppendingMarker;
import net.logstash.logback.marker.RawJsonAppendingMarker;
import net.logstash.logback.marker.SingleFieldAppendingMarker;
import org.jspecify.annotations.Nullable;

/**
 * Reads the private parts of logstash-logback-encoder's classes, for which it has no getters; they are the same in each
 * release from 7.4 on. Its jar is an automatic module, which is open to all. Safe for any thread.
 */
final class LogstashFields {

    private final MethodHandle messagePattern = field(SingleFieldAppendingMarker.class, "messageFormatPattern");
    private final MethodHandle value = field(ObjectAppendingMarker.class, "fieldValue");
    private final MethodHandle rawJson = field(RawJsonAppendingMarker.class, "rawJson");
    private final MethodHandle map = field(MapEntriesAppendingMarker.class, "map");
    private final MethodHandle object = field(ObjectFieldsAppendingMarker.class, "object");
    private final MethodHandle suppliedMarker = method(DeferredLogstashMarker.class, "getSuppliedValue");
    private final MethodHandle suppliedArgument = method(DeferredStructuredArgument.class, "getSuppliedValue");

    private final Method argumentWriteTo = writeTo(StructuredArgument.class);
    private final Method markerWriteTo = writeTo(LogstashMarker.class);

    private LogstashFields() throws ReflectiveOperationException {}

    /** Null, and a note, when this release of the library looks different inside. */
    static @Nullable LogstashFields open(Consumer<String> note) {
        try {
            return new LogstashFields();
        } catch (ReflectiveOperationException | RuntimeException changed) {
            note.accept("logstash-logback-encoder's classes cannot be copied (" + changed
                    + "): its structured arguments and markers are not frozen, their JSON may show later values; please"
                    + " report the release");
            return null;
        }
    }

    String messagePattern(SingleFieldAppendingMarker marker) {
        return (String) get(messagePattern, marker);
    }

    Object value(ObjectAppendingMarker marker) {
        return get(value, marker);
    }

    String rawJson(RawJsonAppendingMarker marker) {
        return (String) get(rawJson, marker);
    }

    @Nullable
    Map<?, ?> map(Object marker) {
        return (Map<?, ?>) get(map, marker);
    }

    @Nullable
    Object object(Object marker) {
        return get(object, marker);
    }

    /** Asks the supplier, unless it has answered before: each asks only once. */
    Object supplied(Object deferred) {
        return get(deferred instanceof DeferredLogstashMarker ? suppliedMarker : suppliedArgument, deferred);
    }

    /** What writes the fields of an argument or a marker, of whatever class. */
    JsonReader.FieldsWriter writer(Object argumentOrMarker) {
        Method method = argumentOrMarker instanceof LogstashMarker ? markerWriteTo : argumentWriteTo;
        return new JsonReader.FieldsWriter() {
            @Override
            public boolean writesTo(Class<?> generator) {
                return method.getParameterTypes()[0] == generator;
            }

            @Override
            public void writeTo(Object generator) throws Throwable {
                try {
                    method.invoke(argumentOrMarker, generator);
                } catch (InvocationTargetException thrown) {
                    throw thrown.getCause();
                }
            }
        };
    }

    private static Method writeTo(Class<?> type) throws NoSuchMethodException {
        for (Method method : type.getMethods()) {
            if (method.getName().equals("writeTo") && method.getParameterCount() == 1) {
                return method;
            }
        }
        throw new NoSuchMethodException(type.getName() + ".writeTo");
    }

    private static Object get(MethodHandle handle, Object from) {
        try {
            return handle.invoke(from);
        } catch (RuntimeException | Error thrownBySupplier) {
            throw thrownBySupplier;
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static MethodHandle field(Class<?> type, String name) throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return MethodHandles.lookup().unreflectGetter(field);
    }

    private static MethodHandle method(Class<?> type, String name) throws ReflectiveOperationException {
        Method method = type.getDeclaredMethod(name);
        method.setAccessible(true);
        return MethodHandles.lookup().unreflect(method);
    }
}
