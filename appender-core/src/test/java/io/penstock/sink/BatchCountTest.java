package io.penstock.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.ring.RingTally;
import org.junit.jupiter.api.Test;

class BatchCountTest {

    private final RingTally tally = new RingTally();
    private final BatchCount counts = new BatchCount(tally);

    private void assertCounts(long delivered, long failed) {
        assertThat(tally.delivered()).isEqualTo(delivered);
        assertThat(tally.failed()).isEqualTo(failed);
    }

    @Test
    void taken_notHeld_isDeliveredAtOnce() {
        counts.taken(false);

        assertCounts(1, 0);
    }

    @Test
    void taken_held_isPendingUntilItIsWritten() {
        counts.taken(true);
        counts.taken(true);
        assertCounts(0, 0);

        counts.written();

        assertCounts(2, 0);
    }

    /** A sink that had to write what it had held, to be in order. */
    @Test
    void taken_notHeldBehindHeldOnes_deliversAll() {
        counts.taken(true);
        counts.taken(false);

        assertCounts(2, 0);
    }

    @Test
    void failed_batchWithBoth_failsAllOfItAndNothingBefore() {
        counts.taken(false);
        counts.written();
        counts.taken(false);
        counts.taken(true);

        counts.failed();

        assertCounts(1, 2);
        counts.written();
        assertCounts(1, 2);
    }
}
