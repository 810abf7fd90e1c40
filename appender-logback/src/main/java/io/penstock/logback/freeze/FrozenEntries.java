package io.penstock.logback.freeze;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The entries that become fields, as they were at the call, in the same order; two keys may have become the same text.
 * Prints what the map printed. Immutable once it is handed over.
 */
final class FrozenEntries extends AbstractMap<String, @Nullable Object> {

    private final List<Map.Entry<String, @Nullable Object>> entries = new ArrayList<>();
    private final @Nullable Object text;

    /** @param text prints as the map did; null: nobody was going to ask */
    FrozenEntries(@Nullable Object text) {
        this.text = text;
    }

    void add(String key, @Nullable Object value) {
        entries.add(new SimpleImmutableEntry<>(key, value));
    }

    @Override
    public Set<Map.Entry<String, @Nullable Object>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Map.Entry<String, @Nullable Object>> iterator() {
                return Collections.unmodifiableList(entries).iterator();
            }

            @Override
            public int size() {
                return entries.size();
            }
        };
    }

    @Override
    public String toString() {
        return text == null ? super.toString() : text.toString();
    }
}
