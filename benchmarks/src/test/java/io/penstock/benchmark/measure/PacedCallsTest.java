package io.penstock.benchmark.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacedCallsTest {

    private static final Pace EVERY_MILLISECOND = new Pace(1_000);

    private final ManualClock clock = new ManualClock();
    private final PacedCalls calls = new PacedCalls(clock::read);

    @Test
    void run_callsTakeNoTime_startsEachAtItsIntendedTime() {
        List<Long> startedMicros = new ArrayList<>();
        long origin = clock.nanos;

        calls.run(EVERY_MILLISECOND, 4, id -> startedMicros.add((clock.nanos - origin) / 1_000));

        assertThat(startedMicros).containsExactly(0L, 1_000L, 2_000L, 3_000L);
    }

    @Test
    void run_numbersTheCallsFromZero() {
        List<Integer> ids = new ArrayList<>();

        calls.run(EVERY_MILLISECOND, 3, ids::add);

        assertThat(ids).containsExactly(0, 1, 2);
    }

    @Test
    void run_oneCallStalls_onlyTheResponseTimeShowsThoseBehindIt() {
        calls.run(EVERY_MILLISECOND, 100, id -> clock.nanos += id == 10 ? 50_000_000 : 1_000);

        assertThat(calls.service().getCountBetweenValues(1_000_000, 100_000_000))
                .as("slow calls")
                .isEqualTo(1);
        // 50 ms at one call per ms: the stalled one, and about 49 that should have started in the meantime.
        assertThat(calls.response().getCountBetweenValues(1_000_000, 100_000_000))
                .as("late calls")
                .isBetween(48L, 51L);
    }

    @Test
    void run_clockIsAboutToWrap_stillEnds() {
        clock.nanos = Long.MAX_VALUE - 1_500_000;

        calls.run(EVERY_MILLISECOND, 4, id -> clock.nanos += 1_000);

        assertThat(calls.service().getTotalCount()).isEqualTo(4);
        assertThat(calls.service().getMaxValue()).isLessThan(10_000);
    }

    /** Moves on by 100 ns with each reading, as a busy loop sees it. */
    private static final class ManualClock {

        private long nanos = 1_000_000_000;

        private long read() {
            nanos += 100;
            return nanos;
        }
    }
}
