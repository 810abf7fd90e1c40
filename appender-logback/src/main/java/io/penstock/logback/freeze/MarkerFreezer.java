package io.penstock.logback.freeze;

import io.penstock.freeze.FreezeExtension;
import io.penstock.freeze.Freezer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.helpers.BasicMarker;

/**
 * Freezes the markers of an event: references can be added to a marker at any time, and those of
 * logstash-logback-encoder carry live objects. Safe for any thread.
 *
 * <p>Markers of other classes cross by reference: a class of its own is what an encoder recognises them by, and a copy
 * would not have it.
 */
public final class MarkerFreezer {

    private static final Marker[] NONE = {};

    /** References of references; beyond it only the name is kept. Also what ends a cycle. */
    private static final int MAX_DEPTH = 16;

    private final @Nullable FreezeExtension extension;

    /** @param extension freezes the markers it says it does; null when there is none */
    public MarkerFreezer(@Nullable FreezeExtension extension) {
        this.extension = extension;
    }

    /** The same list when none of its markers needed a copy, else a new one. Null stays null. */
    public @Nullable List<Marker> freeze(@Nullable List<Marker> markers, Freezer freezer) {
        if (markers == null) {
            return null;
        }
        List<Marker> frozen = new ArrayList<>(markers.size());
        boolean same = true;
        for (Marker marker : markers) {
            Marker copy = freeze(marker, freezer);
            same &= copy == marker;
            frozen.add(copy);
        }
        return same ? markers : frozen;
    }

    /** The marker itself when its class is not known to be mutable. */
    Marker freeze(Marker marker, Freezer freezer) {
        return freeze(marker, freezer, MAX_DEPTH);
    }

    private Marker freeze(Marker marker, Freezer freezer, int depth) {
        if (marker == null) {
            return null;
        }
        Class<?> type = marker.getClass();
        if (type == BasicMarker.class) {
            return new FrozenMarker(marker.getName(), references(marker, freezer, depth));
        }
        if (extension == null || !extension.freezes(type)) {
            return marker;
        }
        Object frozen = freezer.freeze(marker);
        if (frozen instanceof Marker copy) {
            return copy;
        }
        // The freezer's mark, such as [FAILED copy of ...]; as a name it is seen where markers are printed.
        return new FrozenMarker(String.valueOf(frozen), references(marker, freezer, depth));
    }

    private Marker[] references(Marker marker, Freezer freezer, int depth) {
        if (depth == 0 || !marker.hasReferences()) {
            return NONE;
        }
        List<Marker> references = new ArrayList<>();
        for (Iterator<Marker> each = marker.iterator(); each.hasNext(); ) {
            references.add(freeze(each.next(), freezer, depth - 1));
        }
        return references.toArray(NONE);
    }
}
