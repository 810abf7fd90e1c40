package io.penstock.logback.structure;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What is logged, and how it is changed afterwards. */
final class Values {

    /** One value; made anew for each call, since it does not stay as it is. */
    record Value<T>(String name, Supplier<T> maker, Consumer<T> change) {}

    private Values() {}

    static List<Value<?>> all(Library library) {
        return List.of(
                new Value<>("null", () -> null, nothing -> {}),
                new Value<>("text", () -> "tëxt \"quoted\"", nothing -> {}),
                new Value<>("number", () -> 42, nothing -> {}),
                new Value<>("big decimal", () -> new BigDecimal("1E+2"), nothing -> {}),
                new Value<>("big integer", () -> new BigInteger("123456789012345678901234567890"), nothing -> {}),
                new Value<>("uuid", () -> new UUID(1, 2), nothing -> {}),
                new Value<>("local date", () -> LocalDate.of(2026, 12, 1), nothing -> {}),
                new Value<>("instant", () -> Instant.ofEpochSecond(1_800_000_000, 5_000), nothing -> {}),
                new Value<>("date", () -> new Date(0), date -> date.setTime(99)),
                new Value<>("bytes", () -> "bytes".getBytes(StandardCharsets.UTF_8), bytes -> bytes[0] = 0),
                new Value<>("ints", () -> new int[] {1, 2}, ints -> ints[0] = 99),
                new Value<>("strings", () -> new String[] {"a", null}, strings -> strings[0] = "CHANGED"),
                new Value<>("atomic", () -> new AtomicInteger(1), atomic -> atomic.set(99)),
                new Value<>("builder", () -> new StringBuilder("built"), builder -> builder.append("CHANGED")),
                new Value<>("list", () -> new ArrayList<Object>(List.of("a", 1)), list -> list.add("CHANGED")),
                new Value<>("queue", () -> new ArrayDeque<>(List.of("a")), queue -> queue.add("CHANGED")),
                new Value<>("set", () -> new LinkedHashSet<>(List.of("a")), set -> set.add("CHANGED")),
                new Value<>("map", () -> new TreeMap<>(Map.of("k", 1)), map -> map.put("CHANGED", 1)),
                new Value<>("bean", Bean::new, Bean::change),
                new Value<>(
                        "record with a list", () -> new Cart("ann", new ArrayList<>(List.of("pear"))), Cart::change),
                new Value<>("record", () -> new Point(1, "y", "pw"), nothing -> {}),
                new Value<>("record of a record", () -> new Line(new Point(1, "y", "pw"), 2), nothing -> {}),
                new Value<>("tree", library::tree, library::change),
                new Value<>("array of trees", library::trees, library::change),
                new Value<>(
                        "bean with a tree", () -> new Holder(library.tree()), holder -> library.change(holder.held)),
                new Value<>(
                        "list of a tree",
                        () -> new ArrayList<>(List.of(library.tree())),
                        l -> library.change(l.get(0))),
                new Value<>("list of beans", () -> new ArrayList<>(List.of(new Bean(), new Bean())), list -> {
                    list.get(0).change();
                    list.remove(1);
                }),
                new Value<>(
                        "unmodifiable beans",
                        () -> Collections.unmodifiableList(beans()),
                        list -> list.get(0).change()),
                new Value<>(
                        "list.of beans",
                        () -> List.of(new Bean()),
                        list -> list.get(0).change()),
                new Value<>(
                        "set of beans",
                        () -> new LinkedHashSet<>(beans()),
                        set -> set.iterator().next().change()),
                new Value<>("map of beans", () -> new LinkedHashMap<>(Map.of("k", new Bean())), map -> {
                    map.get("k").change();
                    map.put("CHANGED", new Bean());
                }),
                new Value<>("map with beans as keys", () -> new LinkedHashMap<>(Map.of(new Bean(), 1)), map -> {
                    map.keySet().iterator().next().change();
                    map.clear();
                }),
                new Value<>("map with enum keys", () -> new EnumMap<>(Map.of(Fruit.PEAR, new Bean())), Map::clear),
                new Value<>("array of beans", () -> new Bean[] {new Bean(), null}, array -> array[0].change()),
                new Value<>("beans in lists in arrays", () -> new Object[] {1, beans()}, array -> array[0] = "CHANGED"),
                new Value<>(
                        "optional bean",
                        () -> Optional.of(new Bean()),
                        optional -> optional.get().change()),
                new Value<>(
                        "optional list",
                        () -> Optional.of(new ArrayList<>(List.of(1))),
                        o -> o.get().clear()),
                new Value<>(
                        "reference",
                        () -> new AtomicReference<>(new Bean()),
                        reference -> reference.get().change()),
                new Value<>(
                        "entry",
                        () -> Map.entry("k", new Bean()),
                        entry -> entry.getValue().change()),
                new Value<>("enum", () -> Fruit.PEAR, nothing -> {}),
                new Value<>("typed", () -> new Cat("Tom"), cat -> cat.name = "CHANGED"),
                new Value<>("typed in a list", () -> List.of(new Cat("Tom")), list -> list.get(0).name = "CHANGED"),
                new Value<>(
                        "typed in an array", () -> new Animal[] {new Cat("Tom")}, a -> ((Cat) a[0]).name = "CHANGED"),
                new Value<>("list of one's own", () -> new Tags(List.of("a")), tags -> tags.add("CHANGED")),
                new Value<>(
                        "list that is an object", () -> new Basket(List.of("a")), basket -> basket.owner = "CHANGED"),
                new Value<>("iterable", () -> new Words(new ArrayList<>(List.of("a"))), words -> words.list.clear()),
                new Value<>("raw within", () -> new Raw("{ \"a\" :1}"), raw -> raw.json = "CHANGED"),
                new Value<>("unwrapped within", Wrapping::new, wrapping -> wrapping.inner.change()),
                new Value<>("empty bean", Empty::new, nothing -> {}),
                new Value<>("no toString", () -> new Celsius(20), celsius -> celsius.degrees = 99),
                new Value<>("nulls", () -> Arrays.asList(null, null), nothing -> {}));
    }

