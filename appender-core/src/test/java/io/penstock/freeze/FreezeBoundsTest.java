package io.penstock.freeze;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FreezeBoundsTest {

    private static final int LIMIT = 1000;
    private static final String FULL = "[cut at maxMessageBytes=1000]";

    private final Freezer freezer = Freezer.builder().maxMessageBytes(LIMIT).build();

    @Test
    void freeze_collectionOrMapWithinItself_printsAsTheJdkDoes() {
        List<Object> list = new ArrayList<>(List.of("a"));
        list.add(list);
        Map<Object, Object> map = new HashMap<>();
        map.put("me", map);
        Map<Object, Object> concurrent = new ConcurrentHashMap<>();
        concurrent.put("me", concurrent);

        for (Object selfish : List.of(list, map, concurrent)) {
            assertThat(freezer.freeze(selfish)).hasToString(selfish.toString());
        }
    }

    @Test
    void freeze_longerCycle_isCutWithTheClassName() {
        List<Object> list = new ArrayList<>();
        Map<Object, Object> map = new HashMap<>();
        list.add(map);
        map.put("back", list);

        assertThat(freezer.freeze(list)).hasToString("[{back=[cycle: java.util.ArrayList]}]");
    }

    @Test
    void freeze_cycleThroughWrappersReferencesOptionalsAndEntries_isCutWithoutStackOverflow() {
        List<Object> list = new ArrayList<>();
        AtomicReference<Object> reference = new AtomicReference<>(list);
        list.add(Collections.unmodifiableList(list));
        list.add(reference);
        list.add(Optional.of(list));
        list.add(Map.entry("k", list));
        list.add(new HashMap<>(Map.of("k", list)).entrySet());

        assertThat(freezer.freeze(list))
                .asString()
                .contains("[cycle: java.util.ArrayList]", "Optional[", "k=[cycle")
                .doesNotContain("FAILED", "Error");
    }

    @Test
    void freeze_unmodifiableViewOfACycle_neverAsksForItsText() {
        List<Object> inner = new ArrayList<>();
        inner.add(List.of(inner));
        Counting element = new Counting();
        inner.add(element);

        Object frozen = freezer.freeze(Collections.unmodifiableList(inner));

        // The element's text is taken for the copies (twice: the view and the list it shows), never by a runaway
        // toString().
        assertThat(element.calls).isEqualTo(2);
        assertThat(frozen).asString().contains("[cycle: ").doesNotContain("FAILED");
    }

    @Test
    void freeze_arrayWithinItself_printsAsSlf4jDoes() {
        Object[] array = {"a", null};
        array[1] = array;

        Object[] forMessage = Freezer.forMessage(freezer.freezeAll(new Object[] {array}));

        assertThat(Arrays.deepToString(forMessage)).isEqualTo("[[a, [...]]]");
    }

    @Test
    void freeze_nestedToTheLimit_isWholeAndOneLevelMoreIsMarked() {
        assertThat(freezer.freeze(nested(16))).hasToString(nested(16).toString());
        assertThat(freezer.freeze(nested(17)))
                .asString()
                .isEqualTo("[".repeat(16) + "[deeper than 16 levels: java.util.ArrayList]" + "]".repeat(16));
        assertThat(freezer.freeze(nested(100_000))).asString().contains("deeper than 16 levels");
    }

    @Test
    void freeze_sharedSubstructure_isNoCycle() {
        List<Object> shared = new ArrayList<>(List.of("x"));
        List<Object> outer = new ArrayList<>(List.of(shared, shared));

        assertThat(freezer.freeze(outer)).hasToString("[[x], [x]]");
    }

    @Test
    void freeze_exponentialSharing_endsWithinTheLimit() {
        Object shared = new ArrayList<>(List.of("leaf"));
        for (int level = 0; level < 15; level++) {
            shared = Collections.unmodifiableList(new ArrayList<>(Collections.nCopies(10, shared)));
        }

        assertThat(freezer.freeze(shared)).asString().contains(FULL).hasSizeLessThan(3 * LIMIT);
    }

    @Test
    void freeze_stringAtTheLimit_passesAndOneByteMoreIsCut() {
        String fits = "\u20ac".repeat(333) + "x";
        String tooLong = fits + "y";

        assertThat(freezer.freeze(fits)).isSameAs(fits);
        assertThat(freezer.weigh(tooLong)).isEqualTo(Freezer.MUST_FREEZE);
        String cut = (String) freezer.freeze(tooLong);
        assertThat(cut).endsWith("...[1001 bytes cut at maxMessageBytes=1000]");
        assertThat(cut.getBytes(UTF_8).length).isBetween(LIMIT - 2, LIMIT);
        assertThat(freezer.freeze(cut)).isSameAs(cut);
    }

    @Test
    void cut_text_isTheSameInstanceUnlessTooLong() {
        String fits = "x".repeat(LIMIT);

        assertThat(freezer.cut(null)).isNull();
        assertThat(freezer.cut(fits)).isSameAs(fits);
        assertThat(freezer.cut(fits + "x")).hasSize(LIMIT).endsWith("[1001 bytes cut at maxMessageBytes=1000]");
    }

    @Test
    void freeze_hugeToString_retainsNoMoreThanTheLimit() {
        Object huge = new Object() {
            @Override
            public String toString() {
                return "x".repeat(100_000_000);
            }
        };

        Object frozen = Freezer.builder().build().freeze(huge);

        assertThat((String) frozen).hasSize(262_144).endsWith("[100000000 bytes cut at maxMessageBytes=262144]");
        assertThat(Freezer.sizeOf(frozen)).isLessThan(600_000);
    }

    @Test
    void freezeAll_severalMutables_shareTheRoom() {
        Counting unread = new Counting();
        Object[] arguments = {new StringBuilder("x".repeat(600)), new StringBuilder("y".repeat(600)), unread, "short", 7
        };

        Object[] frozen = freezer.freezeAll(arguments);

        assertThat((String) frozen[0]).hasSize(600);
        assertThat((String) frozen[1])
                .startsWith("yyy")
                .hasSize(400)
                .endsWith("[600 bytes cut at maxMessageBytes=1000]");
        assertThat(frozen[2]).isEqualTo(FULL);
        assertThat(unread.calls).as("text nobody could see").isZero();
        assertThat(frozen[3]).isSameAs(arguments[3]);
        assertThat(frozen[4]).isSameAs(arguments[4]);
    }

    @Test
    void freeze_tooManyElements_keepsTheBeginningAndAMark() {
        List<Integer> numbers = IntStream.range(0, 100_000).boxed().collect(Collectors.toCollection(ArrayList::new));
        Map<Integer, Integer> map = new HashMap<>();
        numbers.forEach(number -> map.put(number, number));

        // Two bytes per element, hence 500 of them; an entry has two.
        assertThat(((List<?>) freezer.freeze(numbers)).toArray())
                .hasSize(501)
                .startsWith(0, 1, 2)
                .endsWith(499, FULL);
        Map<?, ?> frozenMap = (Map<?, ?>) freezer.freeze(map);
        assertThat(frozenMap).hasSize(251);
        assertThat(frozenMap.get("...")).isEqualTo(FULL);
    }

    @Test
    void freeze_endlessCollection_ends() {
        Collection<Object> endless = new AbstractCollection<>() {
            @Override
            public Iterator<Object> iterator() {
                return java.util.stream.Stream.generate(() -> (Object) 1).iterator();
            }

            @Override
            public int size() {
                return Integer.MAX_VALUE;
            }
        };

        assertThat((Collection<?>) freezer.freeze(endless)).hasSize(501);
    }

    @Test
    void freeze_hugePrimitiveArray_keepsTheBeginningAndAMark() {
        Object[] forMessage = Freezer.forMessage(freezer.freezeAll(new Object[] {new int[10_000_000], new byte[1]}));

        assertThat((Object[]) forMessage[0]).hasSize(501).startsWith(0, 0).endsWith(FULL);
        assertThat((List<?>) freezer.freeze(new byte[10_000_000])).hasSize(501);
        assertThat(freezer.freeze(new byte[500])).isEqualTo(new byte[500]);
    }

    @Test
    void freeze_textOfItsOwnAndElements_countOnceAgainstTheRoom() {
        List<Object> wrapped = Collections.unmodifiableList(new ArrayList<>(List.of("x".repeat(700))));

        Object frozen =
                freezer.freeze(new ArrayList<>(List.of(Collections.unmodifiableList(wrapped), "y".repeat(200))));

        assertThat(frozen).hasToString("[[" + "x".repeat(700) + "], " + "y".repeat(200) + "]");
    }

    @Test
    void maxMessageBytes_tooSmall_isRefusedWithTheNumbers() {
        assertThatThrownBy(() -> Freezer.builder().maxMessageBytes(127))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxMessageBytes=127 leaves no room for a message; use 128 or more");
        assertThat(Freezer.builder().build().maxMessageBytes()).isEqualTo(262_144);
    }

    private static List<Object> nested(int levels) {
        List<Object> list = new ArrayList<>();
        for (int i = 1; i < levels; i++) {
            list = new ArrayList<>(Collections.singletonList(list));
        }
        return list;
    }

    private static final class Counting {

        private int calls;

        @Override
        public String toString() {
            calls++;
            return "counted";
        }
    }
}
