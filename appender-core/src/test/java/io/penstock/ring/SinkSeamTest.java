package io.penstock.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.AsyncConfig;
import io.penstock.Books;
import io.penstock.DropReason;
import io.penstock.OverflowPolicy;
import io.penstock.Severity;
import io.penstock.sink.LossReport;
import io.penstock.sink.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the ring owes a sink whose events are under way for a while. */
@Timeout(60)
class SinkSeamTest {

    /** A sink that is told when it has room, when things have arrived, and when it is finished. */
    private static class SlowSink extends RecordingSink {
        volatile boolean room = true;
        volatile int roomFor = Integer.MAX_VALUE;
        volatile long arrived;
        volatile boolean finished = true;
        volatile RuntimeException failure;
        final AtomicInteger rounds = new AtomicInteger();
        final AtomicInteger finishes = new AtomicInteger();
        final AtomicInteger closes = new AtomicInteger();
        private boolean finishing;

        @Override
        public boolean hasRoom() {
            return room && seen.size() < roomFor;
        }

        @Override
        public boolean advance() {
            rounds.incrementAndGet();
            RuntimeException thrown = failure;
            if (thrown != null) {
                throw thrown;
            }
            return false;
        }

        @Override
        public long flush() throws Exception {
            super.flush();
            return seen.size();
        }

        @Override
        public boolean hasArrived(long mark) {
            return arrived >= Math.min(mark, seen.size());
        }

        @Override
        public boolean finish() {
            if (!finishing) {
                finishing = true;
                beginToFinish();
            }
            return finished;
        }

        void beginToFinish() {
            finishes.incrementAndGet();
        }

        @Override
        public void close() {
            closes.incrementAndGet();
        }

        void awaitRounds(int more) {
            int target = rounds.get() + more;
            await().atMost(TestRing.LONG).pollInterval(Duration.ofMillis(1)).until(() -> rounds.get() >= target);
        }
    }

    @Test
    void endOfProcess_sinkWaitsBeforeItGoesOn_hurriesIt() {
        AtomicInteger hurried = new AtomicInteger();
        RecordingSink reluctant = new RecordingSink() {
            @Override
            public boolean hasArrived(long mark) {
                return hurried.get() > 0;
            }

            @Override
            public void hurry() {
                hurried.incrementAndGet();
            }
        };
        try (TestRing ring = new TestRing(TestRing.tiny(), reluctant)) {
            ring.offer(Severity.INFO, 1);
            boolean flushed = ring.ring.flush(Duration.ofMillis(50));
            int byFlush = hurried.get();

            ring.ring.beginToEnd();
            ring.ring.awaitEnd();
            int byHook = hurried.get();
            ring.ring.stop();

            assertThat(flushed).isFalse();
            assertThat(byFlush).isZero();
            assertThat(byHook).isOne();
            assertThat(hurried).as("the end may be another one").hasValue(2);
            assertThat(ring.announcer.messages).isEmpty();
        }
    }

    @Test
    void hasRoom_false_fillsTheRingAndTheOverflowPolicyDecides() {
        SlowSink sink = new SlowSink();
        sink.room = false;
        try (TestRing ring = new TestRing(TestRing.tiny(), sink)) {
            int accepted = ring.fill(Severity.INFO, 0);
            sink.awaitRounds(3);

            assertThat(sink.seen).isEmpty();
            assertThat(ring.offer(Severity.INFO, 99)).isFalse();
            assertThat(ring.offer(Severity.WARN, 100)).isTrue();
            Books books = ring.books();
            assertThat(books.accepted()).isEqualTo(accepted + 1);
            assertThat(books.pending()).isEqualTo(accepted + 1);
            assertThat(books.dropped(DropReason.RING_FULL)).isEqualTo(2);
            sink.room = true;
            ring.awaitDelivered(accepted + 1);
            assertThat(ring.books().pending()).isZero();
        }
        assertThat(sink.reports).hasSize(1);
    }

