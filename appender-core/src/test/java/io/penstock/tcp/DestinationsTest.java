package io.penstock.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.Destination;
import java.util.List;
import org.junit.jupiter.api.Test;

class DestinationsTest {

    private static final Destination A = new Destination("a", 1);
    private static final Destination B = new Destination("b", 2);
    private static final Destination C = new Destination("c", 3);

    @Test
    void failed_eachInTurn_isARoundWhenAllHaveFailed() {
        Destinations destinations = new Destinations(List.of(A, B, C), 60);

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
        Destinations destinations = new Destinations(List.of(A, B, C), 60);
        destinations.failed();
        destinations.good();

        assertThat(destinations.present()).isEqualTo(B);
        assertThat(destinations.failed()).isFalse();
        assertThat(destinations.failed()).isFalse();
        assertThat(destinations.failed()).isTrue();
    }

    @Test
    void failback_isDueAfterTheFirstWasLastTried() {
        Destinations destinations = new Destinations(List.of(A, B), 60);
        long now = Long.MAX_VALUE - 10;
        destinations.trying(now);
        assertThat(destinations.isFailbackDue(now + 100)).isFalse();
        destinations.failed();

        assertThat(destinations.isFailbackDue(now + 59)).isFalse();
        assertThat(destinations.isFailbackDue(now + 60)).isTrue();
        destinations.tryingFirst(now + 60);
        assertThat(destinations.isFailbackDue(now + 119)).isFalse();
        assertThat(destinations.isFailbackDue(now + 120)).isTrue();
        destinations.failBack();
        assertThat(destinations.present()).isEqualTo(A);
        assertThat(destinations.mayFailBack()).isFalse();
    }
}
