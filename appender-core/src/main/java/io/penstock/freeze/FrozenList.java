package io.penstock.freeze;

import java.util.AbstractList;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** A list as it was. */
final class FrozenList extends AbstractList<@Nullable Object> implements RandomAccess, Frozen {

    private final @Nullable Object[] elements;
    private final @Nullable String text;
    private final long sizeBytes;

    /** @param text what the original printed, or null when that is what its elements print */
    FrozenList(@Nullable Object[] elements, @Nullable String text) {
        this.elements = elements;
        this.text = text;
        this.sizeBytes = HeapSize.ofArguments(elements) + HeapSize.of((Object) text);
    }

    @Override
    public @Nullable Object get(int index) {
        return elements[index];
    }

    @Override
    public int size() {
        return elements.length;
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public String toString() {
        return text != null ? text : super.toString();
    }
}
