package io.penstock.logback;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.UUID;
import java.util.Vector;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/** Values of every kind that the freezer tells apart, and what changes each of them after the call. */
final class GeneratedValues {

    private static final String[] TEXTS = {
        "",
        "plain",
        "{}",
        "two\nlines",
        "quote \" and \\",
        "umlaut ä, euro €, clef \uD834\uDD1E",
        "\u0000\u001b[31m",
        "\u2028"
    };

    private final Random random;
    private final boolean withCycles;
    private final List<Runnable> changes = new ArrayList<>();

    /** @param withCycles false where a JSON encoder would lose the line for a list that contains itself */
    GeneratedValues(Random random, boolean withCycles) {
        this.random = random;
        this.withCycles = withCycles;
    }

    /** Changes everything that was made since the last time. */
    void changeAll() {
        changes.forEach(Runnable::run);
        changes.clear();
    }

    String text() {
        return TEXTS[random.nextInt(TEXTS.length)] + random.nextInt(1000);
    }

    Object value() {
        return value(3);
    }

    private Object value(int depth) {
        int kind = random.nextInt(depth > 0 ? 4 : 2);
        return switch (kind) {
            case 0 -> immutable();
            case 1 -> changeable();
            case 2 -> container(depth - 1);
            default -> array(depth - 1);
        };
    }

    private Object immutable() {
        return switch (random.nextInt(22)) {
            case 0 -> null;
            case 1, 2 -> text();
            case 3 -> random.nextInt();
            case 4 -> random.nextLong();
            case 5 -> random.nextDouble();
            case 6 -> Float.valueOf(random.nextInt(100));
            case 7 -> random.nextBoolean();
            case 8 -> (char) ('a' + random.nextInt(26));
            case 9 -> (short) random.nextInt();
            case 10 -> (byte) random.nextInt();
            case 11 -> new BigDecimal(random.nextInt()).movePointLeft(3);
            case 12 -> BigInteger.valueOf(random.nextLong());
            case 13 -> new UUID(random.nextLong(), random.nextLong());
            case 14 -> URI.create("https://example.org/" + random.nextInt(100));
            case 15 -> LocalDate.ofEpochDay(random.nextInt(20_000));
            case 16 -> Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
            case 17 -> Duration.ofNanos(random.nextLong());
            case 18 -> TimeUnit.values()[random.nextInt(7)];
            case 19 -> Locale.GERMANY;
            case 20 -> random.nextBoolean() ? new Point(random.nextInt(), text()) : OptionalInt.of(random.nextInt());
            default -> random.nextBoolean() ? Path.of("a", "b" + random.nextInt(9)) : Double.NaN;
        };
    }

    private Object changeable() {
        switch (random.nextInt(12)) {
            case 0:
                StringBuilder builder = new StringBuilder(text());
                changes.add(() -> builder.append(" CHANGED"));
                return builder;
            case 1:
                Date date = new Date(random.nextInt());
                changes.add(() -> date.setTime(0));
                return date;
            case 2:
                GregorianCalendar calendar = new GregorianCalendar(TimeZone.getTimeZone("UTC"), Locale.ROOT);
                calendar.setTimeInMillis(random.nextInt());
                calendar.get(GregorianCalendar.YEAR); // computes all fields, as printing would
                changes.add(() -> calendar.setTimeInMillis(0));
                return calendar;
            case 3:
                AtomicInteger integer = new AtomicInteger(random.nextInt());
                changes.add(integer::incrementAndGet);
                return integer;
            case 4:
                AtomicLong number = new AtomicLong(random.nextLong());
                changes.add(number::incrementAndGet);
                return number;
            case 5:
                AtomicBoolean flag = new AtomicBoolean(random.nextBoolean());
                changes.add(() -> flag.set(!flag.get()));
                return flag;
            case 6:
                LongAdder adder = new LongAdder();
                adder.add(random.nextInt());
                changes.add(adder::increment);
                return adder;
            case 7:
                AtomicReference<Object> reference = new AtomicReference<>(text());
                changes.add(() -> reference.set("CHANGED"));
                return reference;
            case 8:
                Cart cart = new Cart(text());
                changes.add(() -> cart.content = "CHANGED");
                return cart;
            case 9:
                Cart boxed = new Cart(text());
                changes.add(() -> boxed.content = "CHANGED");
                return new Box(boxed);
            case 10:
                return new NoWords();
            default:
                return new IllegalStateException(text());
        }
    }

