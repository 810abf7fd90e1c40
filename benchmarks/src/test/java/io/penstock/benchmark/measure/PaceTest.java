package io.penstock.benchmark.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PaceTest {

    @Test
    void intendedNanos_rateDividesTheSecond_isEvenlySpaced() {
        Pace pace = new Pace(100_000);

        assertThat(pace.intendedNanos(0)).isZero();
        assertThat(pace.intendedNanos(1)).isEqualTo(10_000);
        assertThat(pace.intendedNanos(250_000)).isEqualTo(2_500_000_000L);
    }

    @Test
    void intendedNanos_rateDoesNotDivideTheSecond_doesNotDrift() {
        Pace pace = new Pace(3);

        assertThat(pace.intendedNanos(1)).isEqualTo(333_333_333);
        assertThat(pace.intendedNanos(2)).isEqualTo(666_666_666);
        assertThat(pace.intendedNanos(3_000_000)).isEqualTo(1_000_000L * 1_000_000_000L);
    }

    @Test
    void intendedNanos_eventNumberBeyondNineBillion_doesNotOverflow() {
        assertThat(new Pace(100_000).intendedNanos(20_000_000_000L)).isEqualTo(200_000L * 1_000_000_000L);
    }

    @Test
    void eventsIn_partOfASecond_isTheSameRate() {
        assertThat(new Pace(10_000).eventsIn(300)).isEqualTo(3_000);
    }

    @Test
    void pace_zero_isRefused() {
        assertThatThrownBy(() -> new Pace(0)).hasMessage("eventsPerSecond=0 is not in 1..1000000000");
    }
}
