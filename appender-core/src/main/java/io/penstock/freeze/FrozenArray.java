package io.penstock.freeze;

import java.lang.reflect.Array;
import java.util.AbstractList;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * An array as it was. Three readers want three things of an array: an encoder its elements, hence a list; whoever calls
 * toString() what the array itself would have said ({@code [I@1b2c3d}); and a message formatter that prints arrays
 * deeply a real array, {@link #plain}.
 */
final class FrozenArray extends AbstractList<@Nullable Object> implements RandomAccess, Frozen {

    private final String className;
    private final int identityHash;

    /** A primitive array of our own, or an Object[] of frozen elements. */
    private final Object contents;

    private final long sizeBytes;

    FrozenArray(Object original, Object contents) {
        this.className = original.getClass().getName();
        this.identityHash = System.identityHashCode(original);
        this.contents = contents;
        this.sizeBytes = HeapSize.of(contents);
    }

    /** It may be the array this list stands on. Nested frozen arrays are plain in it, too. */
    @Override
    public Object forMessage() {
        return contents instanceof Object[] elements ? plain(elements) : contents;
    }

    /** The same array when it holds nothing that stands for an array. */
    static @Nullable Object[] plain(@Nullable Object[] values) {
        @Nullable Object[] plain = values;
        for (int i = 0; i < values.length; i++) {
            Object shown = values[i] instanceof Frozen frozen ? frozen.forMessage() : values[i];
            if (shown != values[i]) {
                if (plain == values) {
                    plain = values.clone();
                }
                plain[i] = shown;
            }
        }
        return plain;
    }

    @Override
    public @Nullable Object get(int index) {
        return Array.get(contents, index);
    }

    @Override
    public int size() {
        return Array.getLength(contents);
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    /** As {@link Object#toString} prints it. */
    @Override
    public String toString() {
        return className + "@" + Integer.toHexString(identityHash);
    }
}
