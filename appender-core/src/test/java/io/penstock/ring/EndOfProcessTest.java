package io.penstock.ring;

import static io.penstock.ring.TestRing.LONG;
import static io.penstock.ring.TestRing.inBackground;
import static io.penstock.ring.TestRing.result;
import static io.penstock.ring.TestRing.tiny;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.AsyncConfig;
import io.penstock.DropReason;
import io.penstock.OverflowPolicy;
import io.penstock.Severity;
import io.penstock.sink.Echoes;
import io.penstock.sink.Sink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The end of a process, and the hook that takes part in it; here the process is an object. */
@Timeout(60)
class EndOfProcessTest {

    private static final Duration SHORT = Duration.ofMillis(200);

    /** What the JVM has of us, and what was said. */
    private static final class Process implements EndOfProcess.Hooks {
        final List<Thread> hooks = new CopyOnWriteArrayList<>();
        final List<String> said = new CopyOnWriteArrayList<>();
        final EndOfProcess end = new EndOfProcess(this, said::add);
        int added;
        boolean ending;

        @Override
        public void add(Thread hook) {
            if (ending) {
                throw new IllegalStateException("Shutdown in progress");
            }
            hooks.add(hook);
            added++;
        }

        @Override
        public void remove(Thread hook) {
            hooks.remove(hook);
        }

        void end() throws Exception {
            begin().join(LONG.toMillis());
        }

        Thread begin() {
            ending = true;
            Thread hook = hooks.get(0);
            hook.setDaemon(true);
            hook.start();
            await().atMost(LONG).until(end::hasBegun);
            return hook;
        }
    }

    private final Process process = new Process();

    private TestRing ring(AsyncConfig.Builder config, Sink<NumberedSlot> sink) {
        return new TestRing(config, sink, process.end);
    }

    @Test
    void hook_severalRings_isOneAndGoesWithTheLast() {
        TestRing first = ring(tiny(), new RecordingSink());
        TestRing second = ring(tiny(), new RecordingSink());

        assertThat(process.hooks).as("before the first event").isEmpty();
        first.offer(Severity.INFO, 1);
        second.offer(Severity.INFO, 1);
        assertThat(process.added).isOne();
        first.close();
        assertThat(process.hooks).hasSize(1);
        second.close();

        assertThat(process.hooks).isEmpty();
        try (TestRing third = ring(tiny(), new RecordingSink())) {
            third.offer(Severity.INFO, 1);
            assertThat(process.hooks).hasSize(1);
        }
        assertThat(process.hooks).isEmpty();
    }

    @Test
    void end_eventsWaiting_waitsForThem() throws Exception {
        BlockingSink sink = new BlockingSink();
        try (TestRing ring = ring(tiny(), sink)) {
            ring.offer(Severity.INFO, 1);
            ring.offer(Severity.INFO, 2);
            sink.awaitEntered();

            Thread hook = process.begin();
            hook.join(50);
            assertThat(hook.isAlive()).isTrue();
            sink.release();
            hook.join(LONG.toMillis());

            assertThat(sink.written).containsExactly(1L, 2L);
            assertThat(process.said).isEmpty();
        }
    }

    @Test
    void publish_processEnds_returnsWhenTheEventIsWritten() throws Exception {
        RecordingSink sink = new RecordingSink();
        try (TestRing ring = ring(tiny(), sink)) {
            ring.offer(Severity.INFO, 0);
            process.end();
            for (long number = 1; number < 1000; number++) {
                assertThat(ring.offer(Severity.INFO, number)).isTrue();
                assertThat(sink.written).endsWith(number);
            }
        }
        assertThat(process.said).isEmpty();
    }

    @Test
    void publish_firstEventOfAllWhileTheProcessEnds_returnsWhenItIsWritten() {
        process.ending = true;
        RecordingSink sink = new RecordingSink();
        try (TestRing ring = ring(tiny(), sink)) {
            ring.offer(Severity.INFO, 1);

            assertThat(sink.written).containsExactly(1L);
        }
    }

