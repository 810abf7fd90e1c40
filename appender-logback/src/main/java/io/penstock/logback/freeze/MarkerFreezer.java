package io.penstock.logback.freeze;

import io.penstock.freeze.FreezeExtension;
import io.penstock.freeze.Freezer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.helpers.BasicMarker;
import org.slf4j.helpers.BasicMarkerFactory;

/**
 * What becomes of an event's markers. Safe for any thread.
 *
 * <p>A marker is known by its identity: code compares it with a constant, asks for its class, or sends it over the wire.
 * So it crosses as itself, and a reference that is added to it later may show. Only those that carry values, as the
 * markers of logstash-logback-encoder do, are copied by the extension that knows them.
 */
public final class MarkerFreezer {

    /** References of references of a marker that could not be copied; also what ends a cycle of them. */
    private static final int MAX_DEPTH = 16;

    private final @Nullable FreezeExtension extension;

    /** @param extension freezes the markers it says it does; null when there is none */
    public MarkerFreezer(@Nullable FreezeExtension extension) {
        this.extension = extension;
    }

    /** A list that nobody else has. Null stays null. */
    public @Nullable List<Marker> freeze(@Nullable List<Marker> markers, Freezer freezer) {
        if (markers == null) {
            return null;
        }
        List<Marker> frozen = new ArrayList<>(markers.size());
        for (Marker marker : markers) {
            frozen.add(freeze(marker, freezer));
        }
        return frozen;
    }

    /** The marker itself unless the extension copies it. */
    Marker freeze(Marker marker, Freezer freezer) {
        return freeze(marker, freezer, MAX_DEPTH);
    }

    private Marker freeze(Marker marker, Freezer freezer, int depth) {
        if (marker == null || marker.getClass() == BasicMarker.class) {
            return marker;
        }
        if (extension == null || !extension.freezes(marker.getClass())) {
            settleText(marker);
            return marker;
        }
        Object frozen = freezer.freeze(marker);
        if (frozen instanceof Marker copy) {
            return copy;
        }
        // The freezer's mark, such as [FAILED copy of ...]; as a name it is seen where markers are printed.
        Marker mark = new BasicMarkerFactory().getDetachedMarker(String.valueOf(frozen));
        if (depth > 0) {
            marker.iterator().forEachRemaining(reference -> mark.add(freeze(reference, freezer, depth - 1)));
        }
        return mark;
    }

    /** A marker of somebody's own class may make its text when it is first asked, and keep it. */
    @SuppressWarnings("ReturnValueIgnored") // asked only so that the marker makes its text now
    private static void settleText(Marker marker) {
        try {
            marker.getName();
            marker.toString();
        } catch (RuntimeException refused) {
            // Whoever prints it meets that, too.
        }
    }
}
