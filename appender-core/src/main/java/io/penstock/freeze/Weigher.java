package io.penstock.freeze;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The hot path: may a value pass by reference, and what does it weigh? Nothing here allocates, except that looking into
 * a {@code Set.of} or {@code Map.of} takes an iterator.
 */
final class Weigher {

    private final TypeKinds kinds;
    private final int maxMessageBytes;

    Weigher(TypeKinds kinds, int maxMessageBytes) {
        this.kinds = kinds;
        this.maxMessageBytes = maxMessageBytes;
    }

    long weigh(@Nullable Object @Nullable [] arguments) {
        if (arguments == null) {
            return 0;
        }
        long sum = HeapSize.references(arguments.length);
        for (Object argument : arguments) {
            long weight = weigh(argument, 0);
            if (weight < 0) {
                return Freezer.MUST_FREEZE;
            }
            sum += weight;
        }
        return sum;
    }

    long weigh(@Nullable Object value, int nesting) {
        if (value == null) {
            return 0;
        }
        Class<?> type = value.getClass();
        if (type == String.class) {
            return weighText((String) value);
        }
        if (type == Integer.class || type == Long.class) {
            return HeapSize.VALUE;
        }
        return switch (kinds.kindOf(type)) {
            case TypeKinds.PASS -> HeapSize.VALUE;
            case TypeKinds.FROZEN -> ((Frozen) value).sizeBytes();
            case TypeKinds.OPTIONAL -> weighOptional((Optional<?>) value, nesting);
            case TypeKinds.IMMUTABLE_LIST -> weighList((List<?>) value, nesting);
            case TypeKinds.IMMUTABLE_SET -> weighSet((Set<?>) value, nesting);
            case TypeKinds.IMMUTABLE_MAP -> weighMap((Map<?, ?>) value, nesting);
            default -> Freezer.MUST_FREEZE;
        };
    }

    private long weighText(String text) {
        return TextCut.fits(text, maxMessageBytes) ? HeapSize.of(text) : Freezer.MUST_FREEZE;
    }

    private long weighOptional(Optional<?> optional, int nesting) {
        if (nesting >= ImmutableCollection.MAX_NESTING) {
            return Freezer.MUST_FREEZE;
        }
        long value = optional.isPresent() ? weigh(optional.get(), nesting + 1) : 0;
        return value < 0 ? Freezer.MUST_FREEZE : HeapSize.ofOptional(value);
    }

    private long weighList(List<?> list, int nesting) {
        int size = list.size();
        if (isTooMuch(size, nesting)) {
            return Freezer.MUST_FREEZE;
        }
        long sum = HeapSize.references(size);
        for (int i = 0; i < size; i++) {
            long weight = weigh(list.get(i), nesting + 1);
            if (weight < 0) {
                return Freezer.MUST_FREEZE;
            }
            sum += weight;
        }
        return sum;
    }

    private long weighSet(Set<?> set, int nesting) {
        if (isTooMuch(set.size(), nesting)) {
            return Freezer.MUST_FREEZE;
        }
        long sum = HeapSize.references(set.size());
        for (Object element : set) {
            long weight = weigh(element, nesting + 1);
            if (weight < 0) {
                return Freezer.MUST_FREEZE;
            }
            sum += weight;
        }
        return sum;
    }

    private long weighMap(Map<?, ?> map, int nesting) {
        if (isTooMuch(map.size(), nesting)) {
            return Freezer.MUST_FREEZE;
        }
        long sum = HeapSize.references(2 * map.size());
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            long key = weigh(entry.getKey(), nesting + 1);
            long value = weigh(entry.getValue(), nesting + 1);
            if (key < 0 || value < 0) {
                return Freezer.MUST_FREEZE;
            }
            sum += key + value;
        }
        return sum;
    }

    private static boolean isTooMuch(int size, int nesting) {
        return size > ImmutableCollection.MAX_ELEMENTS || nesting >= ImmutableCollection.MAX_NESTING;
    }
}
