package io.penstock.freeze;

import java.util.AbstractSet;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** A set as it was: iterated and printed in the same order, and never asking an element for its hash code. */
final class FrozenSet extends AbstractSet<@Nullable Object> implements Frozen {

    private final FrozenList elements;

    FrozenSet(FrozenList elements) {
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
