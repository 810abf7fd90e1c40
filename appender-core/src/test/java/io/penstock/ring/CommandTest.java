package io.penstock.ring;

import static io.penstock.ring.TestRing.LONG;
import static io.penstock.ring.TestRing.inBackground;
import static io.penstock.ring.TestRing.result;
import static io.penstock.ring.TestRing.tiny;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.Books;
import io.penstock.OverflowPolicy;
import io.penstock.Severity;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CommandTest {

    private static final String EMPTY_BOOKS = "offered=0 accepted=0 delivered=0 failed=0 pending=0 dropped=0";

    private final List<Object> order = new CopyOnWriteArrayList<>();
    private final AtomicReference<Thread> ranOn = new AtomicReference<>();

    private final Runnable command = () -> {
        order.add("command");
        ranOn.set(Thread.currentThread());
    };

    /** Notes its events in {@link #order}. */
    private final RecordingSink orderly = new RecordingSink() {
        @Override
        void take(NumberedSlot slot) {
            order.add(slot.number);
        }
    };

    private final BlockingSink blocking = new BlockingSink();

    private TestRing stuckAndFull(ManualTime time, OverflowPolicy policy) throws InterruptedException {
        TestRing ring = new TestRing(tiny().overflowPolicy(policy), blocking, time);
        ring.offer(Severity.ERROR, 0);
        blocking.awaitEntered();
        for (int number = 1; number < 16; number++) {
            assertThat(ring.offer(Severity.ERROR, number)).isTrue();
        }
        return ring;
    }

    /** True when it has returned. */
    private static boolean execute(TestRing ring, Runnable command) {
        ring.ring.execute(command);
        return true;
    }

    @Test
    void execute_running_runsInOrderOnTheDrainThreadAndIsInNoBook() {
        TestRing ring = new TestRing(tiny(), orderly);
        ring.offer(Severity.INFO, 1);
        Thread drain = ring.drainThread();

        ring.ring.execute(command);
        ring.offer(Severity.INFO, 2);
        ring.close();

        assertThat(order).containsExactly(1L, "command", 2L);
        assertThat(ranOn).hasValue(drain);
        assertThat(ring.books().toString()).isEqualTo("offered=2 accepted=2 delivered=2 failed=0 pending=0 dropped=0");
    }

    @Test
    void execute_beforeTheFirstEvent_runsAtOnceAndStartsNoThread() {
        TestRing ring = new TestRing(tiny(), orderly);

        ring.ring.execute(command);

        assertThat(ranOn).hasValue(Thread.currentThread());
        assertThat(ring.drainThread()).isNull();
        assertThat(ring.books().toString()).isEqualTo(EMPTY_BOOKS);
        ring.close();
    }

    /** As a handler's setter does, while a thread inside the handler logs for the first time. */
    private Runnable wanting(Object monitor, CountDownLatch begun) {
        return () -> {
            begun.countDown();
            synchronized (monitor) {
                command.run();
            }
        };
    }

    @Test
    void execute_firstEventsThreadHoldsWhatTheCommandWants_theEventIsTakenAndWrittenAfterTheCommand() throws Exception {
        TestRing ring = new TestRing(tiny(), orderly);
        Object monitor = new Object();
        CountDownLatch begun = new CountDownLatch(1);

        FutureTask<Boolean> logging = inBackground(() -> {
            synchronized (monitor) {
                begun.await();
                return ring.offer(Severity.INFO, 1);
            }
        });
        FutureTask<Boolean> executing = inBackground(() -> execute(ring, wanting(monitor, begun)));

        assertThat(result(logging)).isTrue();
        assertThat(result(executing)).isTrue();
        ring.awaitDelivered(1);
        ring.close();
        assertThat(order).containsExactly("command", 1L);
        assertThat(ring.books().toString()).isEqualTo("offered=1 accepted=1 delivered=1 failed=0 pending=0 dropped=0");
    }

    @Test
    void execute_stillRunsWhenTheFirstEventComes_theDrainThreadWaitsForItsEnd() throws Exception {
        TestRing ring = new TestRing(tiny(), orderly);
        CountDownLatch begun = new CountDownLatch(1);
        FutureTask<Object> gate = new FutureTask<>(() -> null);
        FutureTask<Boolean> executing = inBackground(() -> execute(ring, () -> {
            begun.countDown();
            awaitInAnyCase(gate);
            command.run();
        }));
        begun.await();

        ring.offer(Severity.INFO, 1);
        await().atMost(LONG).until(() -> isWaiting(ring.drainThread()));
        List<Object> meanwhile = List.copyOf(order);
        gate.run();

        assertThat(result(executing)).isTrue();
        ring.close();
        assertThat(meanwhile).isEmpty();
        assertThat(order).containsExactly("command", 1L);
    }

    private static boolean isWaiting(@Nullable Thread thread) {
        return thread != null && thread.getState() == Thread.State.TIMED_WAITING;
    }

    private static void awaitInAnyCase(FutureTask<Object> gate) {
        try {
            result(gate);
        } catch (Exception never) {
            throw new AssertionError(never);
        }
    }

    @Test
    void execute_earlierCommandWantsWhatTheCallerHolds_runsBehindItAndBeforeTheFirstEvent() throws Exception {
        TestRing ring = new TestRing(tiny(), orderly);
        Object monitor = new Object();
        CountDownLatch begun = new CountDownLatch(1);

        FutureTask<Boolean> second = inBackground(() -> {
            synchronized (monitor) {
                begun.await();
                return execute(ring, () -> order.add("second")) && ring.offer(Severity.INFO, 1);
            }
        });
        FutureTask<Boolean> first = inBackground(() -> execute(ring, wanting(monitor, begun)));

        assertThat(result(second)).isTrue();
        assertThat(result(first)).isTrue();
        ring.close();
        assertThat(order).containsExactly("command", "second", 1L);
    }

    @Test
    void stop_commandBeforeTheFirstEventNeverEnds_returnsAfterDrainTimeoutAndHasNotEnded() throws Exception {
        TestRing ring = new TestRing(tiny().drainTimeout(Duration.ofMillis(50)), orderly);
        CountDownLatch begun = new CountDownLatch(1);
        Object monitor = new Object();
        FutureTask<Boolean> executing;
        synchronized (monitor) {
            executing = inBackground(() -> execute(ring, wanting(monitor, begun)));
            begun.await();

            FutureTask<Long> stopping = inBackground(ring.ring::stop);

            assertThat(result(stopping)).isZero();
            assertThat(ring.ring.hasEnded()).isFalse();
        }
        assertThat(result(executing)).isTrue();
        assertThat(ring.ring.hasEnded()).isTrue();
    }

    @Test
    void execute_commandBeforeTheFirstEventThrows_isReportedAndTheNextEventFlows() {
        TestRing ring = new TestRing(tiny(), orderly);

        ring.ring.execute(() -> {
            throw new AssertionError("broken command");
        });
        ring.offer(Severity.INFO, 1);
        ring.close();

        assertThat(order).containsExactly(1L);
        assertThat(ring.announcer.messages).containsExactly("A change before the first event failed");
        assertThat(ring.announcer.causes).singleElement().isInstanceOf(AssertionError.class);
    }

    @Test
    void execute_afterStop_runsAtOnce() {
        TestRing ring = new TestRing(tiny(), orderly);
        ring.offer(Severity.INFO, 1);
        ring.close();

        ring.ring.execute(command);

        assertThat(ranOn).hasValue(Thread.currentThread());
        assertThat(ring.books().accepted()).isOne();
    }

    @ParameterizedTest
    @EnumSource(
            value = OverflowPolicy.class,
            names = {"DROP", "BLOCK"})
    void execute_ringFull_needsNoRoom(OverflowPolicy policy) throws Exception {
        TestRing ring = stuckAndFull(new ManualTime(), policy);

        ring.ring.execute(command);
        assertThat(order).isEmpty();
        blocking.release();

        ring.close();
        assertThat(order).containsExactly("command");
        assertThat(ring.books().toString())
                .isEqualTo("offered=16 accepted=16 delivered=16 failed=0 pending=0 dropped=0");
    }

    @Test
    void execute_interrupted_keepsTheFlagAndTheCommand() throws Exception {
        TestRing ring = stuckAndFull(new ManualTime(), OverflowPolicy.BLOCK);

        FutureTask<Boolean> executing = inBackground(() -> {
            Thread.currentThread().interrupt();
            ring.ring.execute(command);
            return Thread.currentThread().isInterrupted();
        });

        assertThat(result(executing)).isTrue();
        blocking.release();
        ring.close();
        assertThat(order).containsExactly("command");
    }

    /** Takes nothing before the gate is open, and notes its events in {@link #order}. */
    private RecordingSink gated(CountDownLatch entered, CountDownLatch gate) {
        return new RecordingSink() {
            @Override
            void take(NumberedSlot slot) throws Exception {
                entered.countDown();
                gate.await();
                order.add(slot.number);
            }
        };
    }

    /** What was published on both sides of the command is found by one and the same poll. */
    @Test
    void execute_amongEventsOfOnePoll_runsExactlyBetweenThem() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        TestRing ring = new TestRing(tiny(), gated(entered, gate));
        ring.offer(Severity.INFO, 0);
        entered.await();

        ring.offer(Severity.INFO, 1);
        ring.offer(Severity.INFO, 2);
        ring.ring.execute(() -> order.add("first"));
        ring.ring.execute(() -> order.add("second"));
        ring.offer(Severity.INFO, 3);
        ring.ring.execute(() -> order.add("third"));
        ring.offer(Severity.INFO, 4);
        gate.countDown();

        ring.close();
        assertThat(order).containsExactly(0L, 1L, 2L, "first", "second", 3L, "third", 4L);
    }

    @Test
    void execute_whileStopWaits_runsBehindTheLastEvent() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        TestRing ring = new TestRing(tiny(), gated(entered, gate));
        ring.offer(Severity.INFO, 0);
        entered.await();
        ring.offer(Severity.INFO, 1);
        FutureTask<Long> stop = inBackground(ring.ring::stop);
        await().atMost(LONG).until(() -> ring.ring.goesOn());

        ring.ring.execute(command);
        gate.countDown();

        assertThat(result(stop)).isZero();
        assertThat(order).containsExactly(0L, 1L, "command");
        ring.close();
    }

    @Test
    void execute_insideTheSinkOfAFullRing_runsBehindAllThatAreInIt() {
        AtomicReference<TestRing> self = new AtomicReference<>();
        RecordingSink sink = new RecordingSink() {
            @Override
            void take(NumberedSlot slot) {
                order.add(slot.number);
                if (slot.number == 0) {
                    self.get().fill(Severity.ERROR, 1);
                    self.get().ring.execute(command);
                }
            }
        };
        TestRing ring = new TestRing(tiny().maxBlock(Duration.ofHours(1)), sink);
        self.set(ring);

        ring.offer(Severity.INFO, 0);
        ring.awaitDelivered(16);

        ring.close();
        assertThat(order).hasSize(17).endsWith(15L, "command");
    }

    @Test
    void execute_insideTheSink_runsAfterTheEventsBeforeIt() {
        AtomicReference<TestRing> self = new AtomicReference<>();
        RecordingSink sink = new RecordingSink() {
            @Override
            void take(NumberedSlot slot) {
                order.add(slot.number);
                if (slot.number == 0) {
                    self.get().offer(Severity.INFO, 1);
                    self.get().ring.execute(command);
                }
            }
        };
        TestRing ring = new TestRing(tiny(), sink);
        self.set(ring);

        ring.offer(Severity.INFO, 0);
        ring.awaitDelivered(2);
        ring.close();

        assertThat(order).containsExactly(0L, 1L, "command");
    }

    @Test
    void execute_commandThrows_isReportedAndTheNextEventFlows() {
        TestRing ring = new TestRing(tiny(), orderly);
        ring.offer(Severity.INFO, 1);

        ring.ring.execute(() -> {
            throw new AssertionError("broken command");
        });
        ring.offer(Severity.INFO, 2);
        ring.close();

        assertThat(order).containsExactly(1L, 2L);
        assertThat(ring.announcer.messages).containsExactly("The wrapped appender failed to take an event");
        assertThat(ring.announcer.causes).singleElement().isInstanceOf(AssertionError.class);
        assertThat(ring.books().failed()).isZero();
    }

    /** Wherever the stack ends between claim and publish: neither is an event pending for ever, nor less than none. */
    @Test
    void execute_stackEndsInIt_leavesTheBooksExact() throws Exception {
        for (int round = 0; round < 20; round++) {
            TestRing ring = new TestRing(tiny().ringSize(1024), orderly);
            ring.offer(Severity.INFO, 1);
            ring.ring.execute(command);
            AtomicReference<Boolean> placed = new AtomicReference<>();
            Thread caller = new Thread(null, () -> executeAtTheEndOfTheStack(ring, placed), "test-deep", 256 << 10);

            caller.start();
            caller.join(LONG.toMillis());

            assertThat(placed).hasValue(true);
            assertThat(ring.ring.flush(LONG)).isTrue();
            assertThat(ring.books())
                    .returns(1L, Books::accepted)
                    .returns(1L, Books::delivered)
                    .returns(0L, Books::pending);
            ring.close();
        }
    }

    /** At the deepest place where that is possible, after all the places that are too deep. */
    private void executeAtTheEndOfTheStack(TestRing ring, AtomicReference<Boolean> placed) {
        try {
            executeAtTheEndOfTheStack(ring, placed);
        } catch (StackOverflowError end) {
            // Here we are.
        }
        if (placed.get() == null) {
            ring.ring.execute(command);
            placed.set(true);
        }
    }

    @Test
    void execute_whileManyThreadsLog_leavesTheBooksExact() throws Exception {
        TestRing ring = new TestRing(tiny().overflowPolicy(OverflowPolicy.BLOCK), orderly);
        FutureTask<Integer> logging = inBackground(() -> {
            for (int number = 0; number < 5000; number++) {
                ring.offer(Severity.INFO, number);
            }
            return 5000;
        });

        for (int i = 0; i < 500; i++) {
            ring.ring.execute(command);
        }
        int offered = result(logging);
        ring.close();

        assertThat(order.stream().filter("command"::equals)).hasSize(500);
        assertThat(ring.books().offered()).isEqualTo(offered);
        assertThat(ring.books().delivered()).isEqualTo(offered);
    }
}
