package io.penstock.logback.freeze;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.freeze.FreezeExtension;
import io.penstock.freeze.Freezer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Marker;
import org.slf4j.helpers.BasicMarkerFactory;

class MarkerFreezerTest {

    private final BasicMarkerFactory factory = new BasicMarkerFactory();
    private final Freezer freezer = Freezer.builder().build();
    private final MarkerFreezer markers = new MarkerFreezer(null);

    @Test
    void freeze_null_staysNull() {
        assertThat(markers.freeze((List<Marker>) null, freezer)).isNull();
    }

    @Test
    void freeze_basicMarkersAndOthers_areTheSameInstancesInAListOfItsOwn() {
        Marker audit = factory.getMarker("AUDIT");
        audit.add(factory.getMarker("LOGIN"));
        List<Marker> own = new ArrayList<>(List.of(audit, Colour.RED, Colour.BLUE));

        List<Marker> frozen = markers.freeze(own, freezer);
        own.add(factory.getMarker("LATER"));

        assertThat(frozen).hasSize(3);
        assertThat(frozen.get(0)).isSameAs(audit);
        assertThat(frozen.get(1)).isSameAs(Colour.RED);
        assertThat(frozen.get(2)).isSameAs(Colour.BLUE);
    }

    @Test
    void freeze_markerOfAnotherClass_isAskedForItsTextNow() {
        LazyMarker marker = new LazyMarker("first");

        markers.freeze(marker, freezer);
        marker.source = "second";

        assertThat(marker).hasToString("first");
    }

    @Test
    void freeze_markerThatRefusesItsText_crossesAllTheSame() {
        LazyMarker marker = new LazyMarker(null);

        assertThat(markers.freeze(marker, freezer)).isSameAs(marker);
    }

    /** The mark keeps the references; those that come in a circle end somewhere. */
    @Test
    void freeze_extensionFailsOnAMarkerThatRefersToItself_isAMark() {
        FreezeExtension failing = new Failing();
        Freezer extended = Freezer.builder().extension(failing).build();
        LazyMarker marker = new LazyMarker("self");
        marker.reference = marker;

        Marker frozen = new MarkerFreezer(failing).freeze(marker, extended);

        assertThat(frozen.getName()).startsWith("[FAILED copy of " + LazyMarker.class.getName());
    }

    private static final class Failing implements FreezeExtension {
        @Override
        public boolean freezes(Class<?> type) {
            return type == LazyMarker.class;
        }

        @Override
        public Object freeze(Object value, Freezer freezer) {
            throw new IllegalStateException("no copy");
        }
    }

    @SuppressWarnings({"deprecation", "serial"})
    private static final class LazyMarker implements Marker {
        private String source;
        private String text;
        private Marker reference;

        LazyMarker(String source) {
            this.source = source;
        }

        @Override
        public String getName() {
            return "LAZY";
        }

        @Override
        public String toString() {
            if (text == null) {
                text = source.trim();
            }
            return text;
        }

        @Override
        public void add(Marker other) {}

        @Override
        public boolean remove(Marker other) {
            return false;
        }

        @Override
        public boolean hasChildren() {
            return false;
        }

        @Override
        public boolean hasReferences() {
            return reference != null;
        }

        @Override
        public Iterator<Marker> iterator() {
            return reference == null
                    ? List.<Marker>of().iterator()
                    : List.of(reference).iterator();
        }

        @Override
        public boolean contains(Marker other) {
            return this == other;
        }

        @Override
        public boolean contains(String name) {
            return getName().equals(name);
        }
    }

    @SuppressWarnings("deprecation")
    private enum Colour implements Marker {
        RED,
        BLUE;

        @Override
        public String getName() {
            return name();
        }

        @Override
        public void add(Marker reference) {}

        @Override
        public boolean remove(Marker reference) {
            return false;
        }

        @Override
        public boolean hasChildren() {
            return false;
        }

        @Override
        public boolean hasReferences() {
            return false;
        }

        @Override
        public Iterator<Marker> iterator() {
            return List.<Marker>of().iterator();
        }

        @Override
        public boolean contains(Marker other) {
            return this == other;
        }

        @Override
        public boolean contains(String name) {
            return name().equals(name);
        }
    }
}
