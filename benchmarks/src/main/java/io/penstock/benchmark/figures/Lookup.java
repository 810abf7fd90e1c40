package io.penstock.benchmark.figures;

import java.util.Map;

/** Looks up what must be in a map. */
public final class Lookup {

    private Lookup() {}

    /** @throws IllegalStateException if nothing is there for this key; the message names it */
    public static <K, V> V in(Map<K, V> map, K key) {
        V value = map.get(key);
        if (value == null) {
            throw new IllegalStateException("there is nothing for " + key + ", but for " + map.keySet());
        }
        return value;
    }
}