    @Test
    void publish_processEndsCallerIsInterrupted_keepsEventAndFlag() throws Exception {
        BlockingSink sink = new BlockingSink();
        try (TestRing ring = ring(tiny(), sink)) {
            ring.offer(Severity.INFO, 0);
            process.begin();

            FutureTask<Boolean> caller = inBackground(() -> {
                Thread.currentThread().interrupt();
                ring.offer(Severity.INFO, 1);
                return Thread.interrupted() && sink.written.contains(1L);
            });
            await().atMost(LONG).until(() -> ring.books().accepted() == 2);
            sink.release();

            assertThat(result(caller)).isTrue();
        }
    }

    @Test
    void publish_insideSinkWhileTheProcessEnds_doesNotWait() throws Exception {
        AtomicReference<@Nullable TestRing> self = new AtomicReference<>();
        RecordingSink talkative = new RecordingSink() {
            @Override
            void take(NumberedSlot slot) {
                TestRing ring = self.get();
                if (ring != null && slot.number < 5) {
                    ring.offer(Severity.INFO, slot.number + 1);
                }
            }
        };
        try (TestRing ring = ring(tiny(), talkative)) {
            ring.offer(Severity.INFO, 10);
            process.end();
            self.set(ring);

            ring.offer(Severity.INFO, 1);

            // The application's two and what the sink said of the last; what it says of that is an echo.
            ring.awaitDelivered(3);
            await().atMost(LONG).until(() -> ring.books().dropped(DropReason.ECHO) == 1);
        }
    }

