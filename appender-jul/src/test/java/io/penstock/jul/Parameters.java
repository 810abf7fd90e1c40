package io.penstock.jul;

import java.io.File;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.UnknownHostException;
import java.nio.CharBuffer;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.chrono.JapaneseDate;
import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Currency;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.SimpleTimeZone;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.Vector;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.DoubleAccumulator;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of every kind that freezing knows, most of which change after the call. Not safe for concurrent use.
 *
 * <p>What prints its identity must be the same object in the run with a proxy and in the run without: it is a constant.
 */
final class Parameters {

    /** What may still be done to a value once the call is over. */
    private interface Kind {
        @Nullable
        Object make(int number, List<Runnable> later);
    }

    private final List<Kind> kinds = new ArrayList<>();

    Parameters() {
        passing();
        jdkValues();
        records();
        numbers();
        dates();
        text();
        collections();
        maps();
        holders();
        identities();
    }

    @Nullable
    Object any(Random random, List<Runnable> later) {
        return kinds.get(random.nextInt(kinds.size())).make(random.nextInt(5000) - 1000, later);
    }

    private void add(Kind kind) {
        kinds.add(kind);
    }

    private static <T> T changing(T value, List<Runnable> later, Consumer<T> change) {
        later.add(() -> change.accept(value));
        return value;
    }

    private void passing() {
        add((n, later) -> null);
        add((n, later) -> "text " + n);
        add((n, later) -> n);
        add((n, later) -> n * 1_000_000_007L);
        add((n, later) -> n / 7.0);
        add((n, later) -> n / 7.0f);
        add((n, later) -> n % 100 == 0 ? Double.NaN : Double.POSITIVE_INFINITY);
        add((n, later) -> (short) n);
        add((n, later) -> (byte) n);
        add((n, later) -> 'x');
        add((n, later) -> n > 0);
        add((n, later) -> BigInteger.valueOf(n).pow(9));
        add((n, later) -> BigDecimal.valueOf(n, 3));
        add((n, later) -> Level.INFO);
        add((n, later) -> Thread.State.NEW);
        add((n, later) -> new UUID(n, n));
    }

    private void jdkValues() {
        add((n, later) -> Path.of("logs", "app-" + n + ".log"));
        add((n, later) -> new File("logs", "app-" + n + ".log"));
        add((n, later) -> url("http://example.invalid/" + n));
        add((n, later) -> URI.create("urn:number:" + n));
        add((n, later) -> Locale.forLanguageTag("de-AT"));
        add((n, later) -> Pattern.compile("[a-z]{" + Math.abs(n) + "}", Pattern.CASE_INSENSITIVE));
        add((n, later) -> n % 2 == 0 ? Parameters.class : int[][].class);
        add((n, later) -> Currency.getInstance("EUR"));
        add((n, later) -> address(n));
        add((n, later) -> LocalDate.ofEpochDay(n));
        add((n, later) -> LocalDateTime.ofEpochSecond(n, 0, ZoneOffset.UTC).atZone(ZoneId.of("Europe/Vienna")));
        add((n, later) -> Instant.ofEpochSecond(n));
        add((n, later) -> Duration.ofMillis(n));
        add((n, later) -> Period.ofDays(n));
        add((n, later) -> JapaneseDate.of(1990 + Math.abs(n) % 30, 2, 1));
        add((n, later) -> DayOfWeek.MONDAY);
        add((n, later) -> OptionalInt.of(n));
        add((n, later) -> OptionalLong.empty());
        add((n, later) -> OptionalDouble.of(n / 3.0));
        add((n, later) -> new StackTraceElement("com.acme.Shop", "sell", "Shop.java", n));
        add((n, later) -> new Registered("registered " + n));
    }

