package io.penstock.ring;

import static io.penstock.ring.TestRing.LONG;
import static io.penstock.ring.TestRing.inBackground;
import static io.penstock.ring.TestRing.result;
import static io.penstock.ring.TestRing.tiny;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.DropReason;
import io.penstock.OverflowPolicy;
import io.penstock.Severity;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AdmissionTest {

    private final BlockingSink sink = new BlockingSink();
    private final ManualTime time = new ManualTime();

    /** A ring whose sink stands still on event 0, so that nothing leaves it. */
    private TestRing stuck(io.penstock.AsyncConfig.Builder config) throws InterruptedException {
        TestRing ring = new TestRing(config, sink, time);
        assertThat(ring.offer(Severity.INFO, 0)).isTrue();
        sink.awaitEntered();
        return ring;
    }

    private void releaseAndClose(TestRing ring) {
        sink.release();
        ring.close();
    }

    @Test
    void offer_ringFullPolicyDrop_dropsAtOnceAndCounts() throws Exception {
        TestRing ring = stuck(tiny().prioritySlots(0));

        int more = ring.fill(Severity.INFO, 1);
        boolean error = ring.offer(Severity.ERROR, 99);

        assertThat(more).isEqualTo(15);
        assertThat(error).isFalse();
        assertThat(ring.books().dropped(DropReason.RING_FULL, Severity.INFO)).isOne();
        assertThat(ring.books().dropped(DropReason.RING_FULL, Severity.ERROR)).isOne();
        assertThat(ring.books().toString())
                .isEqualTo("offered=18 accepted=16 delivered=0 failed=0 pending=16 dropped=2 (ringFull=2)");
        releaseAndClose(ring);
        assertThat(sink.seen)
                .containsExactlyElementsOf(LongStream.range(0, 16).boxed().toList());
    }

    @Test
    void offer_onlyPrioritySlotsLeft_refusesInfoAndTakesWarn() throws Exception {
        TestRing ring = stuck(tiny());

        int info = 1 + ring.fill(Severity.INFO, 1);
        int warn = ring.fill(Severity.WARN, 100);

        assertThat(info).isEqualTo(14);
        assertThat(warn).isEqualTo(2);
        releaseAndClose(ring);
    }

    @Test
    void offer_noPriorityLevel_reservesNothing() throws Exception {
        TestRing ring = stuck(tiny().priorityLevel(null));

        int info = 1 + ring.fill(Severity.INFO, 1);

        assertThat(info).isEqualTo(16);
        releaseAndClose(ring);
    }

    @Test
    void offer_ringFullPolicyDropBelow_dropsInfoAndLetsWarnWait() throws Exception {
        TestRing ring = stuck(tiny().overflowPolicy(OverflowPolicy.DROP_BELOW));
        ring.fill(Severity.INFO, 1);
        assertThat(ring.offer(Severity.WARN, 100) && ring.offer(Severity.WARN, 101))
                .isTrue();

        FutureTask<Boolean> waiting = inBackground(() -> ring.offer(Severity.WARN, 102));
        boolean info = ring.offer(Severity.INFO, 103);

        assertThat(info).isFalse();
        assertThat(waiting.isDone()).isFalse();
        sink.release();
        assertThat(result(waiting)).isTrue();
        ring.close();
        assertThat(sink.seen).endsWith(102L);
        assertThat(ring.books().droppedByReason()).isEqualTo("ringFull=2");
    }

    @Test
    void offer_ringFullPolicyBlock_waitsUntilThereIsSpace() throws Exception {
        TestRing ring = stuck(tiny().overflowPolicy(OverflowPolicy.BLOCK).prioritySlots(0));
        for (int number = 1; number < 16; number++) {
            assertThat(ring.offer(Severity.INFO, number)).isTrue();
        }

        FutureTask<Boolean> waiting = inBackground(() -> ring.offer(Severity.INFO, 16));
        time.advance(Duration.ofMillis(999));

        assertThat(waiting.isDone()).isFalse();
        sink.release();
        assertThat(result(waiting)).isTrue();
        ring.close();
        assertThat(sink.seen).hasSize(17).endsWith(16L);
        assertThat(ring.books().dropped()).isZero();
    }

    @Test
    void offer_maxBlockExpires_dropsAndCounts() throws Exception {
        TestRing ring = stuck(tiny().overflowPolicy(OverflowPolicy.BLOCK).prioritySlots(0));
        for (int number = 1; number < 16; number++) {
            assertThat(ring.offer(Severity.INFO, number)).isTrue();
        }
        AtomicReference<Thread> waiter = new AtomicReference<>();

        FutureTask<Boolean> waiting = inBackground(() -> {
            waiter.set(Thread.currentThread());
            return ring.offer(Severity.INFO, 16);
        });
        awaitParked(waiter);
        time.advance(Duration.ofSeconds(1));

        assertThat(result(waiting)).isFalse();
        assertThat(ring.books().dropped(DropReason.WAIT_EXPIRED, Severity.INFO)).isOne();
        assertThat(ring.books().dropped()).isOne();
        releaseAndClose(ring);
    }

    @Test
    void offer_maxBlockZero_neverWaits() throws Exception {
        TestRing ring = stuck(tiny().overflowPolicy(OverflowPolicy.BLOCK).maxBlock(Duration.ZERO));

        ring.fill(Severity.INFO, 1);

        assertThat(ring.books().droppedByReason()).isEqualTo("ringFull=1");
        releaseAndClose(ring);
    }

    @Test
    void offer_interruptedWhileWaiting_keepsEventAndFlag() throws Exception {
        TestRing ring = stuck(tiny().overflowPolicy(OverflowPolicy.BLOCK).prioritySlots(0));
        for (int number = 1; number < 16; number++) {
            assertThat(ring.offer(Severity.INFO, number)).isTrue();
        }
        AtomicReference<Thread> waiter = new AtomicReference<>();

        FutureTask<List<Boolean>> waiting = inBackground(() -> {
            waiter.set(Thread.currentThread());
            Thread.currentThread().interrupt();
            boolean accepted = ring.offer(Severity.INFO, 16);
            return List.of(accepted, Thread.interrupted());
        });
        awaitParked(waiter);
        waiter.get().interrupt();
        sink.release();

        assertThat(result(waiting)).containsExactly(true, true);
        ring.close();
        assertThat(sink.seen).endsWith(16L);
    }

    @Test
    void offer_waitingWhenRingStops_isCountedAsStopped() throws Exception {
        TestRing ring = stuck(tiny().overflowPolicy(OverflowPolicy.BLOCK).prioritySlots(0));
        for (int number = 1; number < 16; number++) {
            assertThat(ring.offer(Severity.INFO, number)).isTrue();
        }
        AtomicReference<Thread> waiter = new AtomicReference<>();

        FutureTask<Boolean> waiting = inBackground(() -> {
            waiter.set(Thread.currentThread());
            return ring.offer(Severity.INFO, 16);
        });
        awaitParked(waiter);
        FutureTask<Long> stop = inBackground(ring.ring::stop);

        assertThat(result(waiting)).isFalse();
        sink.release();
        assertThat(result(stop)).isZero();
        assertThat(ring.books().droppedByReason()).isEqualTo("stopped=1");
        ring.close();
    }

    @Test
    void offer_insideSinkRingFull_dropsWithoutWaiting() throws Exception {
        AtomicReference<TestRing> self = new AtomicReference<>();
        List<Boolean> accepted = new CopyOnWriteArrayList<>();
        List<Boolean> fromHelper = new CopyOnWriteArrayList<>();
        RecordingSink talkative = new RecordingSink() {
            @Override
            void take(NumberedSlot slot) throws Exception {
                if (slot.number == 0) {
                    for (int more = 0; more < 20; more++) {
                        accepted.add(self.get().offer(Severity.INFO, 100 + more));
                    }
                    Thread helper = new Thread(() -> fromHelper.add(self.get().offer(Severity.ERROR, 200)));
                    helper.start();
                    helper.join();
                }
            }
        };
        // With the clock standing still, whoever waits waits for ever.
        try (TestRing ring =
                new TestRing(tiny().overflowPolicy(OverflowPolicy.BLOCK).prioritySlots(0), talkative, time)) {
            self.set(ring);

            ring.offer(Severity.INFO, 0);
            ring.awaitDelivered(16);

            assertThat(accepted.stream().filter(each -> each)).hasSize(15);
            assertThat(fromHelper).containsExactly(false);
            assertThat(ring.books().dropped(DropReason.INSIDE_SINK)).isEqualTo(6);
            assertThat(ring.books().dropped()).isEqualTo(6);
        }
    }

    @Test
    void offer_threadThatSinkStartedRingFullOfBytes_dropsWithoutWaiting() throws Exception {
        AtomicReference<TestRing> self = new AtomicReference<>();
        List<Boolean> accepted = new CopyOnWriteArrayList<>();
        RecordingSink talkative = new RecordingSink() {
            @Override
            void take(NumberedSlot slot) throws Exception {
                if (slot.number == 0) {
                    accepted.add(self.get().offer(Severity.INFO, 0, 1, 10_000));
                    accepted.add(self.get().offer(Severity.INFO, 0, 2, 10_000));
                }
            }
        };
        try (TestRing ring = new TestRing(
                tiny().overflowPolicy(OverflowPolicy.BLOCK).maxMessageBytes(128).maxRingBytes(1600), talkative, time)) {
            self.set(ring);

            ring.offer(Severity.INFO, 0);
            ring.awaitDelivered(2);

            assertThat(accepted).containsExactly(true, false);
            assertThat(ring.books().droppedByReason()).isEqualTo("insideSink=1");
        }
    }

    @Test
    void offer_byteBudgetUsedUp_dropsLargeTakesSmall() throws Exception {
        // 50 bytes belong to each of 16 slots, 800 are shared.
        TestRing ring = stuck(tiny().maxMessageBytes(128).maxRingBytes(1600));

        boolean large = ring.offer(Severity.INFO, 0, 1, 850);
        boolean secondLarge = ring.offer(Severity.INFO, 0, 2, 51);
        boolean small = ring.offer(Severity.INFO, 0, 3, 50);

        assertThat(List.of(large, secondLarge, small)).containsExactly(true, false, true);
        assertThat(ring.books().droppedByReason()).isEqualTo("bytesFull=1");
        releaseAndClose(ring);
        assertThat(sink.seen).containsExactly(0L, 1L, 3L);
    }

    @Test
    void offer_largeEventDelivered_givesItsBytesBack() throws Exception {
        try (TestRing ring = new TestRing(tiny().maxMessageBytes(128).maxRingBytes(1600), new RecordingSink())) {
            for (int number = 0; number < 100; number++) {
                assertThat(ring.offer(Severity.INFO, 0, number, 1_000_000))
                        .as("event %s", number)
                        .isTrue();
                assertThat(ring.ring.flush(LONG)).isTrue();
            }
        }
    }

    @Test
    void offer_largeEventsFailing_giveTheirBytesBack() throws Exception {
        RecordingSink failing = new RecordingSink() {
            @Override
            void take(NumberedSlot slot) throws Exception {
                throw new java.io.IOException("disk full");
            }
        };
        try (TestRing ring = new TestRing(tiny().maxMessageBytes(128).maxRingBytes(1600), failing)) {
            for (int number = 0; number < 100; number++) {
                assertThat(ring.offer(Severity.INFO, 0, number, 1_000_000))
                        .as("event %s", number)
                        .isTrue();
                assertThat(ring.ring.flush(LONG)).isTrue();
            }
            assertThat(ring.books().failed()).isEqualTo(100);
        }
    }

    @Test
    void offer_ringFullAfterByteReservation_takesTheReservationBack() throws Exception {
        TestRing ring = stuck(tiny().prioritySlots(0).maxMessageBytes(128).maxRingBytes(1600));
        for (int number = 1; number < 15; number++) {
            assertThat(ring.offer(Severity.INFO, number)).isTrue();
        }
        assertThat(ring.ring.admits(Severity.INFO)).isTrue();
        assertThat(ring.offer(Severity.INFO, 15)).isTrue();

        // Admitted while there was room; the last slot went to somebody else.
        assertThat(ring.ring.claim(Severity.INFO, 1_000)).isNull();
        sink.release();
        assertThat(ring.ring.flush(LONG)).isTrue();

        assertThat(ring.offer(Severity.INFO, 0, 16, 850)).isTrue();
        assertThat(ring.offer(Severity.INFO, 17)).isTrue();
        ring.close();
        assertThat(sink.seen).endsWith(16L, 17L);
    }

    @Test
    void offer_slowSinkSmallRing_givesSlotsBackOneByOne() throws Exception {
        java.util.concurrent.Semaphore permits = new java.util.concurrent.Semaphore(0);
        RecordingSink slow = new RecordingSink() {
            @Override
            void take(NumberedSlot slot) throws Exception {
                permits.acquire();
            }
        };
        try (TestRing ring = new TestRing(tiny().prioritySlots(0), slow)) {
            ring.fill(Severity.INFO, 0);
            // The whole ring is one batch once the drain thread came round to it.
            permits.release(1);
            await().atMost(LONG).until(() -> slow.seen.size() == 2);
            await().atMost(LONG).until(() -> ring.offer(Severity.INFO, 16));
            permits.release(5);
            await().atMost(LONG).until(() -> slow.seen.size() == 7);

            int room = ring.fill(Severity.INFO, 17);

            assertThat(room).isEqualTo(5);
            permits.release(1_000);
        }
    }

    @Test
    void drop_byHost_isCountedUnderItsReason() {
        try (TestRing ring = new TestRing(tiny(), new RecordingSink())) {
            ring.ring.drop(DropReason.NESTED, Severity.DEBUG);
            ring.ring.drop(DropReason.CAPTURE_FAILED, Severity.ERROR);

            assertThat(ring.books().toString())
                    .isEqualTo(
                            "offered=2 accepted=0 delivered=0 failed=0 pending=0 dropped=2 (nested=1 captureFailed=1)");
            assertThat(ring.books().droppedBySeverity()).isEqualTo("DEBUG=1 ERROR=1");
        }
    }

    private static void awaitParked(AtomicReference<Thread> waiter) {
        await().atMost(LONG)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> waiter.get() != null && waiter.get().getState() == Thread.State.TIMED_WAITING);
    }
}
