package io.penstock.freeze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FrozenArrayTest {

    private final Freezer freezer = Freezer.builder().build();

    static Stream<Arguments> arrays() {
        return Stream.<Object>of(
                        new int[] {1, 2},
                        new long[] {1},
                        new short[] {1},
                        new float[] {1},
                        new double[] {1},
                        new boolean[] {true},
                        new String[] {"a", null},
                        new Object[] {1, "b"},
                        new int[][] {{1, 2}, {3}},
                        new Object[] {new int[] {1}, new Object[] {new long[] {2}, "x"}},
                        new int[0],
                        new String[0])
                .map(array -> Arguments.of(array));
    }

    @ParameterizedTest
    @MethodSource("arrays")
    void freeze_array_printsWhatTheArrayPrints(Object array) {
        assertThat(freezer.freeze(array)).isInstanceOf(List.class).hasToString(array.toString());
    }

    @ParameterizedTest
    @MethodSource("arrays")
    void forMessage_array_printsDeeplyWhatTheArrayPrintsDeeply(Object array) {
        Object[] arguments = {"x", array};

        Object[] forMessage = Freezer.forMessage(freezer.freezeAll(arguments));

        assertThat(Arrays.deepToString(forMessage)).isEqualTo(Arrays.deepToString(arguments));
        assertThat(forMessage[1].getClass().isArray()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("arrays")
    void freeze_arrayAgain_isTheSameInstance(Object array) {
        Object frozen = freezer.freeze(array);

        assertThat(Freezer.builder().build().freeze(frozen)).isSameAs(frozen);
        assertThat(freezer.weigh(frozen)).isEqualTo(Freezer.sizeOf(frozen)).isPositive();
    }

    @Test
    void freeze_arrayChangedAfterwards_keepsItsElements() {
        int[] numbers = {1, 2};
        Date[] dates = {new Date(1)};
        Object[] nested = {new int[] {3}};

        Object[] frozen = freezer.freezeAll(new Object[] {numbers, dates, nested});
        numbers[0] = 9;
        dates[0].setTime(9);
        ((int[]) nested[0])[0] = 9;

        assertThat(frozen[0]).isEqualTo(List.of(1, 2));
        assertThat(frozen[1]).isEqualTo(List.of(new Date(1)));
        assertThat(frozen[2]).isEqualTo(List.of(List.of(3)));
        assertThat(Arrays.deepToString(Freezer.forMessage(new Object[] {frozen[0], frozen[2]})))
                .isEqualTo("[[1, 2], [[3]]]");
    }

    @Test
    void freeze_bytesAndChars_arePlainClones() {
        byte[] bytes = {1, 2};
        char[] chars = {'a'};

        Object frozenBytes = freezer.freeze(bytes);
        Object frozenChars = freezer.freeze(chars);
        bytes[0] = 9;
        chars[0] = 'z';

        assertThat(frozenBytes).isEqualTo(new byte[] {1, 2});
        assertThat(frozenChars).isEqualTo(new char[] {'a'});
        assertThat(Freezer.sizeOf(frozenBytes)).isEqualTo(16 + 2);
    }

    @Test
    void forMessage_noArrayAmongTheArguments_isTheSameArray() {
        Object[] frozen = freezer.freezeAll(new Object[] {"a", new ArrayList<>(List.of(new int[] {1}))});

        assertThat(Freezer.forMessage(frozen)).isSameAs(frozen);
    }

    @Test
    void forMessage_anArray_leavesTheFrozenArgumentsAlone() {
        Object[] frozen = freezer.freezeAll(new Object[] {new Object[] {new int[] {1}}});
        Object before = frozen[0];

        Freezer.forMessage(frozen);

        assertThat(frozen[0]).isSameAs(before);
        assertThat(((List<?>) before).get(0)).isInstanceOf(FrozenArray.class);
    }

    @Test
    @SuppressWarnings("unchecked")
    void frozenArray_writtenTo_refuses() {
        List<Object> frozen = (List<Object>) freezer.freeze(new int[] {1});

        assertThatThrownBy(() -> frozen.set(0, 2)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> frozen.add(2)).isInstanceOf(UnsupportedOperationException.class);
    }
}
