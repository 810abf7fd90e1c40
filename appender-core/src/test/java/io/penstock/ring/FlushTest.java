package io.penstock.ring;

import static io.penstock.ring.TestRing.LONG;
import static io.penstock.ring.TestRing.inBackground;
import static io.penstock.ring.TestRing.result;
import static io.penstock.ring.TestRing.tiny;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.OverflowPolicy;
import io.penstock.Severity;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class FlushTest {

    private static final Duration SHORT = Duration.ofMillis(20);

    @Test
    void flush_sinkThatBuffers_everythingBeforeItIsWritten() {
        RecordingSink sink = new RecordingSink();
        try (TestRing ring = new TestRing(tiny(), sink)) {
            for (long number = 1; number <= 300; number++) {
                assertThat(ring.offer(Severity.INFO, number)).isTrue();

                assertThat(ring.ring.flush(LONG)).isTrue();

                assertThat(sink.written).hasSize((int) number).endsWith(number);
            }
        }
    }

    @Test
    void flush_nothingNew_flushesTheSinkAgain() {
        RecordingSink sink = new RecordingSink();
        try (TestRing ring = new TestRing(tiny(), sink)) {
            ring.offer(Severity.INFO, 1);
            assertThat(ring.ring.flush(LONG)).isTrue();
            int before = sink.flushes.get();

            assertThat(ring.ring.flush(ChronoUnit.FOREVER.getDuration())).isTrue();

            assertThat(sink.flushes).hasValue(before + 1);
        }
    }

    @Test
    void flush_noEventYet_isTrueAndStartsNothing() {
        RecordingSink sink = new RecordingSink();
        try (TestRing ring = new TestRing(tiny(), sink)) {
            assertThat(ring.ring.flush(LONG)).isTrue();
            assertThat(ring.drainThread()).isNull();
        }
        assertThat(sink.threads).isEmpty();
    }

    @Test
    void flush_insideSinkOrItsThreads_isFalseAtOnce() {
        AtomicReference<TestRing> self = new AtomicReference<>();
        List<Boolean> flushed = new CopyOnWriteArrayList<>();
        RecordingSink flushing = new RecordingSink() {
            @Override
            void take(NumberedSlot slot) throws Exception {
                flushed.add(self.get().ring.flush(LONG.multipliedBy(3)));
                Thread helper = new Thread(() -> flushed.add(self.get().ring.flush(LONG.multipliedBy(3))));
                helper.start();
                helper.join();
            }
        };
        try (TestRing ring = new TestRing(tiny(), flushing)) {
            self.set(ring);

            ring.offer(Severity.INFO, 1);
            ring.awaitDelivered(1);

            assertThat(flushed).containsExactly(false, false);
        }
    }

    @Test
    void flush_sinkHangs_timesOut() throws Exception {
        BlockingSink sink = new BlockingSink();
        try (TestRing ring = new TestRing(tiny(), sink)) {
            ring.offer(Severity.INFO, 1);
            sink.awaitEntered();

            assertThat(ring.ring.flush(SHORT)).isFalse();

            sink.release();
            assertThat(ring.ring.flush(LONG)).isTrue();
        }
    }

    @Test
    void flush_earlierSlotNotYetPublished_waitsForIt() {
        RecordingSink sink = new RecordingSink();
        try (TestRing ring = new TestRing(tiny(), sink)) {
            assertThat(ring.ring.admits(Severity.INFO)).isTrue();
            NumberedSlot slow = ring.ring.claim(Severity.INFO, 0);
            ring.offer(Severity.INFO, 2);

            assertThat(ring.ring.flush(SHORT)).isFalse();

            TestRing.fill(slow, 0, 1);
            ring.ring.publish(slow);
            assertThat(ring.ring.flush(LONG)).isTrue();
            assertThat(sink.written).containsExactly(1L, 2L);
        }
    }

    @Test
    void flush_ofTheSinkFails_isFalse() {
        RecordingSink failing = new RecordingSink() {
            @Override
            public long flush() throws Exception {
                throw new IOException("disk full");
            }
        };
        try (TestRing ring = new TestRing(tiny(), failing)) {
            ring.offer(Severity.INFO, 1);

            assertThat(ring.ring.flush(LONG)).isFalse();
        }
    }

    @Test
    void flush_interruptedCaller_isFalseAndKeepsTheFlag() throws Exception {
        BlockingSink sink = new BlockingSink();
        try (TestRing ring = new TestRing(tiny(), sink)) {
            ring.offer(Severity.INFO, 1);
            sink.awaitEntered();

            FutureTask<List<Boolean>> flush = inBackground(() -> {
                Thread.currentThread().interrupt();
                return List.of(ring.ring.flush(LONG), Thread.interrupted());
            });

            assertThat(result(flush)).containsExactly(false, true);
            sink.release();
        }
    }

    @Test
    void flush_manyAtOnce_eachFindsItsOwnEventsWritten() throws Exception {
        RecordingSink sink = new RecordingSink();
        try (TestRing ring = new TestRing(tiny().overflowPolicy(OverflowPolicy.BLOCK), sink)) {
            List<FutureTask<Long>> flushers = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                int id = thread;
                flushers.add(inBackground(() -> {
                    for (long round = 0; round < 50; round++) {
                        long number = id * 1_000L + round;
                        ring.offer(Severity.INFO, number);
                        if (!ring.ring.flush(LONG) || !sink.written.contains(number)) {
                            return number;
                        }
                    }
                    return -1L;
                }));
            }

            for (FutureTask<Long> flusher : flushers) {
                assertThat(result(flusher)).as("the event that was not written").isEqualTo(-1L);
            }
        }
    }

    @Test
    void flush_afterStop_saysWhetherAllWasDelivered() throws Exception {
        try (TestRing ring = new TestRing(tiny(), new RecordingSink())) {
            ring.offer(Severity.INFO, 1);
            ring.ring.stop();

            assertThat(ring.ring.flush(LONG)).isTrue();
        }
        BlockingSink hanging = new BlockingSink();
        try (TestRing ring = new TestRing(tiny().drainTimeout(Duration.ofMillis(1)), hanging)) {
            ring.offer(Severity.INFO, 1);
            hanging.awaitEntered();
            ring.ring.stop();

            assertThat(ring.ring.flush(LONG)).isFalse();
            hanging.release();
        }
    }

    @Test
    void flush_ringStoppedWhileWaiting_isReleased() throws Exception {
        BlockingSink sink = new BlockingSink();
        try (TestRing ring = new TestRing(tiny().drainTimeout(Duration.ofMillis(50)), sink)) {
            ring.offer(Severity.INFO, 1);
            sink.awaitEntered();
            AtomicReference<Thread> waiter = new AtomicReference<>();

            FutureTask<Boolean> flush = inBackground(() -> {
                waiter.set(Thread.currentThread());
                return ring.ring.flush(Duration.ofHours(1));
            });
            await().atMost(LONG)
                    .until(() -> waiter.get() != null && waiter.get().getState() == Thread.State.TIMED_WAITING);
            ring.ring.stop();

            assertThat(result(flush)).isFalse();
            sink.release();
        }
    }

    /** Who claims a slot and then sees the stop gives the slot back: the event is not accepted, and nothing is undelivered. */
    @Test
    void flush_behindAClaimThatCameTooLateForTheStop_isTrue() throws Exception {
        CountDownLatch ending = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        RecordingSink slow = new RecordingSink() {
            @Override
            public long flush() throws Exception {
                ending.countDown();
                gate.await();
                return super.flush();
            }
        };
        try (TestRing ring = new TestRing(tiny(), slow)) {
            ring.offer(Severity.INFO, 1);
            FutureTask<Long> stop = inBackground(ring.ring::stop);
            ending.await();
            AtomicReference<Thread> waiter = new AtomicReference<>();

            assertThat(ring.ring.claim(Severity.INFO, 0)).isNull();
            FutureTask<Boolean> flush = inBackground(() -> {
                waiter.set(Thread.currentThread());
                return ring.ring.flush(Duration.ofHours(1));
            });
            await().atMost(LONG)
                    .until(() -> waiter.get() != null && waiter.get().getState() == Thread.State.TIMED_WAITING);
            gate.countDown();

            assertThat(result(flush)).isTrue();
            assertThat(result(stop)).isZero();
            assertThat(slow.written).containsExactly(1L);
        }
    }

    @Test
    void flush_afterAStopThatGaveUpOnTheSinksFlush_isFalse() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        RecordingSink hanging = new RecordingSink() {
            @Override
            public long flush() throws Exception {
                entered.countDown();
                while (gate.getCount() > 0) {
                    try {
                        gate.await();
                    } catch (InterruptedException stubborn) {
                        // Some streams are.
                    }
                }
                return super.flush();
            }
        };
        try (TestRing ring = new TestRing(tiny().drainTimeout(Duration.ofMillis(50)), hanging)) {
            ring.offer(Severity.INFO, 1);
            FutureTask<Boolean> during = inBackground(() -> ring.ring.flush(Duration.ofHours(1)));
            entered.await();

            try {
                assertThat(ring.ring.stop()).isZero();

                assertThat(ring.ring.hasEnded()).isFalse();
                assertThat(result(during)).isFalse();
                assertThat(ring.ring.flush(LONG)).isFalse();
                assertThat(hanging.written).isEmpty();
            } finally {
                gate.countDown();
            }
        }
    }
}
