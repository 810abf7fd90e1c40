package io.penstock.freeze;

import java.util.AbstractCollection;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** A queue, or another collection that is neither list nor set, as it was. */
final class FrozenCollection extends AbstractCollection<@Nullable Object> implements Frozen {

    private final FrozenList elements;

    FrozenCollection(FrozenList elements) {
        this.elements = elements;
    }

    @Override
    public Iterator<@Nullable Object> iterator() {
        return elements.iterator();
    }

    @Override
    public int size() {
        return elements.size();
    }

    @Override
    public long sizeBytes() {
        return elements.sizeBytes();
    }

    @Override
    public String toString() {
        return elements.toString();
    }
}
