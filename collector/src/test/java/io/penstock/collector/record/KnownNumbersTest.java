package io.penstock.collector.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.collector.log.SessionNumbers;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KnownNumbersTest {

    private final KnownNumbers known = new KnownNumbers(3);

    @Test
    void contains_numbersInAnyOrder_asASetWould() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            KnownNumbers numbers = new KnownNumbers(3);
            Set<Long> set = new HashSet<>();
            for (int i = 0; i < 200; i++) {
                long number = random.nextInt(150);
                assertThat(numbers.contains(1, "s", number)).as("seed %d", seed).isEqualTo(set.contains(number));
                numbers.add(1, "s", number);
                set.add(number);
            }
        }
    }

    @Test
    void contains_lateNumberBelowTheGreatest_isNotKnown() {
        known.addAll(new SessionNumbers(1, "s", 1, 5, 7, 9));

        assertThat(known.contains(1, "s", 6)).isFalse();
        assertThat(known.contains(1, "s", 5)).isTrue();
        assertThat(known.contains(1, "s", 10)).isFalse();
    }

    @Test
    void contains_sessionOfAnotherOwner_isAnother() {
        known.add(1, "s", 1);

        assertThat(known.contains(2, "s", 1)).isFalse();
    }

    @Test
    void add_tooManySessions_forgetsTheOneUnusedLongestAndCounts() {
        known.add(1, "a", 1);
        known.add(1, "b", 1);
        known.add(1, "c", 1);
        known.contains(1, "a", 1);
        known.add(1, "d", 1);

        assertThat(known.contains(1, "b", 1)).isFalse();
        assertThat(known.contains(1, "a", 1)).isTrue();
        assertThat(known.forgotten()).isEqualTo(1);
    }

    @Test
    void add_endlessGaps_boundsItsMemoryAndCounts() {
        for (long number = 0; number < 50_000; number += 2) {
            known.add(1, "s", number);
        }

        assertThat(known.forgotten()).isEqualTo(25_000 - 10_000);
        assertThat(known.contains(1, "s", 49_998)).isTrue();
    }

    @Test
    void add_endlessGapsInManySessions_boundsTheMemoryOfAllTogether() {
        KnownNumbers many = new KnownNumbers(1000);
        for (int session = 0; session < 60; session++) {
            for (long number = 0; number < 20_000; number += 2) {
                many.add(1, "s" + session, number);
            }
        }

        assertThat(many.forgotten()).isEqualTo(10);
        assertThat(many.contains(1, "s9", 0)).isFalse();
        assertThat(many.contains(1, "s10", 0)).isTrue();
        assertThat(many.contains(1, "s59", 19_998)).isTrue();
    }
}
