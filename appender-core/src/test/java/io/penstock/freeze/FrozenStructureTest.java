package io.penstock.freeze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.*;
import java.util.concurrent.*;
import java.util.jar.Attributes;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FrozenStructureTest {

    private final Freezer freezer = Freezer.builder().build();

    /** Every one may be cleared, or is a view of something that may; all hold or print "a". */
    static Stream<Collection<Object>> collections() {
        return Stream.of(
                fill(new ArrayList<>()),
                fill(new LinkedList<>()),
                fill(new Vector<>()),
                fill(new Stack<>()),
                fill(new ArrayList<>()).subList(0, 2),
                fill(new CopyOnWriteArrayList<>()),
                fill(new CopyOnWriteArrayList<>()).subList(0, 2),
                fill(new HashSet<>()),
                fill(new LinkedHashSet<>()),
                fill(new TreeSet<>()),
                fill(new TreeSet<>()).descendingSet(),
                fill(new ConcurrentSkipListSet<>()),
                fill(new CopyOnWriteArraySet<>()),
                fill(ConcurrentHashMap.newKeySet()),
                fill(new ArrayDeque<>()),
                fill(new PriorityQueue<>()),
                fill(new ArrayBlockingQueue<>(9)),
                fill(new LinkedBlockingQueue<>()),
                fill(new LinkedBlockingDeque<>()),
                fill(new ConcurrentLinkedQueue<>()),
                fill(new ConcurrentLinkedDeque<>()),
                fill(new LinkedTransferQueue<>()),
                fill(new PriorityBlockingQueue<>()),
                fill(Collections.asLifoQueue(new ArrayDeque<>())),
                fill(Collections.newSetFromMap(new IdentityHashMap<>())),
                fill(Collections.synchronizedList(new ArrayList<>())),
                fill(Collections.synchronizedSet(new HashSet<>())),
                fill(Collections.checkedList(new ArrayList<>(), Object.class)),
                mapOf(new HashMap<>()).keySet(),
                mapOf(new TreeMap<>()).values(),
                mapOf(new ConcurrentHashMap<>()).keySet(),
                mapOf(new Hashtable<>()).values(),
                fill(new Shouting<>()),
                fill(new Quiet<>()));
    }

    static Stream<Map<Object, Object>> maps() {
        return Stream.of(
                mapOf(new HashMap<>()),
                mapOf(new LinkedHashMap<>()),
                mapOf(new TreeMap<>()),
                mapOf(new TreeMap<>()).tailMap("a"),
                mapOf(new TreeMap<>()).descendingMap(),
                mapOf(new Hashtable<>()),
                mapOf(new Properties()),
                mapOf(new ConcurrentHashMap<>()),
                mapOf(new ConcurrentSkipListMap<>()),
                mapOf(new IdentityHashMap<>()),
                mapOf(new WeakHashMap<>()),
                mapOf(Collections.synchronizedMap(new HashMap<>())),
                mapOf(Collections.checkedMap(new HashMap<>(), Object.class, Object.class)),
                mapOf(new HashMap<>() {
                    private static final long serialVersionUID = 1;

                    @Override
                    public String toString() {
                        return "own " + super.toString();
                    }
                }));
    }

    @ParameterizedTest
    @MethodSource("collections")
    void freeze_collection_keepsTextAndElementsWhenTheOriginalIsCleared(Collection<Object> original) {
        String text = original.toString();
        List<Object> elements = new ArrayList<>(original);

        Object frozen = freezer.freeze(original);
        original.clear();

        assertThat(original).isEmpty();
        assertThat(frozen).hasToString(text);
        assertThat(new ArrayList<>((Collection<?>) frozen)).isEqualTo(elements).isNotEmpty();
        assertThat(frozen instanceof List).isEqualTo(original instanceof List);
        assertThat(frozen instanceof Set).isEqualTo(original instanceof Set);
    }

    @ParameterizedTest
    @MethodSource("maps")
    void freeze_map_keepsTextAndEntriesWhenTheOriginalIsCleared(Map<Object, Object> original) {
        String text = original.toString();
        Map<Object, Object> entries = new LinkedHashMap<>(original);

        Object frozen = freezer.freeze(original);
        original.clear();

        assertThat(original).isEmpty();
        assertThat(frozen).hasToString(text).isEqualTo(entries);
        assertThat(new ArrayList<>(((Map<?, ?>) frozen).keySet()))
                .isEqualTo(new ArrayList<>(entries.keySet()))
                .isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("collections")
    void freeze_frozenCollectionAgain_isTheSameInstance(Collection<Object> original) {
        Object frozen = freezer.freeze(original);

        assertThat(Freezer.builder().build().freeze(frozen)).isSameAs(frozen);
        assertThat(freezer.weigh(frozen)).isEqualTo(Freezer.sizeOf(frozen)).isPositive();
    }

    @ParameterizedTest
    @MethodSource("maps")
    void freeze_frozenMapAgain_isTheSameInstance(Map<Object, Object> original) {
        Object frozen = freezer.freeze(original);

        assertThat(Freezer.builder().build().freeze(frozen)).isSameAs(frozen);
        assertThat(freezer.weigh(frozen)).isEqualTo(Freezer.sizeOf(frozen)).isPositive();
    }

    @ParameterizedTest
    @MethodSource("collections")
    @SuppressWarnings("unchecked")
    void frozenCollection_writtenTo_refuses(Collection<Object> original) {
        Collection<Object> frozen = (Collection<Object>) freezer.freeze(original);

        assertThatThrownBy(() -> frozen.add("x")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(frozen::clear).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    @SuppressWarnings("unchecked")
    void frozenMap_writtenTo_refuses() {
        Map<Object, Object> frozen = (Map<Object, Object>) freezer.freeze(mapOf(new HashMap<>()));

        assertThatThrownBy(() -> frozen.put("a", "x")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(frozen::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> frozen.entrySet().iterator().next().setValue("x"))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void freeze_viewsThatCannotBeCleared_printAndHoldTheSame() {
        Attributes attributes = new Attributes();
        attributes.putValue("Name", "value");
        List<Object> source = fill(new ArrayList<>());
        for (Object view : List.of(
                Arrays.asList("a", 1),
                Collections.unmodifiableList(source),
                Collections.unmodifiableCollection(source),
                Collections.unmodifiableMap(mapOf(new HashMap<>())),
                Collections.emptyList(),
                Collections.singleton("a"),
                Collections.nCopies(3, "a"),
                List.of("a", "b", "c").subList(0, 2),
                mapOf(new TreeMap<>()).entrySet(),
                mapOf(new ConcurrentHashMap<>()).entrySet(),
                mapOf(new EnumMap<TimeUnit, Object>(TimeUnit.class), TimeUnit.DAYS),
                Collections.unmodifiableMap(mapOf(new HashMap<>())).entrySet(),
                new SynchronousQueue<>(),
                EnumSet.of(TimeUnit.DAYS),
                attributes)) {
            assertThat(freezer.freeze(view))
                    .as(view.getClass().getName())
                    .isNotSameAs(view)
                    .isInstanceOf(Frozen.class)
                    .hasToString(view.toString());
        }
    }

    @Test
    void freeze_nestedMutables_areFrozenToo() {
        StringBuilder builder = new StringBuilder("v");
        List<Object> inner = new ArrayList<>(List.of(builder));
        Map<Object, Object> outer = new TreeMap<>(Map.of("k", inner));

        Object frozen = freezer.freeze(outer);
        builder.append("!");
        inner.add("x");

        assertThat(frozen).hasToString("{k=[v]}").isEqualTo(Map.of("k", List.of("v")));
    }

    @Test
    void freeze_collectionHoldingAnArray_printsTheArrayAsTheCollectionDoes() {
        List<Object> list = new ArrayList<>(List.of(new int[] {1}, new byte[] {2}, new Object[] {3}));
        Map<Object, Object> map = new HashMap<>(Map.of("k", new char[] {'c'}));

        assertThat(freezer.freeze(list)).hasToString(list.toString());
        assertThat(freezer.freeze(map)).hasToString(map.toString());
        assertThat(((List<?>) freezer.freeze(list)).get(1)).isEqualTo(new byte[] {2});
    }

    @Test
    void freeze_keysThatPrintTheSame_bothStay() {
        Map<Object, Object> map = new IdentityHashMap<>();
        map.put(new StringBuilder("k"), 1);
        map.put(new StringBuilder("k"), 1);

        assertThat(freezer.freeze(map)).hasToString("{k=1, k=1}");
    }

    @Test
    void freeze_ownToString_keepsTextAndStructureApart() {
        Shouting<Object> own = new Shouting<>();
        own.add(new StringBuilder("a"));

        Object frozen = freezer.freeze(own);

        assertThat(frozen).hasToString("SHOUTING [A]").isEqualTo(List.of("a"));
    }

    @Test
    void freeze_wrapperOfOwnToString_printsWhatTheWrappedOnePrints() {
        List<Object> wrapper = Collections.unmodifiableList(fill(new Shouting<>()));

        assertThat(freezer.freeze(new ArrayList<>(List.of(wrapper)))).hasToString("[SHOUTING [A, B]]");
    }

    @Test
    void freeze_inheritedToString_isNotCalled() {
        Quiet<Object> quiet = fill(new Quiet<>());
        Counting element = new Counting();
        quiet.add(element);

        Object frozen = freezer.freeze(quiet);

        assertThat(frozen).hasToString("[a, b, counted]");
        assertThat(element.calls).isEqualTo(1);
    }

    private static <C extends Collection<Object>> C fill(C collection) {
        collection.add("a");
        collection.add("b");
        return collection;
    }

    private static <M extends Map<Object, Object>> M mapOf(M map) {
        map.put("a", "1");
        map.put("b", "2");
        return map;
    }

    private static <K> Map<K, Object> mapOf(Map<K, Object> map, K key) {
        map.put(key, "1");
        return map;
    }

    static final class Shouting<E> extends ArrayList<E> {
        private static final long serialVersionUID = 1;

        @Override
        public String toString() {
            return "SHOUTING " + super.toString().toUpperCase(Locale.ROOT);
        }
    }

    static final class Quiet<E> extends ArrayList<E> {
        private static final long serialVersionUID = 1;
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
