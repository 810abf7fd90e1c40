package io.penstock.tcp.dial;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.Destination;
import io.penstock.TcpConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DestinationsTest {

    private static final Destination A = new Destination("a", 1);
    private static final Destination B = new Destination("b", 2);
    private static final Destination C = new Destination("c", 3);

    private static Destinations destinations(Destination... all) {
        TcpConfig.Builder config = TcpConfig.builder().failbackAfter(Duration.ofNanos(1_000_000));
        for (Destination each : all) {
            config.destination(each);
        }
        return new Destinations(config.build(), bound -> 0);
    }

    @Test
    void failed_eachInTurn_isARoundWhenAllHaveFailed() {
        Destinations destinations = destinations(A, B, C);

        assertThat(destinations.present()).isEqualTo(A);
        assertThat(destinations.failed()).isFalse();
        assertThat(destinations.present()).isEqualTo(B);
        assertThat(destinations.failed()).isFalse();
        assertThat(destinations.present()).isEqualTo(C);
        assertThat(destinations.failed()).isTrue();
        assertThat(destinations.present()).isEqualTo(A);
    }

    @Test
    void failed_afterAGoodOne_beginsANewRoundThere() {
        Destinations destinations = destinations(A, B, C);
        destinations.failed();
        destinations.good();

        assertThat(destinations.present()).isEqualTo(B);
        assertThat(destinations.failed()).isFalse();
        assertThat(destinations.failed()).isFalse();
        assertThat(destinations.failed()).isTrue();
    }

    @Test
    void failback_isDueAfterTheFirstWasLastTried() {
        Destinations destinations = destinations(A, B);
        long now = Long.MAX_VALUE - 10;
        destinations.trying(now);
        assertThat(destinations.isFailbackDue(now + 1_000_100)).isFalse();
        destinations.failed();

        assertThat(destinations.isFailbackDue(now + 999_999)).isFalse();
        assertThat(destinations.isFailbackDue(now + 1_000_000)).isTrue();
        destinations.tryingFirst(now + 1_000_000);
        assertThat(destinations.isFailbackDue(now + 1_999_999)).isFalse();
        assertThat(destinations.isFailbackDue(now + 2_000_000)).isTrue();
        destinations.failBack();
        assertThat(destinations.present()).isEqualTo(A);
        assertThat(destinations.mayFailBack()).isFalse();
    }
}
