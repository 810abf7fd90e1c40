package io.penstock.freeze;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.CharBuffer;
import java.sql.Timestamp;
import java.text.MessageFormat;
import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SimpleTimeZone;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.DoubleAccumulator;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

class FrozenValueTest {

    private final Freezer freezer = Freezer.builder().build();

    @Test
    void freeze_date_isACloneOfTheSameClass() {
        Date date = new Date(1000);
        Timestamp timestamp = new Timestamp(1000);
        timestamp.setNanos(123_456_789);

        Object frozenDate = freezer.freeze(date);
        Object frozenTimestamp = freezer.freeze(timestamp);
        date.setTime(2000);
        timestamp.setNanos(0);

        assertThat(frozenDate).isExactlyInstanceOf(Date.class).isEqualTo(new Date(1000));
        assertThat(frozenTimestamp).isExactlyInstanceOf(Timestamp.class);
        assertThat(((Timestamp) frozenTimestamp).getNanos()).isEqualTo(123_456_789);
    }

    @Test
    void freeze_calendar_isACloneThatPrintsTheSame() {
        Calendar calendar = new GregorianCalendar(2000, Calendar.MARCH, 1);
        String before = calendar.toString();

        Object frozen = freezer.freeze(calendar);
        calendar.add(Calendar.YEAR, 1);

        assertThat(frozen).isExactlyInstanceOf(GregorianCalendar.class).hasToString(before);
        assertThat(((Calendar) frozen).get(Calendar.YEAR)).isEqualTo(2000);
    }

    @Test
    void freeze_dateSubclassOfTheUser_isText() {
        Date own = new Date(0) {
            @Override
            public String toString() {
                return "own";
            }
        };

        assertThat(freezer.freeze(own)).isEqualTo("own");
    }

    @Test
    void freeze_atomicsAndAdders_areTheirBoxedValue() {
        LongAdder longAdder = new LongAdder();
        longAdder.add(7);
        DoubleAdder doubleAdder = new DoubleAdder();
        doubleAdder.add(0.5);

        assertThat(freezer.freeze(new AtomicInteger(1))).isEqualTo(1);
        assertThat(freezer.freeze(new AtomicLong(2))).isEqualTo(2L);
        assertThat(freezer.freeze(new AtomicBoolean(true))).isEqualTo(true);
        assertThat(freezer.freeze(longAdder)).isEqualTo(7L);
        assertThat(freezer.freeze(new LongAccumulator(Long::max, 9))).isEqualTo(9L);
        assertThat(freezer.freeze(doubleAdder)).isEqualTo(0.5);
        assertThat(freezer.freeze(new DoubleAccumulator(Double::max, 1.5))).isEqualTo(1.5);
    }

    @Test
    void freeze_atomicSubclassOfTheUser_isText() {
        AtomicInteger own = new AtomicInteger(1) {
            private static final long serialVersionUID = 1;

            @Override
            public String toString() {
                return "one";
            }
        };

        assertThat(freezer.freeze(own)).isEqualTo("one");
    }

    @Test
    void freeze_numberAndDate_stillFormatAsNumberAndDate() {
        MessageFormat format = new MessageFormat("{0,number,000} {1,date,yyyy}", Locale.ROOT);

        Object[] frozen = freezer.freezeAll(new Object[] {new AtomicInteger(7), new Date(0)});

        assertThat(format.format(frozen)).isEqualTo(format.format(new Object[] {7, new Date(0)}));
        assertThat(String.format("%d %tY", frozen)).isEqualTo(String.format("%d %tY", 7, new Date(0)));
    }

    @Test
    void freeze_atomicReference_isItsFrozenValue() {
        List<String> list = new ArrayList<>(List.of("a"));
        int[] array = {1, 2};

        Object frozen = freezer.freeze(new AtomicReference<>(list));
        list.add("b");

        assertThat(frozen).isEqualTo(List.of("a"));
        assertThat(freezer.freeze(new AtomicReference<>())).isNull();
        assertThat(freezer.freeze(new AtomicReference<>(array))).isEqualTo(array.toString());
    }

    @Test
    void freeze_charSequences_areStrings() {
        StringBuilder builder = new StringBuilder("abc");
        char[] chars = {'x', 'y'};
        CharBuffer buffer = CharBuffer.wrap(chars);

        Object frozenBuilder = freezer.freeze(builder);
        Object frozenBuffer = freezer.freeze(buffer);
        builder.setLength(0);
        chars[0] = '!';

        assertThat(frozenBuilder).isEqualTo("abc");
        assertThat(frozenBuffer).isEqualTo("xy");
        assertThat(freezer.freeze(new StringBuffer("def"))).isEqualTo("def");
    }

    @Test
    void freeze_optionalOfMutable_isAnOptionalOfItsFrozenValue() {
        List<Integer> list = new ArrayList<>(List.of(1));

        Object frozen = freezer.freeze(Optional.of(list));
        list.add(2);

        assertThat(frozen).isEqualTo(Optional.of(List.of(1))).hasToString("Optional[[1]]");
        assertThat(freezer.weigh(frozen)).isEqualTo(Freezer.sizeOf(frozen)).isPositive();
    }

    @Test
    void freeze_mapEntry_staysAnEntryAndPrintsAsAtTheCall() {
        int[] array = {1};

        assertThat(freezer.freeze(new SimpleEntry<>("k", new StringBuilder("v"))))
                .isEqualTo(Map.entry("k", "v"))
                .hasToString("k=v");
        assertThat(freezer.freeze(Map.entry("k", array))).hasToString("k=" + array);
    }

    @Test
    void freeze_timeZone_isACopy() {
        SimpleTimeZone zone = new SimpleTimeZone(3_600_000, "before");
        String before = zone.toString();

        Object frozen = freezer.freeze(zone);
        zone.setID("after");

        assertThat(frozen).isInstanceOf(SimpleTimeZone.class).hasToString(before);
    }

    @Test
    void freeze_anythingElse_isTheTextAtTheCall() {
        Mutable mutable = new Mutable();
        AtomicIntegerArray array = new AtomicIntegerArray(2);

        Object frozen = freezer.freeze(mutable);
        mutable.state = "after";

        assertThat(frozen).isEqualTo("before");
        assertThat(freezer.freeze(array)).isEqualTo("[0, 0]");
        assertThat(freezer.freeze(new IllegalStateException("boom")))
                .isEqualTo("java.lang.IllegalStateException: boom");
    }

    private static final class Mutable {

        private String state = "before";

        @Override
        public String toString() {
            return state;
        }
    }
}
