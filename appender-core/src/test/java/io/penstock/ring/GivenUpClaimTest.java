package io.penstock.ring;

import static io.penstock.ring.TestRing.LONG;
import static io.penstock.ring.TestRing.tiny;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.DropReason;
import io.penstock.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A producer that has claimed a slot and finds no stack left to publish it. */
@Timeout(60)
class GivenUpClaimTest {

    @Test
    void claim_givenUp_isCountedAndLaterEventsFlow() {
        RecordingSink sink = new RecordingSink();
        try (TestRing ring = new TestRing(tiny(), sink)) {
            // More often than there are slots, and with bytes to give back.
            for (int round = 0; round < 40; round++) {
                ring.offer(Severity.INFO, 2L * round);
                giveUp(claim(ring));
                ring.offer(Severity.INFO, 2L * round + 1);
                assertThat(ring.ring.flush(LONG)).isTrue();
            }

            assertThat(ring.books().delivered()).isEqualTo(80);
            assertThat(ring.books().dropped(DropReason.CAPTURE_FAILED, Severity.WARN))
                    .isEqualTo(40);
            assertThat(ring.books().pending()).isZero();
            assertThat(ring.announcer.messages)
                    .first()
                    .asString()
                    .startsWith("An event could not be captured and was dropped");
        }
        assertThat(sink.seen).hasSize(80).isSorted();
    }

    @Test
    void stop_claimGivenUp_isNotHeldUp() {
        try (TestRing ring = new TestRing(tiny(), new RecordingSink())) {
            giveUp(claim(ring));

            assertThat(ring.ring.stop()).isZero();
        }
    }

    /** What threw was the end of a publish that had succeeded, and the slot is another's already. */
    @Test
    void givenUp_publishedAllTheSame_meansNothing() {
        RecordingSink sink = new RecordingSink();
        try (TestRing ring = new TestRing(tiny(), sink)) {
            NumberedSlot slot = claim(ring);
            long sequence = slot.sequence;
            TestRing.fill(slot, 0, 1);
            ring.ring.publish(slot);
            slot.givenUp = sequence;
            assertThat(ring.ring.flush(LONG)).isTrue();
            for (int next = 2; next < 40; next++) {
                ring.offer(Severity.INFO, next);
                slot.givenUp = sequence;
                assertThat(ring.ring.flush(LONG)).isTrue();
            }

            assertThat(ring.books().dropped()).isZero();
            assertThat(ring.books().delivered()).isEqualTo(39);
        }
    }

    /** Whatever the end of the stack interrupts between the reservation of the bytes and the claim. */
    @Test
    void claim_stackEndsInIt_leavesNoBytesReserved() throws Exception {
        for (int round = 0; round < 100; round++) {
            try (TestRing ring = new TestRing(tiny().maxRingBytes(64 << 20), new RecordingSink())) {
                ring.offer(Severity.WARN, 0);
                // Another stack size each time, so that it ends at another place.
                Thread deep = new Thread(null, () -> claimUntilTheStackEnds(ring), "test-deep", (192 + round) * 1024L);
                deep.start();
                deep.join(LONG.toMillis());
                // Two, so that a whole round of the drain thread lies between.
                assertThat(ring.ring.flush(LONG)).isTrue();
                assertThat(ring.ring.flush(LONG)).isTrue();

                // Half of the budget is shared: a larger event gets in only if nobody else holds any of that.
                assertThat(ring.offer(Severity.WARN, 0, 1, 48 << 20))
                        .as("round %s: %s", round, ring.books())
                        .isTrue();
            }
        }
    }

    private void claimUntilTheStackEnds(TestRing ring) {
        try {
            claimUntilTheStackEnds(ring);
        } catch (StackOverflowError end) {
            // From here up each level has a little more stack.
        }
        try {
            NumberedSlot slot = ring.ring.claim(Severity.WARN, 5 << 20);
            if (slot != null) {
                // No call here either.
                slot.givenUp = slot.sequence;
            }
        } catch (StackOverflowError end) {
            // What this is about.
        }
    }

    private static NumberedSlot claim(TestRing ring) {
        assertThat(ring.ring.admits(Severity.WARN)).isTrue();
        NumberedSlot slot = ring.ring.claim(Severity.WARN, 40 << 20);
        assertThat(slot).isNotNull();
        return slot;
    }

    private static void giveUp(NumberedSlot slot) {
        slot.givenUp = slot.sequence;
    }
}
