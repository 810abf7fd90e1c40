package io.penstock.context;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** Public methods of libraries that may be absent, by name; called as if they took and returned plain objects. Safe for any thread. */
final class ForeignCalls {

    private static final MethodHandles.Lookup PUBLIC = MethodHandles.publicLookup();

    private ForeignCalls() {}

    /** Without parameters. */
    static MethodHandle ofClass(Class<?> type, String method, Class<?> result) throws ReflectiveOperationException {
        return generic(PUBLIC.findStatic(type, method, MethodType.methodType(result)));
    }

    static MethodHandle ofClass(Class<?> type, String method, Class<?> result, Class<?> parameter)
            throws ReflectiveOperationException {
        return generic(PUBLIC.findStatic(type, method, MethodType.methodType(result, parameter)));
    }

    static MethodHandle of(Class<?> type, String method, Class<?> result) throws ReflectiveOperationException {
        return generic(PUBLIC.findVirtual(type, method, MethodType.methodType(result)));
    }

    static MethodHandle of(Class<?> type, String method, Class<?> result, Class<?> parameter)
            throws ReflectiveOperationException {
        return generic(PUBLIC.findVirtual(type, method, MethodType.methodType(result, parameter)));
    }

    /** The class of a library's own, beside one that was found. */
    static Class<?> beside(Class<?> found, String className) throws ClassNotFoundException {
        return Class.forName(className, false, found.getClassLoader());
    }

    private static MethodHandle generic(MethodHandle exact) {
        // Fixed: otherwise the array for a variable number of arguments would become the only element of another one.
        MethodHandle fixed = exact.asFixedArity();
        return fixed.asType(fixed.type().generic());
    }

    /** What a call threw, as if it had been an ordinary one. */
    static RuntimeException thrown(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException known ? known : new IllegalStateException(failure);
    }
}
