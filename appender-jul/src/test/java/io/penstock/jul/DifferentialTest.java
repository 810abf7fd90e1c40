package io.penstock.jul;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.AsyncConfig;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;
import java.util.logging.XMLFormatter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes out through the proxy is byte for byte what comes out without it, though everything changes after the call. */
class DifferentialTest {

    private static final int RECORDS = 10_000;
    private static final Level[] LEVELS = {
        Level.SEVERE, Level.WARNING, Level.INFO, Level.CONFIG, Level.FINE, Level.FINER, Level.FINEST
    };
    private static final String[] MESSAGES = {
        "plain",
        "",
        "key",
        "missing key",
        "{0}",
        "{0} and {1}",
        "{1} before {0}",
        "{0,number} {0}",
        "{0,number,#.##}",
        "{0,date,yyyy-MM-dd} {0}",
        "{0,date}",
        "{0,choice,0#none|1#one|1<many} {1}",
        "broken {0",
        "{9}",
        "it''s {0}",
        "no { digits }",
        "<&> ä \uD83D\uDE00 {0}"
    };

    @ParameterizedTest
    @ValueSource(longs = {1, 20261121, 4711})
    void simpleFormatter_tenThousandRecords_printTheSameBytes(long seed) throws Exception {
        assertThat(through(seed, new SimpleFormatter())).isEqualTo(directly(seed, new SimpleFormatter()));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20261121, 4711})
    void xmlFormatter_tenThousandRecords_printTheSameBytes(long seed) throws Exception {
        assertThat(through(seed, new XMLFormatter())).isEqualTo(directly(seed, new XMLFormatter()));
    }

    private static List<String> directly(long seed, Formatter formatter) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StreamHandler stream = new StreamHandler(bytes, formatter);
        stream.setEncoding("UTF-8");
        stream.setLevel(Level.ALL);
        generate(seed, record -> {
            stream.publish(record);
            return null;
        });
        stream.close();
        return lines(bytes);
    }

    private static List<String> through(long seed, Formatter formatter) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StreamHandler stream = new StreamHandler(bytes, formatter);
        stream.setEncoding("UTF-8");
        stream.setLevel(Level.ALL);
        AsyncProxyHandler proxy = new AsyncProxyHandler(
                "differential",
                AsyncConfig.builder().maxBlock(Duration.ofSeconds(20)).build(),
                stream);
        generate(seed, record -> {
            proxy.publish(record);
            return null;
        });
        proxy.close();
        assertThat(proxy.getBooks().toString())
                .isEqualTo("offered=10000 accepted=10000 delivered=10000 failed=0 pending=0 dropped=0");
        return lines(bytes);
    }

    private static List<String> lines(ByteArrayOutputStream bytes) {
        String text = bytes.toString(StandardCharsets.UTF_8);
        // Identity hash codes differ from run to run; of one object they are the same with and without us: see below.
        return Arrays.asList(text.split("\n"));
    }

    /** The same records for the same seed, but for identity hash codes, which are drawn from {@link Same}. */
    private static void generate(long seed, Function<LogRecord, @Nullable Void> publish) {
        Random random = new Random(seed);
        AsyncProxyHandlerTest.TestBundle bundle = new AsyncProxyHandlerTest.TestBundle();
        for (int i = 0; i < RECORDS; i++) {
            LogRecord record = new LogRecord(pick(random, LEVELS), pick(random, MESSAGES));
            record.setSequenceNumber(i);
            record.setInstant(Instant.ofEpochSecond(1_700_000_000L + i, random.nextInt(1_000_000_000)));
            record.setLongThreadID(1 + random.nextInt(50));
            record.setLoggerName(random.nextInt(10) == 0 ? null : "com.acme.Shop");
            if (random.nextBoolean()) {
                record.setSourceClassName("com.acme.Shop");
                record.setSourceMethodName(random.nextBoolean() ? "sell" : null);
            }
            if (random.nextInt(3) == 0) {
                record.setResourceBundle(bundle);
                record.setResourceBundleName("com.acme.Bundle");
            }
            if (random.nextInt(10) == 0) {
                record.setThrown(Same.THROWN.get(random.nextInt(Same.THROWN.size())));
            }
            List<Runnable> later = new ArrayList<>();
            if (random.nextInt(4) != 0) {
                Object[] parameters = new Object[random.nextInt(12)];
                for (int p = 0; p < parameters.length; p++) {
                    parameters[p] = parameter(random, later);
                }
                record.setParameters(parameters);
                later.add(() -> Arrays.fill(parameters, "overwritten"));
            }
            publish.apply(record);
            later.forEach(Runnable::run);
        }
    }

    private static @Nullable Object parameter(Random random, List<Runnable> later) {
        int number = random.nextInt(5000) - 1000;
        switch (random.nextInt(34)) {
            case 0:
                return null;
            case 1:
                return "text " + number;
            case 2:
                return number;
            case 3:
                return (long) number * 1_000_000_007L;
            case 4:
                return number / 7.0;
            case 5:
                return number / 7.0f;
            case 6:
                return (short) number;
            case 7:
                return (byte) number;
            case 8:
                return 'x';
            case 9:
                return number > 0;
            case 10:
                return BigInteger.valueOf(number).pow(9);
            case 11:
                return BigDecimal.valueOf(number, 3);
            case 12:
                return Level.INFO;
            case 13:
                return Thread.State.NEW;
            case 14:
                return new UUID(number, number);
            case 15:
                return Instant.ofEpochSecond(number);
            case 16:
                return Optional.of("value " + number);
            case 17:
                return List.of(1, "two", number);
            case 18:
                return changing(new Date(number * 86_400_000L), later, date -> date.setTime(0));
            case 19:
                return changing(new GregorianCalendar(2026, 10, 21), later, calendar -> calendar.set(1999, 1, 1));
            case 20:
                return changing(new java.sql.Timestamp(number * 1000L), later, time -> time.setTime(0));
            case 21:
                return changing(new OwnDate(number * 86_400_000L), later, date -> date.setTime(0));
            case 22:
                return changing(new AtomicInteger(number), later, AtomicInteger::incrementAndGet);
            case 23:
                return changing(new AtomicLong(number * 1000L), later, AtomicLong::incrementAndGet);
            case 24:
                return changing(new AtomicBoolean(true), later, flag -> flag.set(false));
            case 25:
                return changing(new AtomicReference<>("was " + number), later, held -> held.set("is"));
            case 26:
                return changing(sum((1L << 53) + 1), later, LongAdder::increment);
            case 27:
                return changing(sum(number / 3.0), later, adder -> adder.add(1));
            case 28:
                return changing(new OwnNumber(number / 3.0), later, own -> own.value = 0);
            case 29:
                return changing(new StringBuilder("built " + number), later, text -> text.setLength(0));
            case 30:
                return changing(new ArrayList<>(List.of("a", number, new StringBuilder("b"))), later, List::clear);
            case 31:
                return changing(new HashMap<>(Map.of("key", number)), later, Map::clear);
            case 32:
                return container(random, later, number);
            default:
                return Same.ARRAYS.get(random.nextInt(Same.ARRAYS.size()));
        }
    }

    private static Object container(Random random, List<Runnable> later, int number) {
        return switch (random.nextInt(5)) {
            case 0 -> changing(new ArrayDeque<>(List.of(number, "x")), later, ArrayDeque::clear);
            case 1 -> changing(new TreeSet<>(List.of("b", "a")), later, TreeSet::clear);
            case 2 -> Collections.singletonMap("k", List.of(number));
            case 3 -> Map.entry("k", number);
            default -> new Own(number);
        };
    }

    private static <T> T changing(T value, List<Runnable> later, java.util.function.Consumer<T> change) {
        later.add(() -> change.accept(value));
        return value;
    }

    private static LongAdder sum(long value) {
        LongAdder adder = new LongAdder();
        adder.add(value);
        return adder;
    }

    private static DoubleAdder sum(double value) {
        DoubleAdder adder = new DoubleAdder();
        adder.add(value);
        return adder;
    }

    private static <T> T pick(Random random, T[] values) {
        return values[random.nextInt(values.length)];
    }

    /** Objects that print their identity, hence the same ones in both runs. */
    private static final class Same {
        static final List<Object> ARRAYS = List.of(
                new byte[] {1, 2},
                new char[] {'a'},
                new int[] {1},
                new long[0],
                new String[] {"a"},
                new Object[] {1, "b"},
                new Object(),
                List.of(new byte[] {3}),
                new double[][] {{1}});
        static final List<Throwable> THROWN = List.of(
                new IllegalStateException("state"),
                new Exception("outer", new RuntimeException("inner")),
                new StackOverflowError());
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
        private final int number;

        Own(int number) {
            this.number = number;
        }

        @Override
        public String toString() {
            return "own {0} " + number;
        }
    }
}
