package io.penstock.benchmark.questions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.penstock.benchmark.figures.Spread;
import java.util.List;
import org.junit.jupiter.api.Test;

class StateCheckCostTest {

    private static final double TINY = 1e-12;

    @Test
    void ratio_checkCostsATwentieth_isThat() {
        assertThat(StateCheckCost.ratio(95, 100, 100, 95)).isEqualTo(0.95, within(TINY));
    }

    @Test
    void ratio_connectionAndTurnFavourOneSideOfAPair_cancelsBoth() {
        double first = 1.1;
        double second = 0.9;

        // 0 1 2 3, and then 1 0 3 2: whoever is first in its pair, or on the earlier connection of it, is faster.
        assertThat(StateCheckCost.ratio(95 * first, 100 * second, 100 * first, 95 * second))
                .isEqualTo(0.95, within(TINY));
        assertThat(StateCheckCost.ratio(95 * second, 100 * first, 100 * second, 95 * first))
                .isEqualTo(0.95, within(TINY));
    }

    @Test
    void ratio_machineChangesItsSpeedBetweenThePairs_isUnchanged() {
        assertThat(StateCheckCost.ratio(95, 100, 50, 47.5)).isEqualTo(0.95, within(TINY));
    }

    @Test
    void verdict_controlExcludesOne_isInvalid() {
        Spread check = Spread.of(List.of(0.97, 0.98, 0.98, 0.98, 0.98, 0.99));
        Spread control = Spread.of(List.of(0.977, 0.98, 0.983, 0.983, 0.99, 0.992));

        assertThat(StateCheckCost.verdict("a target", check, control).line())
                .startsWith("invalid: a target: the control excludes 1: ");
        assertThat(StateCheckCost.verdict("a target", check, Spread.of(List.of(0.99, 1.0, 1.0, 1.0, 1.0, 1.01)))
                        .line())
                .startsWith("met: a target: median 0.980 of 6 processes")
                .contains("; control: median 1.000 of 6 processes");
    }
}
