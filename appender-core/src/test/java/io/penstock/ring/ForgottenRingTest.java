package io.penstock.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.AsyncConfig;
import io.penstock.Severity;
import io.penstock.sink.CountedSink;
import io.penstock.sink.LossReport;
import io.penstock.sink.Sink;
import io.penstock.sink.SinkTraits;
import io.penstock.sink.TimeSource;
import io.penstock.stats.FigureRegistration;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An appender that nobody knows any more, and that nobody has stopped. */
@Timeout(60)
class ForgottenRingTest {

    private static final String THREAD = "test-forgotten";

    private final AtomicInteger hooks = new AtomicInteger();
    private final EndOfProcess end = new EndOfProcess(
            new EndOfProcess.Hooks() {
                @Override
                public void add(Thread hook) {
                    hooks.incrementAndGet();
                }

                @Override
                public void remove(Thread hook) {
                    hooks.decrementAndGet();
                }
            },
            words -> {});

    /** Nothing of the test's own may refer to the ring: its sink, its slots and its announcer do. */
    private static final class Counting implements Sink<NumberedSlot> {
        private final List<Long> seen;
        private final CountDownLatch gate;

        private Counting(List<Long> seen, CountDownLatch gate) {
            this.seen = seen;
            this.gate = gate;
        }

        @Override
        public void deliver(NumberedSlot slot) throws Exception {
            gate.await();
            seen.add(slot.number);
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

    private final List<Long> seen = new CopyOnWriteArrayList<>();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final FigureRegistration registration = new FigureRegistration();

    private WeakReference<AsyncRing<NumberedSlot>> startedAndForgotten() {
        AsyncConfig config = AsyncConfig.builder()
                .ringSize(16)
                .maxIdleNap(Duration.ofMillis(1))
                .build();
        RingTally tally = new RingTally();
        AsyncRing<NumberedSlot> ring = new AsyncRing<>(
                config,
                THREAD,
                NumberedSlot::new,
                null,
                new CountedSink<>(new Counting(seen, gate), tally),
                SinkTraits.of("The sink"),
                tally,
                (message, cause) -> {},
                TimeSource.system(),
                end);
        ring.whenForgotten(
                registration.register("Forgotten", "forgotten", List.of(ring.figures()), (message, cause) -> {}));
        offer(ring, 1);
        return new WeakReference<>(ring);
    }

    private static void offer(AsyncRing<NumberedSlot> ring, long number) {
        assertThat(ring.admits(Severity.INFO)).isTrue();
        NumberedSlot slot = ring.claim(Severity.INFO, 0);
        assertThat(slot).isNotNull();
        slot.number = number;
        ring.publish(slot);
    }

    private static boolean isCollected(WeakReference<?> reference) {
        System.gc();
        return reference.get() == null;
    }

    private static @Nullable Thread drainThread() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(THREAD))
                .findFirst()
                .orElse(null);
    }

    @Test
    void ring_forgottenWithNothingUndelivered_isGarbageAndLeavesNothingBehind() throws Exception {
        gate.countDown();
        ObjectName books = new ObjectName("io.penstock:type=Forgotten,name=\"forgotten\"");
        WeakReference<AsyncRing<NumberedSlot>> ring = startedAndForgotten();
        assertThat(hooks).hasValue(1);
        assertThat(ManagementFactory.getPlatformMBeanServer().isRegistered(books))
                .isTrue();

        await().atMost(TestRing.LONG).until(() -> isCollected(ring));

        assertThat(seen).containsExactly(1L);
        await().atMost(TestRing.LONG).until(() -> drainThread() == null);
        assertThat(hooks).hasValue(0);
        assertThat(ManagementFactory.getPlatformMBeanServer().isRegistered(books))
                .isFalse();
    }

    @Test
    void ring_forgottenWithSomethingUndelivered_isHeldUntilItIsDelivered() throws Exception {
        WeakReference<AsyncRing<NumberedSlot>> ring = startedAndForgotten();

        for (int collection = 0; collection < 5; collection++) {
            assertThat(isCollected(ring)).isFalse();
        }
        gate.countDown();

        await().atMost(TestRing.LONG).until(() -> isCollected(ring));
        assertThat(seen).containsExactly(1L);
        await().atMost(TestRing.LONG).until(() -> drainThread() == null);
    }

    /** The event that wakes a sleeping drain thread is the last that anybody knows of the ring. */
    @Test
    void ring_forgottenRightAfterItWasWoken_deliversTheEvent() throws Exception {
        gate.countDown();
        for (int round = 0; round < 3; round++) {
            seen.clear();
            WeakReference<AsyncRing<NumberedSlot>> ring = startedAndForgotten();
            sleepThenOffer(ring);

            await().atMost(TestRing.LONG).until(() -> isCollected(ring));
            assertThat(seen).containsExactly(1L, 2L);
            await().atMost(TestRing.LONG).until(() -> drainThread() == null);
        }
    }

    private static void sleepThenOffer(WeakReference<AsyncRing<NumberedSlot>> ring) {
        AsyncRing<NumberedSlot> held = ring.get();
        assertThat(held).isNotNull();
        // 64 naps of a millisecond, and then one of a second.
        await().pollDelay(Duration.ofMillis(300)).until(() -> true);
        offer(held, 2);
    }
}
