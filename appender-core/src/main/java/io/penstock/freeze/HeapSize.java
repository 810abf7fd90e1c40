package io.penstock.freeze;

import java.util.Calendar;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Estimates of retained heap bytes. They feed a byte budget, so being right within a factor of two is enough, and being
 * cheap matters more.
 */
final class HeapSize {

    /**
     * Any value that is neither text nor a container: between an Integer (16 bytes) and a ZonedDateTime (about 120).
     * One number for all keeps {@code weigh} and {@code sizeOf} in agreement without a table.
     */
    static final long VALUE = 48;

    /** String object, its byte[] header and padding. */
    private static final long STRING = 48;

    private static final long HEADER = 16;

    /** A compressed reference; heaps above 32 GB pay 8. */
    private static final long REFERENCE = 4;

    /** A GregorianCalendar: its fields, set flags and its own time zone. */
    private static final long CALENDAR = 512;

    private HeapSize() {}

    static long of(@Nullable Object frozen) {
        if (frozen == null) {
            return 0;
        }
        if (frozen instanceof String text) {
            return of(text);
        }
        if (frozen instanceof Frozen copy) {
            return copy.sizeBytes();
        }
        if (frozen instanceof Object[] arguments) {
            return ofArguments(arguments);
        }
        if (frozen.getClass().isArray()) {
            return ofPrimitives(frozen);
        }
        if (frozen instanceof Optional<?> optional) {
            return HEADER + of(optional.orElse(null));
        }
        if (frozen instanceof Map.Entry<?, ?> entry) {
            return references(2) + of(entry.getKey()) + of(entry.getValue());
        }
        if (frozen instanceof Calendar) {
            return CALENDAR;
        }
        return switch (ImmutableCollection.kindOf(frozen.getClass())) {
            case TypeKinds.IMMUTABLE_LIST, TypeKinds.IMMUTABLE_SET -> ofElements((Collection<?>) frozen);
            case TypeKinds.IMMUTABLE_MAP -> ofEntries((Map<?, ?>) frozen);
            default -> VALUE;
        };
    }

    /** Two bytes per char: whether the JVM could pack the text in Latin-1 is not visible from here. */
    static long of(String text) {
        return STRING + 2L * text.length();
    }

    static long references(int count) {
        return HEADER + REFERENCE * count;
    }

    static long ofOptional(long value) {
        return HEADER + value;
    }

    static long ofArguments(@Nullable Object[] values) {
        long bytes = references(values.length);
        for (Object value : values) {
            bytes += of(value);
        }
        return bytes;
    }

    static long ofPrimitives(Object array) {
        int length = java.lang.reflect.Array.getLength(array);
        Class<?> type = array.getClass().getComponentType();
        if (type == long.class || type == double.class) {
            return HEADER + 8L * length;
        }
        if (type == int.class || type == float.class) {
            return HEADER + 4L * length;
        }
        return HEADER + (type == short.class || type == char.class ? 2L : 1L) * length;
    }

    private static long ofElements(Collection<?> elements) {
        long bytes = references(elements.size());
        for (Object element : elements) {
            bytes += of(element);
        }
        return bytes;
    }

    private static long ofEntries(Map<?, ?> map) {
        long bytes = references(2 * map.size());
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            bytes += of(entry.getKey()) + of(entry.getValue());
        }
        return bytes;
    }
}