    /** Each drain thread waits for the other, unless one of them sees it. */
    @Test
    void publish_twoRingsPassEventsOnToEachOther_nobodyWaitsForEver() throws Exception {
        AtomicReference<@Nullable TestRing> first = new AtomicReference<>();
        AtomicReference<@Nullable TestRing> second = new AtomicReference<>();
        try (TestRing one = ring(tiny(), new Echo(second));
                TestRing two = ring(tiny(), new Echo(first))) {
            one.offer(Severity.INFO, 100);
            two.offer(Severity.INFO, 100);
            process.end();
            first.set(one);
            second.set(two);
            long start = System.nanoTime();

            one.offer(Severity.INFO, 0);

            await().atMost(LONG)
                    .until(() -> one.books().delivered() + two.books().delivered() == 13);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONG);
        }
    }

    private static final class Echo extends RecordingSink implements Echoes {
        private final AtomicReference<@Nullable TestRing> other;

        private Echo(AtomicReference<@Nullable TestRing> other) {
            this.other = other;
        }

        @Override
        void take(NumberedSlot slot) {
            TestRing ring = other.get();
            if (ring != null && slot.number < 10) {
                ring.passOn(slot, slot.number + 1);
            }
        }

        @Override
        public boolean isNew(Object event) {
            return false;
        }

        @Override
        public boolean isBeingDelivered(Object event) {
            return false;
        }
    }

    @Test
    void end_sinksHang_allWaitsShareOneDeadlineAndTheNumbersAreSaid() throws Exception {
        List<TestRing> rings = new ArrayList<>();
        List<BlockingSink> sinks = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            BlockingSink sink = new BlockingSink();
            TestRing ring = ring(tiny().drainTimeout(SHORT), sink);
            ring.offer(Severity.INFO, 0);
            rings.add(ring);
            sinks.add(sink);
        }

        long start = System.nanoTime();
        Thread hook = process.begin();
        // One after the other, as a host stops its appenders, and in between somebody logs.
        for (TestRing ring : rings) {
            for (int late = 1; late < 5; late++) {
                ring.offer(Severity.INFO, late);
            }
            ring.ring.stop();
            ring.ring.flush(LONG);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        hook.join(LONG.toMillis());

        assertThat(took).isGreaterThanOrEqualTo(SHORT).isLessThan(SHORT.plusSeconds(1));
        List<String> lines = process.said.stream().flatMap(String::lines).toList();
        for (TestRing ring : rings) {
            assertThat(lines.stream().filter(line -> line.startsWith(ring.threadName + ":")))
                    .last()
                    .isEqualTo(ring.threadName + ": the process ends with 5 events undelivered after "
                            + "drainTimeout=200 milliseconds; raise drainTimeout, or see what holds them up");
        }
        sinks.forEach(BlockingSink::release);
        rings.forEach(TestRing::close);
    }

    @Test
    void publish_ringFullAndSinkHangsAfterTheDeadline_returnsAtOnceCountsAndSays() throws Exception {
        BlockingSink sink = new BlockingSink();
        TestRing ring = ring(
                tiny().drainTimeout(Duration.ofMillis(1))
                        .overflowPolicy(OverflowPolicy.BLOCK)
                        .maxBlock(LONG),
                sink);
        ring.offer(Severity.INFO, 0);
        process.end();
        long start = System.nanoTime();

        for (int number = 1; number <= 100; number++) {
            ring.offer(Severity.INFO, number);
        }

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        assertThat(ring.books().accepted()).isEqualTo(14);
        assertThat(ring.books().dropped()).isEqualTo(87);
        assertThat(process.said)
                .last()
                .asString()
                .startsWith(ring.threadName + ": the process ends with 14 events undelivered, ");
        sink.release();
        ring.close();
    }

    /** Its time is up, but the sink is in good health, and the last words of a long shutdown count. */
    @Test
    void publish_afterTheDeadlineWithAHealthySink_isWrittenAllTheSame() throws Exception {
        RecordingSink sink = new RecordingSink();
        try (TestRing ring = ring(tiny().drainTimeout(Duration.ofMillis(1)), sink)) {
            ring.offer(Severity.INFO, 0);
            process.end();
            await().pollDelay(Duration.ofMillis(5)).until(() -> true);

            for (long number = 1; number < 100; number++) {
                ring.offer(Severity.INFO, number);
                assertThat(sink.written).endsWith(number);
            }
            assertThat(ring.ring.stop()).isZero();
        }
    }

    /** As several proxies are closed at the same time. */
    @Test
    void stop_onAThreadThatTheHolderOfTheLockJoins_returnsAtOnce() throws Exception {
        Object lock = new Object();
        CountDownLatch wanted = new CountDownLatch(1);
        RecordingSink locking = new RecordingSink() {
            @Override
            void take(NumberedSlot slot) {
                wanted.countDown();
                synchronized (lock) {
                    assertThat(slot.number).isNotNegative();
                }
            }
        };
        try (TestRing ring = ring(tiny(), locking)) {
            synchronized (lock) {
                ring.offer(Severity.INFO, 0);
                wanted.await();
                Thread stopper = new Thread(ring.ring::stop);
                stopper.start();
                stopper.join(0);
            }
            ring.awaitDelivered(1);
        }
    }

    @Test
    void stop_drainThreadWaitsForALockOfTheStopper_returnsAtOnceAndTheRestIsDeliveredAfterwards() throws Exception {
        Object lock = new Object();
        CountDownLatch wanted = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        RecordingSink locking = new RecordingSink() {
            @Override
            void take(NumberedSlot slot) {
                wanted.countDown();
                synchronized (lock) {
                    assertThat(slot.number).isNotNegative();
                }
            }
        };
        try (TestRing ring = ring(tiny(), locking)) {
            long left;
            boolean later;
            synchronized (lock) {
                for (long number = 0; number < 10; number++) {
                    ring.offer(Severity.INFO, number);
                }
                wanted.await();
                assertThat(ring.ring.flush(LONG)).isFalse();
                left = ring.ring.stop();
                later = ring.ring.whenEnded(ended::countDown);
            }
            ended.await();

            assertThat(left).isEqualTo(10);
            assertThat(later).isTrue();
            assertThat(ring.books().toString())
                    .isEqualTo("offered=10 accepted=10 delivered=10 failed=0 pending=0 dropped=0");
        }
        assertThat(process.hooks).isEmpty();
    }
}
