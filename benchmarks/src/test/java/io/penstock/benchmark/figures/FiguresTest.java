package io.penstock.benchmark.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.benchmark.measure.ProcessCpu;
import io.penstock.benchmark.measure.Shares;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FiguresTest {

    @Test
    void of_anySize_keepsWhatMatters() {
        assertThat(Figures.of(0.1316)).isEqualTo("0.132");
        assertThat(Figures.of(12.34)).isEqualTo("12.3");
        assertThat(Figures.of(1_234_567.8)).isEqualTo("1,234,568");
    }

    @Test
    void micros_nanoseconds_areDividedByAThousand() {
        assertThat(Figures.micros(131)).isEqualTo("0.131");
        assertThat(Figures.micros(58_458_000)).isEqualTo("58,458");
    }

    @Test
    void median_evenAndOddNumbers_isTheMiddle() {
        assertThat(Figures.median(9, 1, 5)).isEqualTo(5);
        assertThat(Figures.median(4, 1, 2, 100)).isEqualTo(3);
        assertThatThrownBy(Figures::median).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shares_totalDoesNotDivide_leavesNothingOver() {
        assertThat(IntStream.range(0, 4).map(part -> Shares.of(10, 4, part)).boxed())
                .containsExactly(3, 3, 2, 2);
    }

    @Test
    void processCpu_schedstat_isTheFirstNumber() {
        assertThat(ProcessCpu.parse("81234567 22222 33\n")).isEqualTo(81_234_567);
    }
}
