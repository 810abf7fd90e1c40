package io.penstock.ring;

import static io.penstock.ring.TestRing.LONG;
import static io.penstock.ring.TestRing.inBackground;
import static io.penstock.ring.TestRing.result;
import static io.penstock.ring.TestRing.tiny;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.AsyncConfig;
import io.penstock.Books;
import io.penstock.DropReason;
import io.penstock.OverflowPolicy;
import io.penstock.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class StopTest {

    private static final int PRODUCERS = 8;

    @Test
    void stop_whileEightThreadsPublish_deliversAllAcceptedAndCountsTheRest() throws Exception {
        for (int round = 0; round < 200; round++) {
            stopWhilePublishing(round);
        }
    }

    private static void stopWhilePublishing(int round) throws Exception {
        NumberCheckingSink sink = new NumberCheckingSink(PRODUCERS);
        AtomicLong progress = new AtomicLong();
        // On a busy machine a producer or the drain thread may not run for a second.
        AsyncConfig.Builder patient =
                tiny().ringSize(64).overflowPolicy(OverflowPolicy.BLOCK).maxBlock(Duration.ofMinutes(1));
        try (TestRing ring = new TestRing(patient, sink)) {
            List<FutureTask<Long>> producers = new ArrayList<>();
            for (int producer = 0; producer < PRODUCERS; producer++) {
                int id = producer;
                producers.add(inBackground(() -> {
                    long accepted = 0;
                    // Three refusals each: the producer goes on offering after the stop.
                    for (int refused = 0; refused < 3; ) {
                        if (ring.offer(Severity.INFO, id, accepted + 1, 0)) {
                            accepted++;
                            progress.incrementAndGet();
                        } else {
                            refused++;
                        }
                    }
                    return accepted;
                }));
            }
            long untilStop = 10 + 37L * (round % 20);
            while (progress.get() < untilStop) {
                Thread.onSpinWait();
            }

            long left = ring.ring.stop();
            long takenAtStop = sink.taken.get();

            long accepted = 0;
            for (FutureTask<Long> producer : producers) {
                accepted += result(producer);
            }
            Books books = ring.books();
            assertThat(left).as("round %s", round).isZero();
            assertThat(takenAtStop).as("round %s", round).isEqualTo(accepted);
            assertThat(sink.disorder.get()).isNull();
            assertThat(books.toString())
                    .isEqualTo("offered=" + (accepted + 24) + " accepted=" + accepted + " delivered=" + accepted
                            + " failed=0 pending=0 dropped=24 (stopped=24)");
        }
    }

    @Test
    void stop_twice_isIdempotent() {
        try (TestRing ring = new TestRing(tiny(), new RecordingSink())) {
            ring.offer(Severity.INFO, 1);

            assertThat(ring.ring.stop()).isZero();
            assertThat(ring.ring.stop()).isZero();

            assertThat(ring.books().delivered()).isOne();
        }
    }

    @Test
    void stop_beforeFirstEvent_neverStartsAThread() {
        RecordingSink sink = new RecordingSink();
        try (TestRing ring = new TestRing(tiny(), sink)) {
            assertThat(ring.drainThread()).isNull();

            assertThat(ring.ring.stop()).isZero();
            boolean late = ring.offer(Severity.ERROR, 1);

            assertThat(late).isFalse();
            assertThat(ring.drainThread()).isNull();
            assertThat(sink.threads).isEmpty();
            assertThat(sink.flushes).hasValue(0);
            assertThat(ring.books().dropped(DropReason.STOPPED, Severity.ERROR)).isOne();
        }
    }

    @Test
    void offer_afterStop_isCountedAsStopped() {
        RecordingSink sink = new RecordingSink();
        try (TestRing ring = new TestRing(tiny(), sink)) {
            ring.offer(Severity.INFO, 1);
            ring.ring.stop();

            assertThat(ring.offer(Severity.WARN, 2)).isFalse();

            assertThat(ring.books().toString())
                    .isEqualTo("offered=2 accepted=1 delivered=1 failed=0 pending=0 dropped=1 (stopped=1)");
            assertThat(sink.seen).containsExactly(1L);
        }
    }

    @Test
    void claim_stoppedAfterAdmission_isCountedAndLeavesNothing() {
        RecordingSink sink = new RecordingSink();
        try (TestRing ring = new TestRing(tiny(), sink)) {
            ring.offer(Severity.INFO, 1);
            assertThat(ring.ring.admits(Severity.WARN)).isTrue();
            ring.ring.stop();

            // More often than there are slots, and with bytes to give back.
            for (int late = 0; late < 50; late++) {
                assertThat(ring.ring.claim(Severity.WARN, 1 << 20)).isNull();
            }

            assertThat(ring.books().accepted()).isOne();
            assertThat(ring.books().pending()).isZero();
            assertThat(ring.books().dropped()).isEqualTo(50);
            assertThat(ring.ring.flush(LONG)).isTrue();
            assertThat(ring.ring.stop()).isZero();
        }
        assertThat(sink.seen).containsExactly(1L);
    }

    @Test
    void stop_slotClaimedNotYetPublished_waitsForIt() throws Exception {
        RecordingSink sink = new RecordingSink();
        try (TestRing ring = new TestRing(tiny(), sink)) {
            assertThat(ring.ring.admits(Severity.INFO)).isTrue();
            NumberedSlot slot = ring.ring.claim(Severity.INFO, 0);
            assertThat(slot).isNotNull();

            FutureTask<Long> stop = inBackground(ring.ring::stop);
            await().atMost(LONG)
                    .until(() -> !ring.offer(Severity.INFO, 99) && ring.books().dropped(DropReason.STOPPED) > 0);
            assertThat(stop.isDone()).isFalse();
            TestRing.fill(slot, 0, 7);
            ring.ring.publish(slot);

            assertThat(result(stop)).isZero();
        }
        assertThat(sink.seen).contains(7L);
        assertThat(sink.written).containsExactlyElementsOf(sink.seen);
    }

    @Test
    void stop_manyEventsWaiting_deliversAndFlushesThem() throws Exception {
        BlockingSink sink = new BlockingSink();
        try (TestRing ring = new TestRing(tiny(), sink)) {
            ring.offer(Severity.INFO, 0);
            sink.awaitEntered();
            ring.fill(Severity.INFO, 1);

            FutureTask<Long> stop = inBackground(ring.ring::stop);
            sink.release();

            assertThat(result(stop)).isZero();
        }
        assertThat(sink.written).hasSize(14);
    }

    @Test
    void stop_sinkHangs_returnsAfterDrainTimeoutAndSaysWhatIsLeft() throws Exception {
        BlockingSink sink = new BlockingSink();
        TestRing ring = new TestRing(tiny().drainTimeout(Duration.ofMillis(100)), sink);
        ring.offer(Severity.INFO, 0);
        sink.awaitEntered();
        ring.fill(Severity.INFO, 1);

        long start = System.nanoTime();
        long left = ring.ring.stop();
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        assertThat(left).isEqualTo(14);
        assertThat(took).isGreaterThanOrEqualTo(Duration.ofMillis(300)).isLessThan(Duration.ofSeconds(10));
        await().atMost(LONG).until(() -> sink.interrupted);
        assertThat(ring.ring.stop()).isEqualTo(14);
        sink.release();
        ring.close();
        assertThat(ring.books().toString())
                .isEqualTo("offered=15 accepted=14 delivered=1 failed=0 pending=13 dropped=1 (ringFull=1)");
        assertThat(sink.seen).containsExactly(0L);
    }

    @Test
    void stop_sinkYieldsToInterrupt_endsTheDrainThread() throws Exception {
        BlockingSink sink = new BlockingSink(true);
        try (TestRing ring = new TestRing(tiny().drainTimeout(Duration.ofMillis(50)), sink)) {
            ring.offer(Severity.INFO, 0);
            sink.awaitEntered();
            ring.offer(Severity.INFO, 1);

            long left = ring.ring.stop();

            assertThat(left).isOne();
            assertThat(ring.books().toString())
                    .isEqualTo("offered=2 accepted=2 delivered=0 failed=1 pending=1 dropped=0");
        }
    }

    @Test
    void stop_interruptedCaller_stillDrainsAndKeepsTheFlag() throws Exception {
        BlockingSink sink = new BlockingSink();
        try (TestRing ring = new TestRing(tiny(), sink)) {
            ring.offer(Severity.INFO, 0);
            sink.awaitEntered();
            AtomicReference<Thread> stopper = new AtomicReference<>();

            FutureTask<List<Object>> stop = inBackground(() -> {
                stopper.set(Thread.currentThread());
                Thread.currentThread().interrupt();
                long left = ring.ring.stop();
                return List.of(left, Thread.interrupted());
            });
            await().atMost(LONG)
                    .until(() -> stopper.get() != null && stopper.get().getState() == Thread.State.TIMED_WAITING);
            stopper.get().interrupt();
            sink.release();

            assertThat(result(stop)).containsExactly(0L, true);
            assertThat(sink.interrupted).isFalse();
        }
    }

    @Test
    void stop_insideSink_returnsAtOnceAndEndsAfterThatEvent() throws Exception {
        AtomicReference<TestRing> self = new AtomicReference<>();
        List<Long> left = new CopyOnWriteArrayList<>();
        List<Boolean> interrupted = new CopyOnWriteArrayList<>();
        RecordingSink suicidal = new RecordingSink() {
            @Override
            void take(NumberedSlot slot) throws Exception {
                self.get().offer(Severity.INFO, 1);
                left.add(self.get().ring.stop());
                interrupted.add(Thread.currentThread().isInterrupted());
            }
        };
        try (TestRing ring = new TestRing(tiny(), suicidal)) {
            self.set(ring);

            ring.offer(Severity.INFO, 0);
            await().atMost(LONG).until(() -> left.size() == 1 && ring.drainThread() == null);

            assertThat(left).containsExactly(2L);
            assertThat(interrupted).containsExactly(false);
            assertThat(ring.books().pending()).isOne();
        }
    }

    @Test
    void stop_insideSinkWhileBeingStopped_doesNotWaitForItself() throws Exception {
        AtomicReference<TestRing> self = new AtomicReference<>();
        BlockingSink gate = new BlockingSink();
        List<Long> inner = new CopyOnWriteArrayList<>();
        RecordingSink suicidal = new RecordingSink() {
            @Override
            void take(NumberedSlot slot) throws Exception {
                if (slot.number == 0) {
                    gate.take(slot);
                }
                inner.add(self.get().ring.stop());
            }
        };
        try (TestRing ring = new TestRing(tiny(), suicidal)) {
            self.set(ring);
            ring.offer(Severity.INFO, 0);
            gate.awaitEntered();
            ring.offer(Severity.INFO, 1);

            FutureTask<Long> stop = inBackground(ring.ring::stop);
            // And not because the ring is full.
            await().atMost(LONG)
                    .until(() -> !ring.offer(Severity.DEBUG, 99) && ring.books().dropped(DropReason.STOPPED) > 0);
            gate.release();
            long left = result(stop);

            assertThat(left).isZero();
            assertThat(inner).hasSize(suicidal.seen.size()).startsWith((long) suicidal.seen.size());
            assertThat(suicidal.seen).startsWith(0L, 1L);
        }
    }

    @Test
    void offer_insideSinkWhileStopDrains_isDroppedWithoutWaiting() throws Exception {
        AtomicReference<TestRing> self = new AtomicReference<>();
        BlockingSink gate = new BlockingSink();
        List<Boolean> accepted = new CopyOnWriteArrayList<>();
        RecordingSink talkative = new RecordingSink() {
            @Override
            void take(NumberedSlot slot) throws Exception {
                if (slot.number == 0) {
                    gate.take(slot);
                }
                accepted.add(self.get().offer(Severity.ERROR, 100));
            }
        };
        try (TestRing ring = new TestRing(tiny().overflowPolicy(OverflowPolicy.BLOCK), talkative, new ManualTime())) {
            self.set(ring);
            ring.offer(Severity.INFO, 0);
            gate.awaitEntered();
            ring.offer(Severity.INFO, 1);

            FutureTask<Long> stop = inBackground(ring.ring::stop);
            // TRACE events admitted before the stop are told from the drops that the sink causes by their severity.
            await().atMost(LONG).until(() -> ring.books().accepted() >= 14 || !ring.offer(Severity.TRACE, 99));
            await().atMost(LONG)
                    .until(() -> ring.books().dropped(DropReason.STOPPED, Severity.TRACE) > 0
                            || !ring.ring.admits(Severity.TRACE));
            gate.release();

            assertThat(result(stop)).isZero();
            assertThat(accepted).isNotEmpty().containsOnly(false);
            assertThat(ring.books().dropped(DropReason.STOPPED, Severity.ERROR)).isEqualTo(accepted.size());
        }
    }
}
