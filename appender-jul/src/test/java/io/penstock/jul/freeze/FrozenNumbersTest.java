package io.penstock.jul.freeze;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.freeze.Freezer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.DoubleAccumulator;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A number of somebody's own class prints what it would have printed unfrozen, whatever format asks it. */
class FrozenNumbersTest {

    private static final List<String> MESSAGES = List.of(
            "{0}",
            "{0,number}",
            "{0,number,#.###}",
            "{0,number,#,##0.00000}",
            "{0,number,percent}",
            "{0,number,integer}",
            "{0,choice,0#zero|1#one|7#seven|1000000#many}",
            "{0,date,yyyy-MM-dd}");
    private static final List<String> PRINTF = List.of("%s", "%10s", "%d", "%,d", "%x", "%f", "%.2f", "%e", "%g", "%b");

    static Stream<Number> numbers() {
        LongAdder sum = new LongAdder();
        sum.add((1L << 53) + 1);
        LongAccumulator largest = new LongAccumulator(Math::max, (1L << 53) + 1);
        DoubleAccumulator product = new DoubleAccumulator((a, b) -> a * b, 1 / 3.0);
        return Stream.of(
                new Money("1.50"),
                new Money("-12345678901234567890.125"),
                new Money("0E-7"),
                new Money("1E+30"),
                new Talking("3.25"),
                new Talking("-3.25"),
                new Huge("7"),
                new Huge("-9007199254740993"),
                new Huge("123456789012345678901234567890"),
                new Huge("-123456789012345678901234567890"),
                new Odd("123456789012345678901234567890"),
                new Odd("5"),
                new Counter((1L << 53) + 1),
                new Counter(-5),
                new Small(1_000_000),
                new Own(2.5),
                sum,
                largest,
                product);
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void format_frozenNumber_printsWhatTheOriginalPrints(Number original) {
        Freezer freezer = Freezer.builder().extension(new MessageFormatTypes()).build();

        Object frozen = freezer.freeze(original);

        assertThat(frozen).isNotSameAs(original);
        for (String message : MESSAGES) {
            assertThat(printed(message, frozen)).as(message).isEqualTo(printed(message, original));
        }
        for (String format : PRINTF) {
            assertThat(printf(format, frozen)).as(format).isEqualTo(printf(format, original));
        }
    }

    private static String printed(String message, Object number) {
        List<String> texts = new ArrayList<>();
        for (Locale locale : List.of(Locale.ROOT, Locale.GERMANY)) {
            try {
                texts.add(new MessageFormat(message, locale).format(new Object[] {number}));
            } catch (RuntimeException refused) {
                texts.add(refused.toString());
            }
        }
        return texts.toString();
    }

    /** A refusal names the class. */
    private static String printf(String format, Object number) {
        try {
            return String.format(Locale.ROOT, format, number);
        } catch (RuntimeException refused) {
            return refused.getClass().getName();
        }
    }

    /** Differs in nothing. */
    private static final class Money extends BigDecimal {
        private static final long serialVersionUID = 1L;

        Money(String value) {
            super(value);
        }
    }

    /** Says something else than it is. */
    private static final class Talking extends BigDecimal {
        private static final long serialVersionUID = 1L;

        Talking(String value) {
            super(value);
        }

        @Override
        public double doubleValue() {
            return 7;
        }

        @Override
        public String toString() {
            return "41.5";
        }
    }

    private static final class Huge extends BigInteger {
        private static final long serialVersionUID = 1L;

        Huge(String value) {
            super(value);
        }
    }

    private static final class Odd extends BigInteger {
        private static final long serialVersionUID = 1L;

        Odd(String value) {
            super(value);
        }

        @Override
        public long longValue() {
            return 42;
        }

        @Override
        public String toString() {
            return "43";
        }
    }

    private static final class Counter extends AtomicLong {
        private static final long serialVersionUID = 1L;

        Counter(long value) {
            super(value);
        }

        @Override
        public String toString() {
            return "counted " + get();
        }
    }

    private static final class Small extends AtomicInteger {
        private static final long serialVersionUID = 1L;

        Small(int value) {
            super(value);
        }
    }

    private static final class Own extends Number {
        private static final long serialVersionUID = 1L;

        private final double value;

        Own(double value) {
            this.value = value;
        }

        @Override
        public int intValue() {
            return 1;
        }

        @Override
        public long longValue() {
            return 2;
        }

        @Override
        public float floatValue() {
            return 3;
        }

        @Override
        public double doubleValue() {
            return value;
        }

        @Override
        public String toString() {
            return "own";
        }
    }
}
