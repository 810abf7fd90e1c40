package io.penstock.logback.freeze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.freeze.Freezer;
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
    void freeze_basicMarkers_answerLikeTheOriginals() {
        Marker audit = factory.getMarker("AUDIT");
        Marker login = factory.getMarker("LOGIN");
        Marker web = factory.getMarker("WEB");
        Marker other = factory.getMarker("OTHER");
        login.add(web);
        audit.add(login);
        audit.add(factory.getMarker("LAST"));

        Marker frozen = markers.freeze(audit, freezer);

        assertThat(frozen).isNotSameAs(audit).isEqualTo(audit).hasSameHashCodeAs(audit);
        assertThat(audit).isEqualTo(frozen);
        assertThat(frozen).hasToString("AUDIT [ LOGIN, LAST ]").hasToString(audit.toString());
        assertThat(frozen.getName()).isEqualTo("AUDIT");
        assertThat(frozen.hasReferences()).isTrue();
        assertThat(frozen.contains(web)).isTrue();
        assertThat(frozen.contains("WEB")).isTrue();
        assertThat(frozen.contains(other)).isFalse();
        assertThat(frozen.contains("OTHER")).isFalse();
        assertThat(frozen.iterator()).toIterable().containsExactly(login, factory.getMarker("LAST"));
    }

    @Test
    void freeze_referenceAddedLater_isNotSeen() {
        Marker audit = factory.getMarker("AUDIT");
        Marker login = factory.getMarker("LOGIN");
        audit.add(login);
        Marker frozen = markers.freeze(audit, freezer);

        audit.add(factory.getMarker("LATER"));
        login.add(factory.getMarker("DEEPER"));

        assertThat(frozen).hasToString("AUDIT [ LOGIN ]");
        assertThat(frozen.contains("LATER")).isFalse();
        assertThat(frozen.contains("DEEPER")).isFalse();
    }

    @Test
    void freeze_withoutReferences_staysWithout() {
        Marker alone = factory.getMarker("ALONE");
        Marker frozen = markers.freeze(alone, freezer);

        alone.add(factory.getMarker("LATER"));

        assertThat(frozen).hasToString("ALONE");
        assertThat(frozen.hasReferences()).isFalse();
        assertThat(frozen.iterator()).isExhausted();
    }

    @Test
    void frozenMarker_changed_refuses() {
        Marker frozen = markers.freeze(factory.getMarker("AUDIT"), freezer);

        assertThatThrownBy(() -> frozen.add(factory.getMarker("X")))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("marker AUDIT belongs to an event that was logged");
        assertThatThrownBy(() -> frozen.remove(factory.getMarker("X")))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void freeze_markersOfOtherClasses_areTheSameList() {
        List<Marker> own = List.of(Colour.RED, Colour.BLUE);

        assertThat(markers.freeze(own, freezer)).isSameAs(own);
    }

    @Test
    void freeze_frozenMarker_isTheSame() {
        Marker frozen = markers.freeze(factory.getMarker("AUDIT"), freezer);

        assertThat(markers.freeze(frozen, freezer)).isSameAs(frozen);
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
