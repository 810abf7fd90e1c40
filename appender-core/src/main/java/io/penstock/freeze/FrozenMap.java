package io.penstock.freeze;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A map as it was, in the same order. Two keys may have become the same text; both stay. Made to be read through once:
 * a look-up walks the entries.
 */
final class FrozenMap extends AbstractMap<@Nullable Object, @Nullable Object> implements Frozen {

    /** Key, value, key, value. */
    private final @Nullable Object[] keysAndValues;

    private final @Nullable String text;
    private final long sizeBytes;

    /** @param text what the original printed, or null when that is what its entries print */
    FrozenMap(@Nullable Object[] keysAndValues, @Nullable String text) {
        this.keysAndValues = keysAndValues;
        this.text = text;
        this.sizeBytes = HeapSize.ofArguments(keysAndValues) + HeapSize.of((Object) text);
    }

    @Override
    public Set<Map.Entry<@Nullable Object, @Nullable Object>> entrySet() {
        return new Entries();
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public String toString() {
        return text != null ? text : super.toString();
    }

    private final class Entries extends AbstractSet<Map.Entry<@Nullable Object, @Nullable Object>> {

        @Override
        public Iterator<Map.Entry<@Nullable Object, @Nullable Object>> iterator() {
            return new EntryIterator();
        }

        @Override
        public int size() {
            return keysAndValues.length / 2;
        }
    }

    private final class EntryIterator implements Iterator<Map.Entry<@Nullable Object, @Nullable Object>> {

        private int next;

        @Override
        public boolean hasNext() {
            return next < keysAndValues.length;
        }

        @Override
        public Map.Entry<@Nullable Object, @Nullable Object> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            var entry = new SimpleImmutableEntry<>(keysAndValues[next], keysAndValues[next + 1]);
            next += 2;
            return entry;
        }
    }
}