    private static URL url(String text) {
        try {
            return new URL(text);
        } catch (MalformedURLException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }

    private static InetAddress address(int n) {
        try {
            return InetAddress.getByAddress("host-" + n, new byte[] {10, 0, (byte) (n >> 8), (byte) n});
        } catch (UnknownHostException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }

    private record Point(int x, int y) {}

    private record Line(Point from, Point to, String name) {}

    private record Cart(List<Object> items, StringBuilder note) {}

    private record Talking(int number) {
        @Override
        public String toString() {
            return "talking {0} of " + number;
        }
    }

    private void records() {
        add((n, later) -> new Point(n, -n));
        add((n, later) -> new Line(new Point(n, 0), new Point(0, n), "line"));
        add((n, later) -> new Talking(n));
        add((n, later) ->
                changing(new Cart(new ArrayList<>(List.of("book", n)), new StringBuilder("gift")), later, cart -> {
                    cart.items.clear();
                    cart.note.setLength(0);
                }));
    }

    private void numbers() {
        add((n, later) -> changing(new AtomicInteger(n), later, AtomicInteger::incrementAndGet));
        add((n, later) -> changing(new AtomicLong(n * 1000L), later, AtomicLong::incrementAndGet));
        add((n, later) -> changing(new AtomicBoolean(true), later, flag -> flag.set(false)));
        add((n, later) -> changing(new LongAdder(), later, LongAdder::increment));
        add((n, later) -> {
            LongAdder beyond = new LongAdder();
            beyond.add((1L << 53) + 1);
            return changing(beyond, later, LongAdder::increment);
        });
        add((n, later) -> {
            DoubleAdder sum = new DoubleAdder();
            sum.add(n / 3.0);
            return changing(sum, later, adder -> adder.add(1));
        });
        add((n, later) -> changing(
                new LongAccumulator(Math::max, (1L << 53) + n), later, largest -> largest.accumulate(Long.MAX_VALUE)));
        add((n, later) -> changing(new DoubleAccumulator(Double::sum, n / 3.0), later, total -> total.accumulate(1)));
        add((n, later) -> new Money(BigInteger.valueOf(n).pow(7), 3));
        add((n, later) -> new Huge(BigInteger.valueOf(n).pow(7)));
        add((n, later) -> changing(new Counter((1L << 53) + n), later, AtomicLong::incrementAndGet));
        add((n, later) -> changing(new OwnNumber(n / 3.0), later, own -> own.value = 0));
    }

    private void dates() {
        add((n, later) -> changing(new Date(n * 86_400_000L), later, date -> date.setTime(0)));
        add((n, later) -> changing(
                new GregorianCalendar(2026, 10, Math.abs(n) % 28), later, calendar -> calendar.set(1999, 1, 1)));
        add((n, later) -> changing(new java.sql.Timestamp(n * 1000L), later, time -> time.setTime(0)));
        add((n, later) -> changing(new java.sql.Date(n * 86_400_000L), later, date -> date.setTime(0)));
        add((n, later) -> changing(new OwnDate(n * 86_400_000L), later, date -> date.setTime(0)));
        add((n, later) ->
                changing(new SimpleTimeZone(n * 1000, "own"), later, (TimeZone zone) -> zone.setRawOffset(0)));
        add((n, later) -> changing(TimeZone.getTimeZone("Asia/Tokyo"), later, zone -> zone.setID("else")));
    }

    private void text() {
        add((n, later) -> changing(new StringBuilder("built " + n), later, text -> text.setLength(0)));
        add((n, later) -> changing(new StringBuffer("built " + n), later, text -> text.setLength(0)));
        add((n, later) -> changing(CharBuffer.wrap(("chars " + n).toCharArray()), later, text -> text.put(0, 'X')));
        add((n, later) -> changing(new Own(n), later, own -> own.number = 0));
        add((n, later) -> new IllegalStateException("as a parameter " + n));
        add((n, later) -> changing(new OwnException(n), later, own -> own.number = 0));
    }

    private void collections() {
        add((n, later) -> List.of(1, "two", n));
        add((n, later) -> Set.of(n));
        add((n, later) -> List.of(List.of(n, List.of("deep")), Optional.of(n), Map.of("k", n)));
        add((n, later) -> {
            StringBuilder inside = changing(new StringBuilder("b"), later, text -> text.append("!"));
            return changing(new ArrayList<>(Arrays.asList("a", n, null, inside)), later, List::clear);
        });
        add((n, later) -> {
            Date inside = changing(new Date(n * 1000L), later, date -> date.setTime(0));
            return List.of(inside, "beside it");
        });
        add((n, later) -> {
            List<Object> inner = changing(new ArrayList<>(List.of(n)), later, List::clear);
            return changing(new ArrayList<>(List.of(inner, Map.of("in", inner))), later, List::clear);
        });
        add((n, later) -> changing(Arrays.asList("a", n), later, list -> list.set(0, "z")));
        add((n, later) -> changing(new ArrayDeque<>(List.of(n, "x")), later, ArrayDeque::clear));
        add((n, later) -> changing(new TreeSet<>(List.of("b", "a")), later, TreeSet::clear));
        add((n, later) -> changing(new LinkedHashSet<>(List.of("b", "a", n)), later, Set::clear));
        add((n, later) -> changing(EnumSet.of(DayOfWeek.FRIDAY, DayOfWeek.MONDAY), later, EnumSet::clear));
        add((n, later) -> changing(new Vector<>(List.of(n)), later, Vector::clear));
        add((n, later) -> changing(new CopyOnWriteArrayList<>(List.of(n)), later, List::clear));
        add((n, later) -> {
            List<Object> behind = changing(new ArrayList<>(List.of(n)), later, List::clear);
            return n % 2 == 0 ? Collections.unmodifiableList(behind) : Collections.synchronizedList(behind);
        });
        add((n, later) -> changing(new OwnList(List.of(n, "x")), later, List::clear));
        add((n, later) -> changing(new BitSet(), later, bits -> bits.set(Math.abs(n))));
        add((n, later) -> changing(new AtomicIntegerArray(new int[] {n, 1}), later, array -> array.set(0, 0)));
    }

    private void maps() {
        add((n, later) -> changing(new HashMap<>(Map.of("key", n)), later, Map::clear));
        add((n, later) -> Collections.singletonMap("k", List.of(n)));
        add((n, later) -> {
            StringBuilder inside = changing(new StringBuilder("v"), later, text -> text.append("!"));
            Map<Object, Object> map = new LinkedHashMap<>();
            map.put("first", inside);
            map.put(n, null);
            map.put("list", new ArrayList<>(List.of(inside)));
            return changing(map, later, Map::clear);
        });
        add((n, later) -> changing(new TreeMap<>(Map.of("b", n, "a", "x")), later, Map::clear));
        add((n, later) -> changing(new ConcurrentHashMap<>(Map.of("key", n)), later, Map::clear));
        add((n, later) -> changing(new EnumMap<>(Map.of(DayOfWeek.FRIDAY, n)), later, Map::clear));
        add((n, later) -> Map.entry("k", n));
        add((n, later) -> changing(new AbstractMap.SimpleEntry<>("k", n), later, entry -> entry.setValue(0)));
    }

    private void holders() {
        add((n, later) -> Optional.empty());
        add((n, later) -> Optional.of("value " + n));
        add((n, later) -> Optional.of(changing(new Date(n * 1000L), later, date -> date.setTime(0))));
        add((n, later) -> changing(new AtomicReference<>("was " + n), later, held -> held.set("is")));
        add((n, later) -> changing(
                new AtomicReference<>(changing(new ArrayList<>(List.of(n)), later, List::clear)),
                later,
                held -> held.set(null)));
    }

    private void identities() {
        for (Object same : Same.OBJECTS) {
            add((n, later) -> same);
        }
        add((n, later) -> List.of(Same.OBJECTS.get(Math.abs(n) % Same.OBJECTS.size()), n));
        add((n, later) -> new HashMap<>(Map.of("array", Same.OBJECTS.get(Math.abs(n) % Same.OBJECTS.size()))));
    }

    private static final class Same {
        static final List<Object> OBJECTS = List.of(
                new byte[] {1, 2},
                new char[] {'a'},
                new int[] {1},
                new long[0],
                new boolean[] {true},
                new String[] {"a"},
                new Object[] {1, "b", new int[] {2}, List.of("c")},
                new Object(),
                List.of(new byte[] {3}),
                new ArrayList<>(List.of(new char[] {'x'}, new int[] {4})),
                new double[][] {{1}});
    }

    /** Registered with {@code immutableType}: crosses by reference, and is what it is on the other side. */
    static final class Registered {
        private final String text;

        Registered(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static final class Money extends BigDecimal {
        private static final long serialVersionUID = 1L;

        Money(BigInteger unscaled, int scale) {
            super(unscaled, scale);
        }
    }

    private static final class Huge extends BigInteger {
        private static final long serialVersionUID = 1L;

        Huge(BigInteger value) {
            super(value.toByteArray());
        }
    }

    private static final class Counter extends AtomicLong {
        private static final long serialVersionUID = 1L;

        Counter(long value) {
            super(value);
        }
    }

    /** Anybody's number: a format takes it by its doubleValue(). */
    private static final class OwnNumber extends Number {
        private static final long serialVersionUID = 1L;
        private double value;

        OwnNumber(double value) {
            this.value = value;
        }

        @Override
        public int intValue() {
            return (int) value;
        }

        @Override
        public long longValue() {
            return (long) value;
        }

        @Override
        public float floatValue() {
            return (float) value;
        }

        @Override
        public double doubleValue() {
            return value;
        }

        @Override
        public String toString() {
            return "own " + value;
        }
    }

    /** Anybody's date: a format takes it by its time. */
    private static final class OwnDate extends Date {
        private static final long serialVersionUID = 1L;

        OwnDate(long millis) {
            super(millis);
        }

        @Override
        public String toString() {
            return "own " + getTime();
        }
    }

    private static final class Own {
        private int number;

        Own(int number) {
            this.number = number;
        }

        @Override
        public String toString() {
            return "own {0} " + number;
        }
    }

    private static final class OwnException extends Exception {
        private static final long serialVersionUID = 1L;
        private int number;

        OwnException(int number) {
            this.number = number;
        }

        @Override
        public String getMessage() {
            return "own " + number;
        }
    }

    /** Prints something else than its elements. */
    private static final class OwnList extends ArrayList<Object> {
        private static final long serialVersionUID = 1L;

        OwnList(List<Object> elements) {
            super(elements);
        }

        @Override
        public String toString() {
            return "own list of " + size();
        }
    }
}
