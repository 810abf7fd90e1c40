package io.penstock.tcp.dial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

class BackoffTest {

    @Test
    void nextNanos_highestDice_doublesUpToTheLongest() {
        Backoff backoff = new Backoff(20, 150, bound -> bound - 1);

        assertThat(backoff.nextNanos()).isEqualTo(40);
        assertThat(backoff.nextNanos()).isEqualTo(80);
        assertThat(backoff.nextNanos()).isEqualTo(150);
        assertThat(backoff.nextNanos()).isEqualTo(150);
        backoff.reset();
        assertThat(backoff.nextNanos()).isEqualTo(40);
    }

    @Test
    void nextNanos_anyDice_staysBetweenTheSettings() {
        Backoff backoff = new Backoff(
                20_000_000,
                30_000_000_000L,
                bound -> ThreadLocalRandom.current().nextLong(bound));

        for (int i = 0; i < 10_000; i++) {
            assertThat(backoff.nextNanos()).isBetween(20_000_000L, 30_000_000_000L);
        }
    }

    @Test
    void nextNanos_shortestIsLongest_isThat() {
        Backoff backoff = new Backoff(7, 7, bound -> bound - 1);

        assertThat(backoff.nextNanos()).isEqualTo(7);
        assertThat(backoff.nextNanos()).isEqualTo(7);
    }
}
