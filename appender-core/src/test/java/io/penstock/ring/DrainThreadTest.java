package io.penstock.ring;

import static io.penstock.ring.TestRing.LONG;
import static io.penstock.ring.TestRing.inBackground;
import static io.penstock.ring.TestRing.result;
import static io.penstock.ring.TestRing.tiny;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.DropReason;
import io.penstock.OverflowPolicy;
import io.penstock.Severity;
import io.penstock.sink.LossReport;
import io.penstock.sink.Sink;
import io.penstock.sink.SinkTraits;
import io.penstock.sink.TimeSource;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DrainThreadTest {

    private static final InheritableThreadLocal<String> OF_THE_CALLER = new InheritableThreadLocal<>();

    private final RecordingAnnouncer announcer = new RecordingAnnouncer();

    @Test
    void loop_endsInError_isReplacedAndAnnounced() {
        AtomicInteger runs = new AtomicInteger();
        DrainThread thread = new DrainThread(
                "test-replaced",
                () -> {
                    if (runs.incrementAndGet() < 4) {
                        throw new Error("run " + runs);
                    }
                },
                announcer);

        thread.start();

        assertThat(thread.join(LONG)).isTrue();
        assertThat(runs).hasValue(4);
        assertThat(announcer.messages).hasSize(3).containsOnly("The drain thread ended unexpectedly and is replaced");
    }

    @Test
    void loop_endsInErrorAnnouncerThrows_isReplacedAllTheSame() {
        announcer.throwing = true;
        AtomicInteger runs = new AtomicInteger();
        AtomicReference<@Nullable Throwable> uncaught = new AtomicReference<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((dying, failure) -> uncaught.set(failure));
        try {
            DrainThread thread = new DrainThread(
                    "test-replaced",
                    () -> {
                        if (runs.incrementAndGet() == 1) {
                            throw new Error("first run");
                        }
                    },
                    announcer);

            thread.start();

            assertThat(thread.join(LONG)).isTrue();
            assertThat(runs).hasValue(2);
            assertThat(uncaught.get()).isNull();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test
    void reviveIfDead_whileThreadsDieAllTheTime_neverTwoLoopsAtOnce() throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger runs = new AtomicInteger();
        DrainThread thread = new DrainThread(
                "test-hammered",
                () -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    try {
                        if (runs.incrementAndGet() < 500) {
                            throw new Error("again");
                        }
                    } finally {
                        running.decrementAndGet();
                    }
                },
                (message, cause) -> {});
        AtomicBoolean done = new AtomicBoolean();
        List<FutureTask<Boolean>> revivers = new ArrayList<>();

        thread.start();
        for (int reviver = 0; reviver < 3; reviver++) {
            revivers.add(inBackground(() -> {
                while (!done.get()) {
                    thread.reviveIfDead();
                }
                return true;
            }));
        }
        boolean ended = thread.join(LONG);
        done.set(true);
        for (FutureTask<Boolean> reviver : revivers) {
            result(reviver);
        }

        assertThat(ended).isTrue();
        assertThat(most).hasValue(1);
        // Two successors of one thread would have made more runs than deaths.
        assertThat(runs).hasValue(500);
    }

    @Test
    void start_noThreadToBeHad_throwsNothingAndAnnouncesOnce() {
        // A nameless thread cannot be made; it stands for a machine out of threads.
        String noName = null;
        RecordingSink sink = new RecordingSink();
        announcer.throwing = true;
        AsyncRing<NumberedSlot> ring = new AsyncRing<>(
                tiny().drainTimeout(Duration.ofMillis(20)).build(),
                noName,
                NumberedSlot::new,
                sink,
                SinkTraits.of("The sink"),
                new RingTally(),
                announcer,
                TimeSource.system());
        int accepted = 0;

        while (ring.admits(Severity.ERROR)) {
            ring.publish(ring.claim(Severity.ERROR, 0));
            accepted++;
        }
        boolean flushed = ring.flush(Duration.ofMillis(5));

        assertThat(accepted).isEqualTo(16);
        assertThat(flushed).isFalse();
        assertThat(ring.stop()).isEqualTo(16);
        assertThat(ring.books().dropped(DropReason.RING_FULL)).isOne();
        assertThat(announcer.messages)
                .containsExactly("The drain thread could not be started; events wait in the ring until it can");
    }

    @Test
    void ring_drainThreadDiesInMidBatch_losesNothingAndDeliversNothingTwice() throws Exception {
        ManualTime time = new ManualTime();
        CountDownLatch gate = new CountDownLatch(1);
        RecordingSink deadly = new RecordingSink() {
            @Override
            void take(NumberedSlot slot) throws Exception {
                if (slot.number == 0) {
                    gate.await();
                }
                if (slot.number == 5) {
                    // First the failure cannot be recorded, then neither can that: the thread dies of it.
                    time.failNext(2);
                    throw new IllegalStateException("deadly");
                }
            }
        };
        try (TestRing ring = new TestRing(tiny().prioritySlots(0), deadly, time)) {
            ring.fill(Severity.INFO, 0);
            gate.countDown();
            ring.awaitDelivered(15);

            assertThat(deadly.seen)
                    .containsExactlyElementsOf(LongStream.range(0, 16).boxed().toList());
            assertThat(deadly.threads).hasSize(2);
            assertThat(ring.announcer.messages).startsWith("The drain thread ended unexpectedly and is replaced");
            assertThat(ring.books().toString())
                    .isEqualTo("offered=17 accepted=16 delivered=15 failed=1 pending=0 dropped=1 (ringFull=1)");
            assertThat(ring.ring.flush(LONG)).isTrue();
        }
    }

    @Test
    void ring_drainThreadDiesWhileStopping_isReplacedAndDrained() throws Exception {
        for (int round = 0; round < 20; round++) {
            ManualTime time = new ManualTime();
            BlockingSink gate = new BlockingSink();
            RecordingSink deadly = new RecordingSink() {
                @Override
                void take(NumberedSlot slot) throws Exception {
                    if (slot.number == 0) {
                        gate.take(slot);
                    }
                    time.failNext(2);
                    throw new IllegalStateException("deadly");
                }
            };
            try (TestRing ring = new TestRing(tiny().prioritySlots(0).reportDrops(false), deadly, time)) {
                for (int number = 0; number < 16; number++) {
                    ring.offer(Severity.INFO, number);
                }
                gate.awaitEntered();
                FutureTask<Long> stop = inBackground(ring.ring::stop);
                gate.release();

                assertThat(result(stop)).isZero();
                assertThat(deadly.seen)
                        .containsExactlyElementsOf(
                                LongStream.range(0, 16).boxed().toList());
                assertThat(ring.books().failed()).isEqualTo(16);
            }
        }
    }

    @Test
    void ring_clearThrows_goesOnWithTheNextEvent() {
        final class Stubborn extends RingSlot {
            long number;

            @Override
            protected void clear() {
                if (number % 3 == 0) {
                    throw new IllegalStateException("cannot be cleared");
                }
            }
        }
        List<Long> seen = new java.util.concurrent.CopyOnWriteArrayList<>();
        Sink<Stubborn> sink = new Sink<>() {
            @Override
            public void deliver(Stubborn slot) {
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
        };
        AsyncRing<Stubborn> ring = new AsyncRing<>(
                tiny().overflowPolicy(OverflowPolicy.BLOCK).build(),
                "test-stubborn",
                Stubborn::new,
                sink,
                SinkTraits.of("The sink"),
                new RingTally(),
                announcer,
                TimeSource.system());
        for (long number = 0; number < 40; number++) {
            assertThat(ring.admits(Severity.INFO)).isTrue();
            Stubborn slot = ring.claim(Severity.INFO, 0);
            slot.number = number;
            ring.publish(slot);
        }

        assertThat(ring.stop()).isZero();

        assertThat(seen)
                .containsExactlyElementsOf(LongStream.range(0, 40).boxed().toList());
        assertThat(announcer.messages).first().isEqualTo("The drain thread met an error and goes on");
    }

    @Test
    void drainThread_startedByACaller_inheritsNothingOfIt() throws Exception {
        List<@Nullable Object> found = new ArrayList<>();
        RecordingSink curious = new RecordingSink() {
            @Override
            void take(NumberedSlot slot) {
                Thread self = Thread.currentThread();
                found.add(OF_THE_CALLER.get());
                found.add(self.getContextClassLoader());
                found.add(self.isDaemon());
                found.add(self.getPriority());
            }
        };
        try (TestRing ring = new TestRing(tiny(), curious);
                URLClassLoader webApplication = new URLClassLoader(new URL[0])) {
            FutureTask<Boolean> first = inBackground(() -> {
                OF_THE_CALLER.set("secret of the caller");
                Thread.currentThread().setContextClassLoader(webApplication);
                Thread.currentThread().setPriority(Thread.MIN_PRIORITY);
                return ring.offer(Severity.INFO, 1);
            });
            assertThat(result(first)).isTrue();
            ring.ring.flush(LONG);

            assertThat(found).containsExactly(null, AsyncRing.class.getClassLoader(), true, Thread.NORM_PRIORITY);
        }
    }

    @Test
    void isInsideSink_drainThreadAndItsChildrenOnly() throws Exception {
        List<Boolean> inside = new ArrayList<>();
        AtomicReference<DrainThread> self = new AtomicReference<>();
        DrainThread thread = new DrainThread(
                "test-inside",
                () -> {
                    inside.add(self.get().isInsideSink());
                    Thread child = new Thread(() -> inside.add(self.get().isInsideSink()));
                    child.start();
                    try {
                        child.join();
                    } catch (InterruptedException interrupted) {
                        throw new AssertionError(interrupted);
                    }
                },
                announcer);
        self.set(thread);

        thread.start();

        assertThat(thread.join(LONG)).isTrue();
        assertThat(inside).containsExactly(true, true);
        assertThat(thread.isInsideSink()).isFalse();
    }

    /** Whoever has stopped us may look for threads that were left behind. */
    @Test
    void join_loopHasJustEnded_leavesNoThread() {
        for (int round = 0; round < 300; round++) {
            DrainThread thread = new DrainThread("test-ending", () -> {}, announcer);
            thread.start();
            Thread only = thread.current();
            while (!thread.hasEnded()) {
                Thread.onSpinWait();
            }

            assertThat(thread.join(LONG)).isTrue();

            assertThat(only.isAlive()).as("round %d", round).isFalse();
        }
    }

    @Test
    void join_loopGoesOn_isFalseInTime() {
        CountDownLatch gate = new CountDownLatch(1);
        DrainThread thread = new DrainThread(
                "test-joined",
                () -> {
                    try {
                        gate.await();
                    } catch (InterruptedException interrupted) {
                        throw new AssertionError(interrupted);
                    }
                },
                announcer);
        thread.start();

        assertThat(thread.join(Duration.ofMillis(5))).isFalse();

        gate.countDown();
        assertThat(thread.join(LONG)).isTrue();
        assertThat(thread.current().isAlive()).isFalse();
    }
}
