package io.penstock.collector.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetentionClockTest {

    private static final long MINUTE = Duration.ofMinutes(1).toMillis();
    private static final long DAY = Duration.ofDays(1).toMillis();

    private final RetentionClock clock = new RetentionClock(Duration.ofMinutes(1));
    private long millis = 1_700_000_000_000L;
    /** Far in the negative, where it may begin. */
    private long nanos = Long.MIN_VALUE + 5;

    private String after(long realMillis, long jumpMillis) {
        millis += realMillis + jumpMillis;
        nanos += realMillis * 1_000_000;
        return clock.look(millis, nanos);
    }

    @Test
    void look_runsEvenly_neverPauses() {
        after(0, 0);
        for (int i = 0; i < 10_000; i++) {
            assertThat(after(MINUTE + i, i % 2 == 0 ? 500 : -500)).isNull();
        }
        // Late, since the machine was busy.
        assertThat(after(10 * MINUTE, 0)).isNull();
        assertThat(clock.isPaused()).isFalse();
    }

    @Test
    void look_jumpsForward_pausesUntilItIsBack() {
        after(0, 0);

        assertThat(after(MINUTE, 10 * DAY))
                .isEqualTo("the clock has jumped by PT240H: no file is deleted by its age (--keep) until it jumps back,"
                        + " or has run evenly for 24 hours");
        assertThat(clock.isPaused()).isTrue();
        assertThat(after(MINUTE, 0)).isNull();
        assertThat(clock.isPaused()).isTrue();
        assertThat(after(MINUTE, -10 * DAY)).contains("is back where it was");
        assertThat(clock.isPaused()).isFalse();
    }

    @Test
    void look_jumpsBackward_pausesForADay() {
        after(0, 0);

        assertThat(after(MINUTE, -2 * MINUTE)).contains("jumped by PT-2M");
        assertThat(after(DAY - 1, 0)).isNull();
        assertThat(clock.isPaused()).isTrue();
        assertThat(after(1, 0)).contains("has run evenly for 24 hours");
        assertThat(clock.isPaused()).isFalse();
        assertThat(after(MINUTE, 0)).isNull();
    }

    @Test
    void look_jumpsAgain_theDayBeginsAgain() {
        after(0, 0);
        after(MINUTE, 2 * DAY);
        after(DAY - 1, 0);

        assertThat(after(0, DAY)).contains("jumped by PT24H");
        assertThat(after(DAY - 1, 0)).isNull();
        assertThat(clock.isPaused()).isTrue();
        assertThat(after(1, 0)).isNotNull();
    }
}
