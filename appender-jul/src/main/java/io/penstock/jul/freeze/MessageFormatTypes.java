package io.penstock.jul.freeze;

import io.penstock.freeze.FreezeExtension;
import io.penstock.freeze.Freezer;
import java.util.Date;
import java.util.Set;
import java.util.concurrent.atomic.DoubleAccumulator;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/**
 * Freezes what {@link java.text.MessageFormat} does not print by {@code toString()} and the core would turn into text or
 * another kind of number; and the two kinds of arrays of which a copy would print another identity.
 */
public final class MessageFormatTypes implements FreezeExtension {

    /** A format takes them by their doubleValue(), which differs from the exact sum beyond 2^53. */
    private static final Set<Class<?>> SUMS =
            Set.of(LongAdder.class, LongAccumulator.class, DoubleAdder.class, DoubleAccumulator.class);

    @Override
    public boolean freezes(Class<?> type) {
        boolean foreign =
                type.getClassLoader() != null && type.getClassLoader() != ClassLoader.getPlatformClassLoader();
        return type == byte[].class
                || type == char[].class
                || SUMS.contains(type)
                || (foreign && (Number.class.isAssignableFrom(type) || Date.class.isAssignableFrom(type)));
    }

    @Override
    public Object freeze(Object value, Freezer freezer) {
        if (value instanceof Number number) {
            return FrozenNumbers.of(number, text(number, freezer));
        }
        if (value instanceof Date date) {
            return new FrozenDate(date.getTime(), text(date, freezer));
        }
        return String.valueOf(value);
    }

    private static String text(Object value, Freezer freezer) {
        return String.valueOf(freezer.cut(value.toString()));
    }

    /** A date of somebody's own class as it was. */
    private static final class FrozenDate extends Date {

        private static final long serialVersionUID = 1L;

        private final String text;

        FrozenDate(long millis, String text) {
            super(millis);
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
