package io.penstock.freeze;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.net.InetAddress;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.chrono.HijrahDate;
import java.time.chrono.IsoChronology;
import java.time.chrono.JapaneseDate;
import java.time.chrono.MinguoDate;
import java.time.chrono.ThaiBuddhistDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Currency;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PassByReferenceTest {

    private final Freezer freezer = Freezer.builder().build();

    static Stream<Object> immutable() throws Exception {
        List<String> withNull = Stream.of("a", (String) null).toList();
        return Stream.of(
                "text",
                1,
                2L,
                (short) 3,
                (byte) 4,
                5f,
                6d,
                'c',
                true,
                new BigInteger("123"),
                new BigDecimal("1.50"),
                Color.RED,
                Color.GREEN,
                RoundingMode.UP,
                DayOfWeek.MONDAY,
                Instant.EPOCH,
                LocalDate.EPOCH,
                LocalTime.NOON,
                LocalDateTime.MIN,
                Year.of(2000),
                YearMonth.of(2000, 1),
                MonthDay.of(1, 1),
                OffsetDateTime.MIN,
                OffsetTime.MAX,
                Instant.EPOCH.atZone(ZoneId.of("Europe/Paris")),
                Duration.ofDays(1),
                Period.ofDays(1),
                ZoneId.of("Europe/Paris"),
                ZoneOffset.UTC,
                IsoChronology.INSTANCE,
                JapaneseDate.of(2000, 1, 1),
                HijrahDate.of(1400, 1, 1),
                MinguoDate.of(80, 1, 1),
                ThaiBuddhistDate.of(2500, 1, 1),
                JapaneseDate.of(2000, 1, 1).atTime(LocalTime.NOON),
                JapaneseDate.of(2000, 1, 1).until(JapaneseDate.of(2001, 1, 1)),
                new UUID(1, 2),
                URI.create("http://localhost/"),
                new URL("http://localhost/"),
                String.class,
                int.class,
                Locale.FRANCE,
                Currency.getInstance("EUR"),
                Pattern.compile("a+"),
                Path.of("a", "b"),
                InetAddress.getByAddress(new byte[] {127, 0, 0, 1}),
                InetAddress.getByAddress("six", new byte[16]),
                Optional.empty(),
                Optional.of("x"),
                Optional.of(List.of(1)),
                OptionalInt.of(1),
                OptionalLong.of(1),
                OptionalDouble.empty(),
                List.of(),
                List.of(1),
                List.of(1, "b", 3),
                Set.of(),
                Set.of("a"),
                Set.of(1, 2, 3),
                Map.of(),
                Map.of("k", 1),
                Map.of("a", 1, "b", 2),
                List.copyOf(new ArrayList<>(List.of(1, 2, 3))),
                withNull,
                List.of(List.of(Map.of("k", Color.RED))),
                new Point(1, 2),
                new Line(new Point(1, 2), new Point(3, 4), "name", Color.RED),
                new Visit(LocalDate.EPOCH));
    }

    static Stream<Arguments> notKnownImmutable() {
        return Stream.<Object>of(
                        new Object(),
                        new StringBuilder("x"),
                        new Date(),
                        new int[0],
                        new Object[0],
                        new byte[0],
                        new ArrayList<>(),
                        Arrays.asList(1),
                        Collections.emptyList(),
                        Collections.unmodifiableList(List.of()),
                        List.of(1, 2, 3).subList(0, 2),
                        Optional.of(new Date()),
                        List.of(new Date()),
                        Set.of(new StringBuilder()),
                        Map.of("k", new int[0]),
                        Map.entry("k", 1),
                        Clock.tick(Clock.systemUTC(), Duration.ofSeconds(1)),
                        new Exception(),
                        Thread.currentThread(),
                        new BigInteger("1") {},
                        new BigDecimal("1") {},
                        new Holder(List.of()),
                        new Price(BigDecimal.ONE),
                        new Chain(1, null),
                        List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17),
                        List.of(List.of(List.of(List.of(1)))))
                .map(value -> Arguments.of(value));
    }

    @ParameterizedTest
    @MethodSource("immutable")
    void freeze_immutableValue_isTheSameInstance(Object value) {
        assertThat(freezer.weigh(value)).isPositive();
        assertThat(freezer.freeze(value)).isSameAs(value);
    }

    @ParameterizedTest
    @MethodSource("immutable")
    void sizeOf_valuePassedByReference_agreesWithWeigh(Object value) {
        assertThat(Freezer.sizeOf(value)).isEqualTo(freezer.weigh(value));
    }

    @ParameterizedTest
    @MethodSource("notKnownImmutable")
    void weigh_valueThatMayChange_mustFreeze(Object value) {
        assertThat(freezer.weigh(value)).isEqualTo(Freezer.MUST_FREEZE);
        assertThat(freezer.weigh(new Object[] {"a", value, 1})).isEqualTo(Freezer.MUST_FREEZE);
    }

    @Test
    void weigh_null_isZero() {
        assertThat(freezer.weigh((Object) null)).isZero();
        assertThat(freezer.weigh((Object[]) null)).isZero();
        assertThat(freezer.freeze(null)).isNull();
    }

    @Test
    void weigh_arguments_isTheSumAndAgreesWithSizeOf() {
        Object[] arguments = {"abc", null, 7};

        // Array 16 + 3 x 4, String 48 + 3 x 2, any other value 48.
        assertThat(freezer.weigh(arguments)).isEqualTo(28 + 54 + 48);
        assertThat(Freezer.sizeOf(arguments)).isEqualTo(28 + 54 + 48);
    }

    @Test
    void weigh_sharedNesting_looksAtABoundedNumberOfElements() {
        Object shared = List.of("leaf");
        for (int level = 0; level < 40; level++) {
            shared = List.of(shared, shared, shared, shared);
        }

        assertThat(freezer.weigh(shared)).isEqualTo(Freezer.MUST_FREEZE);
    }

    @Test
    void weigh_objectWithHostileMethods_callsNoneOfThem() {
        assertThat(freezer.weigh(new Hostile())).isEqualTo(Freezer.MUST_FREEZE);
        assertThat(freezer.weigh(List.of(new Hostile()))).isEqualTo(Freezer.MUST_FREEZE);
    }

    @Test
    void freeze_url_neverResolves() throws Exception {
        URL url = new URL(null, "x://host/", new RefusingHandler());

        assertThat(freezer.freeze(url) == url).isTrue();
        assertThat(freezer.freeze(new ArrayList<>(List.of(url)))).hasToString("[x://host/]");
    }

    @Test
    void immutableType_namedClassSuperclassOrInterface_passes() {
        Object money = new Money(5);

        assertThat(freezer.weigh(money)).isEqualTo(Freezer.MUST_FREEZE);
        for (Class<?> named : List.of(Money.class, Amount.class, Immutable.class)) {
            Freezer told = Freezer.builder()
                    .immutableType("no.such.Type")
                    .immutableType(named.getName())
                    .build();
            assertThat(told.weigh(money)).isPositive();
            assertThat(told.freeze(money)).isSameAs(money);
        }
    }

    @Test
    void immutableType_componentOfARecord_makesTheRecordPass() {
        Freezer told =
                Freezer.builder().immutableType(BigDecimal.class.getName()).build();

        assertThat(told.weigh(new Price(BigDecimal.ONE))).isPositive();
    }

    @Test
    void freezeAll_mixedArguments_isANewArrayWithTheSameImmutables() {
        Object[] arguments = {"a", new StringBuilder("b"), null};

        Object[] frozen = freezer.freezeAll(arguments);

        assertThat(frozen).isNotSameAs(arguments).containsExactly("a", "b", null);
        assertThat(frozen[0]).isSameAs(arguments[0]);
    }

    enum Color {
        RED,
        GREEN {
            @Override
            public String toString() {
                return "green";
            }
        }
    }

    record Point(int x, long y) {}

    record Line(Point from, Point to, String name, Color color) {}

    record Visit(LocalDate day) {}

    record Holder(List<String> names) {}

    record Price(BigDecimal amount) {}

    record Chain(int value, Chain next) {}

    interface Immutable {}

    static class Amount implements Immutable {}

    static final class Money extends Amount {
        private final int cents;

        Money(int cents) {
            this.cents = cents;
        }

        @Override
        public String toString() {
            return "EUR 0.0" + cents;
        }
    }

    private static final class Hostile {

        @Override
        public boolean equals(Object other) {
            throw new AssertionError("equals");
        }

        @Override
        public int hashCode() {
            throw new AssertionError("hashCode");
        }

        @Override
        public String toString() {
            throw new AssertionError("toString");
        }
    }

    private static final class RefusingHandler extends URLStreamHandler {

        @Override
        protected URLConnection openConnection(URL url) {
            throw new AssertionError("openConnection");
        }

        @Override
        protected InetAddress getHostAddress(URL url) {
            throw new AssertionError("resolved");
        }

        @Override
        protected int hashCode(URL url) {
            throw new AssertionError("hashCode");
        }

        @Override
        protected boolean equals(URL one, URL other) {
            throw new AssertionError("equals");
        }
    }
}
