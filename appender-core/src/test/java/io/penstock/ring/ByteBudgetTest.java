package io.penstock.ring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ByteBudgetTest {

    private final ByteBudget budget = new ByteBudget(3200, 16);

    @Test
    void reserve_withinSlotShare_leavesSharedCounterAlone() {
        assertThat(budget.reserve(100)).isZero();
        assertThat(budget.sharedInUse()).isZero();
    }

    @Test
    void reserve_aboveSlotShare_takesOnlyTheExcess() {
        assertThat(budget.reserve(101)).isEqualTo(1);
        assertThat(budget.reserve(300)).isEqualTo(200);
        assertThat(budget.sharedInUse()).isEqualTo(201);
    }

    @Test
    void reserve_sharedHalfExactlyUsed_refusesOneByteMore() {
        assertThat(budget.reserve(1700)).isEqualTo(1600);
        assertThat(budget.reserve(101)).isEqualTo(ByteBudget.REFUSED);
        assertThat(budget.sharedInUse()).isEqualTo(1600);
    }

    @Test
    void reserve_oversize_isLetInOnlyWhenNobodyElseHoldsBytes() {
        long small = budget.reserve(101);
        assertThat(budget.reserve(1_000_000)).isEqualTo(ByteBudget.REFUSED);

        budget.release(small);
        long oversize = budget.reserve(1_000_000);

        assertThat(oversize).isEqualTo(999_900);
        assertThat(budget.reserve(101)).isEqualTo(ByteBudget.REFUSED);
        budget.release(oversize);
        assertThat(budget.sharedInUse()).isZero();
    }

    @Test
    void release_ofNothing_changesNothing() {
        budget.release(budget.reserve(7));

        assertThat(budget.sharedInUse()).isZero();
    }
}
