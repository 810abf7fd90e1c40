package io.penstock.jul.freeze;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Numbers of somebody's own class as they were, however a format asks them.
 *
 * <p>{@link java.text.DecimalFormat} takes an AtomicInteger, an AtomicLong and a BigInteger of less than 64 bits by their
 * longValue(), larger BigIntegers and BigDecimals by their digits (and these by their toString()), and every other number
 * by its doubleValue(); {@link java.text.ChoiceFormat} takes a BigDecimal by its doubleValue(), too; {@code %d} wants a
 * BigInteger and {@code %f} a BigDecimal. So a frozen number stays of the family it was of.
 */
final class FrozenNumbers {

    private FrozenNumbers() {}

    static Number of(Number number, String text) {
        Answers answers =
                new Answers(number.intValue(), number.longValue(), number.floatValue(), number.doubleValue(), text);
        if (number instanceof BigDecimal decimal) {
            return new FrozenDecimal(decimal, answers);
        }
        if (number instanceof BigInteger integer) {
            return new FrozenInteger(integer, answers);
        }
        if (number instanceof AtomicLong || number instanceof AtomicInteger) {
            return new FrozenAtomic(answers);
        }
        return new FrozenNumber(answers);
    }

    private record Answers(int intValue, long longValue, float floatValue, double doubleValue, String text)
            implements java.io.Serializable {}

    private static final class FrozenNumber extends Number {

        private static final long serialVersionUID = 1L;

        private final Answers answers;

        FrozenNumber(Answers answers) {
            this.answers = answers;
        }

        @Override
        public int intValue() {
            return answers.intValue;
        }

        @Override
        public long longValue() {
            return answers.longValue;
        }

        @Override
        public float floatValue() {
            return answers.floatValue;
        }

        @Override
        public double doubleValue() {
            return answers.doubleValue;
        }

        @Override
        public String toString() {
            return answers.text;
        }
    }

    private static final class FrozenDecimal extends BigDecimal {

        private static final long serialVersionUID = 1L;

        private final Answers answers;

        FrozenDecimal(BigDecimal original, Answers answers) {
            super(original.unscaledValue(), original.scale());
            this.answers = answers;
        }

        @Override
        public int intValue() {
            return answers.intValue;
        }

        @Override
        public long longValue() {
            return answers.longValue;
        }

        @Override
        public float floatValue() {
            return answers.floatValue;
        }

        @Override
        public double doubleValue() {
            return answers.doubleValue;
        }

        @Override
        public String toString() {
            return answers.text;
        }
    }

    private static final class FrozenInteger extends BigInteger {

        private static final long serialVersionUID = 1L;

        private final Answers answers;

        FrozenInteger(BigInteger original, Answers answers) {
            super(original.toByteArray());
            this.answers = answers;
        }

        @Override
        public int intValue() {
            return answers.intValue;
        }

        @Override
        public long longValue() {
            return answers.longValue;
        }

        @Override
        public float floatValue() {
            return answers.floatValue;
        }

        @Override
        public double doubleValue() {
            return answers.doubleValue;
        }

        @Override
        public String toString() {
            return answers.text;
        }
    }

    /** A number that formats take for an AtomicLong. It is not meant to be counted with. */
    private static final class FrozenAtomic extends AtomicLong {

        private static final long serialVersionUID = 1L;

        private final Answers answers;

        FrozenAtomic(Answers answers) {
            super(answers.longValue);
            this.answers = answers;
        }

        @Override
        public int intValue() {
            return answers.intValue;
        }

        @Override
        public long longValue() {
            return answers.longValue;
        }

        @Override
        public float floatValue() {
            return answers.floatValue;
        }

        @Override
        public double doubleValue() {
            return answers.doubleValue;
        }

        @Override
        public String toString() {
            return answers.text;
        }
    }
}