    private static List<Bean> beans() {
        return new ArrayList<>(List.of(new Bean()));
    }

    enum Fruit {
        PEAR;

        @JsonValue
        String inJson() {
            return "p";
        }
    }

    record Point(int x, String nameOfAxis, String password) {}

    record Line(Point from, int lengthInCm) {}

    record Cart(String customerName, List<String> fruits) {
        void change() {
            fruits.add("CHANGED");
        }
    }

    static final class Bean implements Comparable<Bean> {
        public String firstName = "ann";
        public String password = "hunter2";
        public double weightInKg = 1.5;
        public float share = 1.1f;
        public short small = 3;
        public long large = 1L << 40;
        public Boolean isGood = true;
        public @JsonIgnore String secret = "SECRET";
        public @JsonProperty("re-named") int renamed = 1;
        public Date dateOfBirth = new Date(0);
        public Instant created = Instant.ofEpochSecond(1);
        public BigDecimal priceInEuro = new BigDecimal("1.10");
        public byte[] picture = {1, 2, 3};
        public UUID id = new UUID(3, 4);
        public Object nothing;
        public List<String> tags = new ArrayList<>(List.of("a", "4111-1111"));
        public Point corner = new Point(1, "é \"quoted\"", "pw");
        public Map<String, Object> more = new LinkedHashMap<>(Map.of("password", "pw"));
        public int[] numbers = {1, 2, 3};
        public String[] words = {"x", null};
        public char letter = 'c';

        void change() {
            firstName = "CHANGED";
            password = "CHANGED";
            secret = "CHANGED";
            renamed = 99;
            dateOfBirth.setTime(99);
            picture[0] = 99;
            tags.add("CHANGED");
            more.put("CHANGED", 1);
            numbers[0] = 99;
            words[0] = "CHANGED";
        }

        @Override
        public int compareTo(Bean other) {
            return 0;
        }

        @Override
        public String toString() {
            return firstName + " with " + password + " and " + secret;
        }
    }

    static final class Holder {
        public final Object held;

        Holder(Object held) {
            this.held = held;
        }

        @Override
        public String toString() {
            return "held " + held;
        }
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    abstract static class Animal {}

    static final class Cat extends Animal {
        public String name;

        Cat(String name) {
            this.name = name;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @SuppressWarnings("serial")
    static final class Tags extends ArrayList<String> {
        Tags(Collection<String> tags) {
            super(tags);
        }

        @Override
        public String toString() {
            return "tags" + size();
        }
    }

    @JsonFormat(shape = JsonFormat.Shape.OBJECT)
    @SuppressWarnings("serial")
    static final class Basket extends ArrayList<String> {
        public String owner = "ann";

        Basket(Collection<String> fruits) {
            super(fruits);
        }
    }

    static final class Words implements Iterable<String> {
        private final List<String> list;

        Words(List<String> list) {
            this.list = list;
        }

        @Override
        public Iterator<String> iterator() {
            return list.iterator();
        }

        @Override
        public String toString() {
            return "words " + list;
        }
    }

    static final class Raw {
        public @JsonRawValue String json;

        Raw(String json) {
            this.json = json;
        }

        @Override
        public String toString() {
            return json;
        }
    }

    static final class Wrapping {
        public final @JsonUnwrapped(prefix = "in_") Bean inner = new Bean();

        @Override
        public String toString() {
            return "wrapping " + inner;
        }
    }

    static final class Empty {
        @Override
        public String toString() {
            return "empty";
        }
    }

    /** Prints its identity. */
    static final class Celsius {
        public int degrees;

        Celsius(int degrees) {
            this.degrees = degrees;
        }
    }
}
