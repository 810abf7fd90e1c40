package io.penstock.benchmark.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.penstock.benchmark.report.Verdict;
import io.penstock.benchmark.report.Verdict.Outcome;
import java.util.List;
import java.util.stream.IntStream;
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
    void bounds_aHundred_leaveFortyAtEitherEnd() {
        Spread hundred =
                Spread.of(IntStream.range(0, 100).mapToObj(i -> (double) i).toList());

        // The exact binomial: 40 and 59, counted from 0, include the median in 96 of 100 cases.
        assertThat(hundred.lowerBound()).isEqualTo(39);
        assertThat(hundred.upperBound()).isEqualTo(60);
    }

    @Test
    void bounds_tooFewToTell_areTheWholeRange() {
        assertThat(RATIOS.lowerBound()).isEqualTo(0.8);
        assertThat(RATIOS.upperBound()).isEqualTo(1.5);
    }

    @Test
    void verdict_limitWithinTheBounds_medianDecidesAndSaysThatItCannotTell() {
        assertThat(Verdict.atLeast(0.9, "a target", RATIOS).line())
                .isEqualTo(
                        "met: a target: median 0.950 of 5 pairs, all of them from 0.800 to 1.500;"
                                + " the middle half of the pairs from 0.900 to 1.000 (at least 0.900); this run cannot tell for sure");
        assertThat(Verdict.atLeast(0.96, "a target", RATIOS).outcome()).isEqualTo(Outcome.MISSED);
    }

    @Test
    void verdict_fewerThanSix_cannotTellThoughAllAreOnOneSide() {
        assertThat(Verdict.atLeast(0.7, "a target", RATIOS).line()).endsWith("this run cannot tell for sure");
    }

    @Test
    void verdict_allOnOneSide_isDecided() {
        Spread six = Spread.of(List.of(1.5, 0.8, 0.95, 0.9, 1.0, 0.97));
        assertThat(Verdict.atLeast(0.7, "a target", six).line()).endsWith("(at least 0.700)");
        assertThat(Verdict.atLeast(2, "a target", six).line())
                .startsWith("missed")
                .endsWith("(at least 2.000)");
    }
}
