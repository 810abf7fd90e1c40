package io.penstock.collector.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {

    private final MemoryBudget budget = new MemoryBudget(100);
    private final AtomicInteger calls = new AtomicInteger();
    private final Runnable call = calls::incrementAndGet;

    @Test
    void whenFree_thereIsRoom_callsAtOnce() {
        budget.take(99);

        budget.whenFree(call);

        assertThat(budget.isFull()).isFalse();
        assertThat(calls).hasValue(1);
    }

    @Test
    void giveBack_quarterIsFree_callsOnceWhoWaited() {
        budget.take(100);
        budget.whenFree(call);
        budget.whenFree(call);

        budget.giveBack(24);
        assertThat(calls).hasValue(0);
        budget.giveBack(1);
        assertThat(calls).hasValue(1);
        budget.giveBack(75);
        assertThat(calls).hasValue(1);
        assertThat(budget.taken()).isZero();
    }

    @Test
    void forget_beforeThereIsRoom_callsNobody() {
        budget.take(1000);
        budget.whenFree(call);

        budget.forget(call);
        budget.giveBack(1000);

        assertThat(calls).hasValue(0);
    }
}