    private Object container(int depth) {
        return switch (random.nextInt(16)) {
            case 0 -> filled(new ArrayList<>(), depth);
            case 1 -> filled(new LinkedList<>(), depth);
            case 2 -> filled(new ArrayDeque<>(List.of(1)), 0);
            case 3 -> filled(new Vector<>(), depth);
            case 4 -> texts(new HashSet<>());
            case 5 -> texts(new PriorityQueue<>());
            case 6 -> Collections.unmodifiableList(new ArrayList<>(Arrays.asList(value(depth))));
            case 7 -> List.of(text(), random.nextInt());
            case 8 -> List.of(new ArrayList<>(List.of(text())), text());
            case 9 -> filled(new HashMap<>(), depth);
            case 10 -> filled(new LinkedHashMap<>(), depth);
            case 11 -> filled(new TreeMap<>(), depth);
            case 12 -> noNulls(new ConcurrentHashMap<>());
            case 13 -> Map.of(text(), random.nextInt());
            case 14 -> Optional.ofNullable(value(depth));
            default -> Arrays.asList(text(), null, random.nextInt());
        };
    }

    private Object filled(Collection<Object> collection, int depth) {
        for (int i = random.nextInt(4); i > 0; i--) {
            Object value = value(depth);
            collection.add(value == null && collection instanceof ArrayDeque ? "nothing" : value);
        }
        if (withCycles && collection instanceof List && random.nextInt(20) == 0) {
            collection.add(collection);
        }
        changes.add(() -> collection.add("CHANGED"));
        return collection;
    }

    private Object texts(Collection<String> collection) {
        for (int i = random.nextInt(4); i > 0; i--) {
            collection.add(text());
        }
        changes.add(() -> collection.add("CHANGED"));
        return collection;
    }

    private Object filled(Map<String, Object> map, int depth) {
        for (int i = random.nextInt(4); i > 0; i--) {
            map.put(text(), value(depth));
        }
        changes.add(() -> map.put("CHANGED", "CHANGED"));
        return map;
    }

    private Object noNulls(Map<String, Object> map) {
        for (int i = random.nextInt(4); i > 0; i--) {
            map.put(text(), random.nextInt());
        }
        changes.add(() -> map.put("CHANGED", "CHANGED"));
        return map;
    }

    /** No byte[] and char[]: within others their text is their identity, which a copy does not have (documented). */
    private Object array(int depth) {
        switch (random.nextInt(7)) {
            case 0:
                int[] ints = random.ints(random.nextInt(4)).toArray();
                changes.add(() -> Arrays.fill(ints, 77));
                return ints;
            case 1:
                long[] longs = random.longs(random.nextInt(4)).toArray();
                changes.add(() -> Arrays.fill(longs, 77));
                return longs;
            case 2:
                double[] doubles = random.doubles(random.nextInt(4)).toArray();
                changes.add(() -> Arrays.fill(doubles, 77));
                return doubles;
            case 3:
                boolean[] booleans = {random.nextBoolean(), random.nextBoolean()};
                changes.add(() -> booleans[0] = !booleans[0]);
                return booleans;
            case 4:
                short[] shorts = {(short) random.nextInt()};
                changes.add(() -> shorts[0]++);
                return shorts;
            case 5:
                String[] strings = {text(), text(), null};
                changes.add(() -> strings[0] = "CHANGED");
                return strings;
            default:
                Object[] objects = {value(depth), value(depth)};
                changes.add(() -> objects[0] = "CHANGED");
                return objects;
        }
    }

    /** A top-level argument that only a message prints, deeply. */
    Object bytesOrChars() {
        byte[] bytes = {(byte) random.nextInt(), 2};
        char[] chars = {'a', (char) ('a' + random.nextInt(26))};
        changes.add(() -> Arrays.fill(bytes, (byte) 77));
        changes.add(() -> Arrays.fill(chars, 'X'));
        return random.nextBoolean() ? bytes : chars;
    }

    record Point(int x, String label) {}

    record Box(Cart cart) {}

    static final class Cart {
        private String content;

        Cart(String content) {
            this.content = content;
        }

        @Override
        public String toString() {
            return "cart of " + content;
        }
    }

    /** Prints what {@link Object} does: its identity. */
    static final class NoWords {}
}
