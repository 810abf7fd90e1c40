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

    private final Method argumentWriteTo = writeTo(StructuredArgument.class);
    private final Method markerWriteTo = writeTo(LogstashMarker.class);

    /** Their own class, since only static constants are plain reads of a field for the compiler. */
    private static final class Parts {

        static final MethodHandle MESSAGE_PATTERN = field(SingleFieldAppendingMarker.class, "messageFormatPattern");
        static final MethodHandle VALUE = field(ObjectAppendingMarker.class, "fieldValue");
        static final MethodHandle RAW_JSON = field(RawJsonAppendingMarker.class, "rawJson");
        static final MethodHandle MAP = field(MapEntriesAppendingMarker.class, "map");
        static final MethodHandle OBJECT = field(ObjectFieldsAppendingMarker.class, "object");
        static final MethodHandle SUPPLIED_MARKER = method(DeferredLogstashMarker.class, "getSuppliedValue");
        static final MethodHandle SUPPLIED_ARGUMENT = method(DeferredStructuredArgument.class, "getSuppliedValue");

        private Parts() {}

        /** Whether all of them are there; throws if not. */
        static void find() {}

        private static MethodHandle field(Class<?> type, String name) {
            try {
                Field field = type.getDeclaredField(name);
                field.setAccessible(true);
                return MethodHandles.lookup().unreflectGetter(field);
            } catch (ReflectiveOperationException changed) {
                throw new IllegalStateException(changed);
            }
        }

        private static MethodHandle method(Class<?> type, String name) {
            try {
                Method method = type.getDeclaredMethod(name);
                method.setAccessible(true);
                return MethodHandles.lookup().unreflect(method);
            } catch (ReflectiveOperationException changed) {
                throw new IllegalStateException(changed);
            }
        }
    }

    private LogstashFields() throws ReflectiveOperationException {
        Parts.find();
    }

    /** Null, and a note, when this release of the library looks different inside. */
    static @Nullable LogstashFields open(Consumer<String> note) {
        try {
            return new LogstashFields();
        } catch (ReflectiveOperationException | RuntimeException | LinkageError changed) {
            note.accept("logstash-logback-encoder's classes cannot be copied (" + rootOf(changed)
                    + "): its structured arguments and markers are not frozen, their JSON may show later values; please"
                    + " report the release");
            return null;
        }
    }

    private static Throwable rootOf(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    String messagePattern(SingleFieldAppendingMarker marker) {
        return (String) get(Parts.MESSAGE_PATTERN, marker);
    }

    Object value(ObjectAppendingMarker marker) {
        return get(Parts.VALUE, marker);
    }

    String rawJson(RawJsonAppendingMarker marker) {
        return (String) get(Parts.RAW_JSON, marker);
    }

    @Nullable
    Map<?, ?> map(Object marker) {
        return (Map<?, ?>) get(Parts.MAP, marker);
    }

    @Nullable
    Object object(Object marker) {
        return get(Parts.OBJECT, marker);
    }

    /** Asks the supplier, unless it has answered before: each asks only once. */
    Object supplied(Object deferred) {
        return get(
                deferred instanceof DeferredLogstashMarker ? Parts.SUPPLIED_MARKER : Parts.SUPPLIED_ARGUMENT, deferred);
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
}
