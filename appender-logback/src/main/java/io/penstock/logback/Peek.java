package io.penstock.logback;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Reads a property of a component whose class may be absent, or differ from version to version: by its getter, or by the
 * field where there is none. Confined to the thread that starts an appender.
 */
final class Peek {

    private Peek() {}

    /** Null as well if there is no such getter, or it throws. */
    static @Nullable Object getter(Object component, String name) {
        try {
            Method method = component.getClass().getMethod(name);
            if (!method.canAccess(component)) {
                method.setAccessible(true);
            }
            return method.invoke(component);
        } catch (NoSuchMethodException
                | IllegalAccessException
                | InvocationTargetException
                | RuntimeException
                | LinkageError none) {
            return null;
        }
    }

    /** Null as well if there is no such field. */
    static @Nullable Object field(Object component, String name) {
        for (Class<?> type = component.getClass(); type != null; type = type.getSuperclass()) {
            try {
                Field field = type.getDeclaredField(name);
                field.setAccessible(true);
                return field.get(component);
            } catch (NoSuchFieldException perhapsAbove) {
                // Next.
            } catch (IllegalAccessException | RuntimeException | LinkageError closed) {
                return null;
            }
        }
        return null;
    }

    /** Whether the field is there and may be read. */
    static boolean canRead(Object component, String name) {
        for (Class<?> type = component.getClass(); type != null; type = type.getSuperclass()) {
            try {
                type.getDeclaredField(name).setAccessible(true);
                return true;
            } catch (NoSuchFieldException perhapsAbove) {
                // Next.
            } catch (RuntimeException | LinkageError closed) {
                return false;
            }
        }
        return false;
    }
}
