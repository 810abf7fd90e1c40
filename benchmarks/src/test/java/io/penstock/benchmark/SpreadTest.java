package io.penstock.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.penstock.benchmark.Verdict.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {

    private static final Spread RATIOS = Spread.of(List.of(1.5, 0.8, 0.95, 0.9, 1.0));

    @Test
    void quartiles_ofFive_areTheSecondAndTheFourth() {
        assertThat(RATIOS.lowerQuartile()).isEqualTo(0.9);
        assertThat(RATIOS.median()).isEqualTo(0.95);
        assertThat(RATIOS.upperQuartile()).isEqualTo(1.0);
    }

    @Test
    void of_nothing_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Spread.of(List.of()));
    }

    @Test
    void verdict_medianDecidesNotTheWorstPair() {
        assertThat(Verdict.atLeast(0.9, "a target", RATIOS).line())
                .isEqualTo("met: a target: median 0.950 of 5 pairs, the middle half from 0.900 to 1.000,"
                        + " all from 0.800 to 1.500 (at least 0.900)");
        assertThat(Verdict.atLeast(0.96, "a target", RATIOS).outcome()).isEqualTo(Outcome.MISSED);
    }
}
