package io.penstock.freeze;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreezeExtensionTest {

    private final PairExtension extension = new PairExtension();
    private final Freezer freezer =
            Freezer.builder().maxMessageBytes(1000).extension(extension).build();

    @Test
    void freeze_extensionType_keepsTheTypeAndFreezesTheParts() {
        List<Object> part = new ArrayList<>(List.of(1));

        Object frozen = freezer.freeze(new Pair("k", part));
        part.add(2);

        assertThat(frozen).isInstanceOf(Pair.class);
        assertThat(((Pair) frozen).value).isEqualTo(List.of(1));
    }

    @Test
    void weigh_extensionType_mustFreezeAndAsksOncePerClass() {
        for (int i = 0; i < 5; i++) {
            assertThat(freezer.weigh(new Pair("k", "v"))).isEqualTo(Freezer.MUST_FREEZE);
        }

        assertThat(extension.asked).containsOnlyOnce(Pair.class);
    }

    @Test
    void freeze_partsWithinAnExtension_shareTheRoomOfTheCall() {
        Object[] frozen = freezer.freezeAll(new Object[] {
            new Pair("k", new StringBuilder("x".repeat(900))), new StringBuilder("y".repeat(900))
        });

        assertThat((String) ((Pair) frozen[0]).value).hasSize(900);
        assertThat((String) frozen[1]).hasSize(100);
    }

    @Test
    void freeze_cycleThroughAnExtension_isCut() {
        List<Object> list = new ArrayList<>();
        list.add(new Pair("a", list));
        list.add(new Pair("b", list));

        List<?> frozen = (List<?>) freezer.freeze(list);

        assertThat(frozen).extracting(pair -> ((Pair) pair).value).containsOnly("[cycle: java.util.ArrayList]");
    }

    @Test
    void freeze_extensionThrows_isAMarker() {
        assertThat(freezer.freeze(new Pair("fail", "v")))
                .isEqualTo(
                        "[FAILED copy of io.penstock.freeze.FreezeExtensionTest$Pair: java.lang.IllegalStateException]");
    }

    @Test
    void freezes_extensionThrows_isTakenAsNo() {
        Freezer broken = Freezer.builder().extension(new BrokenExtension()).build();

        assertThat(broken.weigh(5.0)).isPositive();
        assertThat(broken.freeze(new StringBuilder("a"))).isEqualTo("a");
    }

    private static final class Pair {

        private final String key;
        private final Object value;

        Pair(String key, Object value) {
            this.key = key;
            this.value = value;
        }
    }

    private static final class PairExtension implements FreezeExtension {

        private final List<Class<?>> asked = new ArrayList<>();

        @Override
        public boolean freezes(Class<?> type) {
            asked.add(type);
            return type == Pair.class;
        }

        @Override
        public Object freeze(Object value, Freezer freezer) {
            Pair pair = (Pair) value;
            if (pair.key.equals("fail")) {
                throw new IllegalStateException("secret");
            }
            return new Pair(pair.key, freezer.freeze(pair.value));
        }
    }

    private static final class BrokenExtension implements FreezeExtension {

        @Override
        public boolean freezes(Class<?> type) {
            throw new NoClassDefFoundError();
        }

        @Override
        public Object freeze(Object value, Freezer freezer) {
            throw new AssertionError();
        }
    }
}
