package io.penstock.ring;

import static io.penstock.ring.TestRing.LONG;
import static io.penstock.ring.TestRing.tiny;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.AsyncConfig;
import io.penstock.DropReason;
import io.penstock.Severity;
import io.penstock.sink.LossReport;
import io.penstock.sink.Sink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A producer that has claimed a slot and finds no stack left to publish it. */
@Timeout(120)
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

    /** Wherever it ends while a caller waits for room: the ring flows on, and its drain thread finds nobody waiting. */
    @ParameterizedTest
    @EnumSource(
            value = Severity.class,
            names = {"INFO", "WARN"})
    void claim_stackEndsWhileWaiting_holdsUpNobody(Severity severity) throws Exception {
        AsyncConfig.Builder config = AsyncConfig.builder().ringSize(16).drainTimeout(LONG);
        for (int round = 0; round < 15; round++) {
            try (TestRing ring = new TestRing(config, new BusySink())) {
                AtomicBoolean ends = new AtomicBoolean();
                List<FutureTask<Object>> others = new ArrayList<>();
                for (int producer = 1; producer <= 3; producer++) {
                    int number = producer;
                    others.add(TestRing.inBackground(() -> {
                        for (long event = 0; !ends.get(); event++) {
                            ring.offer(Severity.INFO, number, event, 10);
                        }
                        return null;
                    }));
                }
                Deep deep = new Deep(ring, severity);
                Thread thread = new Thread(null, deep::dive, "test-deep", (192 + 10 * round) * 1024L);
                try {
                    ring.awaitDelivered(100);
                    thread.start();
                    thread.join(LONG.toMillis());
                } finally {
                    ends.set(true);
                }
                for (FutureTask<Object> other : others) {
                    TestRing.result(other);
                }
                assertThat(thread.isAlive()).isFalse();

                assertThat(ring.ring.flush(LONG))
                        .as("round %s: %s", round, ring.books())
                        .isTrue();
                assertThat(ring.books().pending()).isZero();
                assertThat(ring.books().dropped(DropReason.CAPTURE_FAILED)).isEqualTo(deep.claimed);
                // As long as it believes that somebody waits it does not nap.
                await().atMost(LONG)
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> ring.drainThread().getState() == Thread.State.TIMED_WAITING);
            }
        }
    }

    /** Takes its time, so that producers wait. */
    private static final class BusySink implements Sink<NumberedSlot> {
        @Override
        public void deliver(NumberedSlot slot) {
            long start = System.nanoTime();
            while (System.nanoTime() - start < 20_000) {
                Thread.onSpinWait();
            }
        }

        @Override
        public void endOfBatch() {}

        @Override
        public long flush() {
            return EVERYTHING;
        }

        @Override
        public void report(LossReport report) {}
    }

    /** Claims again and again on its way up from the end of its stack, with a little more of it each time. */
    private static final class Deep {
        private final TestRing ring;
        private final Severity severity;
        private int left = 80;
        int claimed;

        Deep(TestRing ring, Severity severity) {
            this.ring = ring;
            this.severity = severity;
        }

        void dive() {
            try {
                dive();
            } catch (StackOverflowError end) {
                // From here up each level has a little more stack.
            }
            if (left > 0) {
                left--;
                try {
                    NumberedSlot slot = ring.ring.claim(severity, 10);
                    if (slot != null) {
                        // No call here.
                        claimed++;
                        slot.givenUp = slot.sequence;
                    }
                } catch (StackOverflowError end) {
                    // What this is about.
                }
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
