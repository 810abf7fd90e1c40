package io.penstock.logback.freeze;

import java.util.Iterator;
import java.util.List;
import org.slf4j.Marker;

/** A plain marker with its references as they were at the call. Immutable. */
final class FrozenMarker implements Marker {

    private static final long serialVersionUID = 1L;

    private final String name;
    private final Marker[] references;

    /** Takes over the array. */
    FrozenMarker(String name, Marker[] references) {
        this.name = name;
        this.references = references;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public void add(Marker reference) {
        throw unchangeable();
    }

    @Override
    public boolean remove(Marker reference) {
        throw unchangeable();
    }

    private UnsupportedOperationException unchangeable() {
        return new UnsupportedOperationException("marker " + name + " belongs to an event that was logged");
    }

    @Override
    @Deprecated
    public boolean hasChildren() {
        return hasReferences();
    }

    @Override
    public boolean hasReferences() {
        return references.length > 0;
    }

    @Override
    public Iterator<Marker> iterator() {
        return List.of(references).iterator();
    }

    @Override
    public boolean contains(Marker other) {
        if (equals(other)) {
            return true;
        }
        for (Marker reference : references) {
            if (reference.contains(other)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean contains(String otherName) {
        if (name.equals(otherName)) {
            return true;
        }
        for (Marker reference : references) {
            if (reference.contains(otherName)) {
                return true;
            }
        }
        return false;
    }

    /** By name, as the markers of SLF4J do. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Marker marker && name.equals(marker.getName());
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    /** As the markers of SLF4J print: {@code NAME [ REFERENCE, REFERENCE ]}. */
    @Override
    public String toString() {
        if (references.length == 0) {
            return name;
        }
        StringBuilder text = new StringBuilder(name).append(" [ ");
        for (int i = 0; i < references.length; i++) {
            text.append(i == 0 ? "" : ", ").append(references[i].getName());
        }
        return text.append(" ]").toString();
    }
}