    @Test
    void hasRoom_falseWhileCallersWait_doesNotCallThemAgainAndAgain() throws Exception {
        SlowSink sink = new SlowSink();
        sink.room = false;
        AtomicInteger looks = new AtomicInteger();
        AsyncConfig.Builder waits =
                TestRing.tiny().overflowPolicy(OverflowPolicy.BLOCK).maxBlock(TestRing.LONG);
        try (TestRing ring = new TestRing(waits, sink, countingThose("test-background", looks))) {
            // The two slots for WARN stay free: room for somebody, but for nobody who waits.
            for (int i = 0; i < 14; i++) {
                ring.offer(Severity.INFO, i);
            }
            FutureTask<Boolean> waiting = TestRing.inBackground(() -> ring.offer(Severity.INFO, 14));
            await().atMost(TestRing.LONG).until(() -> looks.get() > 2);
            long start = System.nanoTime();
            int before = looks.get();

            await().atMost(TestRing.LONG).pollInterval(Duration.ofMillis(1)).until(() -> looks.get() >= before + 20);

            // By itself it looks every 50 ms.
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(500));
            sink.room = true;
            assertThat(TestRing.result(waiting)).isTrue();
        }
    }

    private static TimeSource countingThose(String threads, AtomicInteger readings) {
        TimeSource system = TimeSource.system();
        return new TimeSource() {
            @Override
            public long nanos() {
                if (Thread.currentThread().getName().equals(threads)) {
                    readings.incrementAndGet();
                }
                return system.nanos();
            }

            @Override
            public long wallMillis() {
                return system.wallMillis();
            }
        };
    }

    @Test
    void hasRoom_falseInTheMidstOfABatch_takesNothingMore() {
        SlowSink sink = new SlowSink();
        sink.room = false;
        sink.roomFor = 3;
        try (TestRing ring = new TestRing(TestRing.tiny(), sink)) {
            int accepted = ring.fill(Severity.INFO, 0);
            sink.room = true;
            ring.awaitDelivered(3);
            sink.awaitRounds(3);

            assertThat(sink.seen).containsExactly(0L, 1L, 2L);
            assertThat(ring.books().pending()).isEqualTo(accepted - 3);
            sink.roomFor = Integer.MAX_VALUE;
        }
        assertThat(sink.seen).hasSizeGreaterThan(3);
    }

    @Test
    void flush_delivered_waitsUntilItHasArrived() throws Exception {
        SlowSink sink = new SlowSink();
        try (TestRing ring = new TestRing(TestRing.tiny(), sink)) {
            ring.offer(Severity.INFO, 1);
            ring.offer(Severity.INFO, 2);
            FutureTask<Boolean> flush = TestRing.inBackground(() -> ring.ring.flush(TestRing.LONG));
            await().atMost(TestRing.LONG).until(() -> sink.flushes.get() >= 1);
            sink.arrived = 1;
            sink.awaitRounds(3);
            assertThat(flush.isDone()).isFalse();

            sink.arrived = 2;

            assertThat(TestRing.result(flush)).isTrue();
            assertThat(sink.seen).isEqualTo(List.of(1L, 2L));
        }
    }

    @Test
    void flush_neverArrives_isFalseWhenTimeIsUpAndLaterEventsFlow() {
        SlowSink sink = new SlowSink();
        try (TestRing ring = new TestRing(TestRing.tiny(), sink)) {
            ring.offer(Severity.INFO, 1);

            assertThat(ring.ring.flush(Duration.ofMillis(50))).isFalse();

            ring.offer(Severity.INFO, 2);
            ring.awaitDelivered(2);
            sink.arrived = 2;
        }
    }

    @Test
    void stop_notFinished_waitsUntilItIs() throws Exception {
        SlowSink sink = new SlowSink();
        sink.finished = false;
        TestRing ring = new TestRing(TestRing.tiny(), sink);
        ring.offer(Severity.INFO, 1);
        FutureTask<Long> stop = TestRing.inBackground(() -> ring.ring.stop());
        await().atMost(TestRing.LONG).until(() -> sink.finishes.get() == 1);
        sink.awaitRounds(3);
        assertThat(stop.isDone()).isFalse();
        assertThat(sink.closes).hasValue(0);
        assertThat(sink.seen).containsExactly(1L);

        sink.arrived = 1;
        sink.finished = true;

        assertThat(TestRing.result(stop)).isZero();
        assertThat(sink.finishes).hasValue(1);
        assertThat(sink.closes).hasValue(1);
        ring.close();
        assertThat(sink.closes).hasValue(1);
    }

    /** As a sender whose window is full, and whose next attempt to connect is half a minute away. */
    @Test
    void stop_eventsWaitForRoom_tellsTheSinkThatTimeIsShort() throws Exception {
        SlowSink sink = new SlowSink() {
            @Override
            public void hurry() {
                room = true;
            }
        };
        sink.room = false;
        try (TestRing ring = new TestRing(TestRing.tiny(), sink)) {
            ring.offer(Severity.INFO, 1);
            ring.offer(Severity.INFO, 2);
            sink.awaitRounds(3);

            assertThat(ring.ring.stop()).isZero();

            assertThat(sink.seen).containsExactly(1L, 2L);
        }
    }

    /** Between a look at the ring and the end there may be a report, which takes as long as the sink takes to write it. */
    @Test
    void stop_eventAcceptedAfterTheRingWasSeenEmpty_isDeliveredBeforeTheSinkFinishes() throws Exception {
        AtomicReference<TestRing> self = new AtomicReference<>();
        AtomicReference<FutureTask<Long>> stop = new AtomicReference<>();
        List<Long> seenAtFinish = new CopyOnWriteArrayList<>();
        SlowSink sink = new SlowSink() {
            @Override
            public void report(LossReport report) throws Exception {
                super.report(report);
                if (reports.size() == 1) {
                    TestRing.result(TestRing.inBackground(() -> self.get().offer(Severity.INFO, 2)));
                    stop.set(stopUntilItWaits(self.get()));
                }
            }

            @Override
            void beginToFinish() {
                seenAtFinish.addAll(seen);
                super.beginToFinish();
            }
        };
        try (TestRing ring = new TestRing(TestRing.tiny(), sink)) {
            self.set(ring);
            ring.ring.drop(DropReason.NESTED, Severity.INFO);
            ring.offer(Severity.INFO, 1);
            await().atMost(TestRing.LONG).until(() -> stop.get() != null);

            assertThat(TestRing.result(stop.get())).isZero();

            assertThat(seenAtFinish).containsExactly(1L, 2L);
            assertThat(ring.books().toString())
                    .isEqualTo("offered=3 accepted=2 delivered=2 failed=0 pending=0 dropped=1 (nested=1)");
        }
    }

    /** The ring is told to end when this returns. */
    private static FutureTask<Long> stopUntilItWaits(TestRing ring) {
        AtomicReference<Thread> stopper = new AtomicReference<>();
        FutureTask<Long> stop = TestRing.inBackground(() -> {
            stopper.set(Thread.currentThread());
            return ring.ring.stop();
        });
        await().atMost(TestRing.LONG)
                .until(() -> stopper.get() != null && stopper.get().getState() == Thread.State.TIMED_WAITING);
        return stop;
    }

    @Test
    void stop_neverFinished_closesAtDrainTimeout() {
        SlowSink sink = new SlowSink();
        sink.finished = false;
        try (TestRing ring = new TestRing(TestRing.tiny().drainTimeout(Duration.ofMillis(200)), sink)) {
            ring.offer(Severity.INFO, 1);
            ring.awaitDelivered(1);
            long start = System.nanoTime();

            ring.ring.stop();

            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(200), Duration.ofSeconds(10));
            await().atMost(TestRing.LONG).until(() -> ring.drainThread() == null);
            assertThat(sink.finishes).hasValue(1);
            assertThat(sink.closes).hasValue(1);
        }
    }

    @Test
    void stop_neverAnyRoom_tellsWhatWasLeft() {
        SlowSink sink = new SlowSink();
        sink.room = false;
        try (TestRing ring = new TestRing(TestRing.tiny().drainTimeout(Duration.ofMillis(200)), sink)) {
            ring.offer(Severity.INFO, 1);
            ring.offer(Severity.INFO, 2);

            assertThat(ring.ring.stop()).isEqualTo(2);

            assertThat(ring.books().pending()).isEqualTo(2);
            await().atMost(TestRing.LONG).until(() -> ring.drainThread() == null);
            assertThat(sink.closes).hasValue(1);
        }
    }

    @Test
    void advance_alwaysThrows_neitherSpinsNorKeepsEventsNorBlocksStop() {
        SlowSink sink = new SlowSink();
        sink.failure = new IllegalStateException("no way forward");
        try (TestRing ring = new TestRing(AsyncConfig.builder().ringSize(64), sink)) {
            for (int i = 0; i < 20; i++) {
                ring.offer(Severity.INFO, i);
            }
            ring.awaitDelivered(20);
            long start = System.nanoTime();
            int before = sink.rounds.get();
            sink.awaitRounds(50);

            int rounds = sink.rounds.get() - before;
            // A pause of a millisecond each; a spin makes thousands of rounds in one.
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofNanos(rounds * 500_000L));
            start = System.nanoTime();
            ring.ring.stop();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
            assertThat(ring.announcer.messages).first().isEqualTo("The drain thread met an error and goes on");
            assertThat(ring.announcer.messages).hasSizeLessThan(4);
        }
        assertThat(sink.seen).hasSize(20);
    }
}
