package io.penstock.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.Books;
import io.penstock.DropReason;
import io.penstock.OverflowPolicy;
import io.penstock.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class SpaceWaitersTest {

    private static final long FOR_EVER = TimeUnit.MINUTES.toNanos(1);

    @Test
    void isEmpty_joinedAndLeft_followsThem() {
        SpaceWaiters waiters = new SpaceWaiters();

        SpaceWaiters.Waiter first = waiters.join(false);
        SpaceWaiters.Waiter second = waiters.join(false);
        waiters.leave(first, true);

        assertThat(waiters.isEmpty()).isFalse();
        waiters.leave(second, true);
        assertThat(waiters.isEmpty()).isTrue();
    }

    /** Half in line, nobody would ever leave: all others would stand behind, and the drain thread never sleep again. */
    @Test
    void join_stackEndsInIt_isNotInLine() throws Exception {
        SpaceWaiters waiters = new SpaceWaiters();
        // What is needed is loaded and linked where there is stack for it.
        waiters.leave(waiters.join(false), true);
        for (int padding = 0; padding < 100; padding++) {
            int first = padding;
            // An array: what is added to a list by a call may not get there, though the waiter has joined.
            SpaceWaiters.Waiter[] joined = new SpaceWaiters.Waiter[1];
            Thread caller =
                    new Thread(null, () -> joinAtTheEndOfTheStack(waiters, first, joined), "test-deep", 256 << 10);

            caller.start();
            caller.join(TimeUnit.SECONDS.toMillis(20));

            assertThat(joined[0]).isNotNull();
            waiters.leave(joined[0], true);
            assertThat(waiters.isEmpty()).as("padding %d", padding).isTrue();
            waiters.settle();
            SpaceWaiters.Waiter next = waiters.join(false);
            assertThat(next.isFirst()).as("padding %d", padding).isTrue();
            waiters.leave(next, true);
        }
    }

    /** The drain thread does for it what its thread could not any more. */
    @Test
    void settle_stackEndedInLeave_countsItOutAndTellsTheNext() {
        SpaceWaiters waiters = new SpaceWaiters();
        SpaceWaiters.Waiter gone = waiters.join(false);
        SpaceWaiters.Waiter next = waiters.join(false);

        gone.gone = true;
        waiters.unsettled = true;
        waiters.settle();

        assertThat(next.isFirst()).isTrue();
        assertThat(next.isCalled()).isTrue();
        waiters.leave(next, true);
        assertThat(waiters.isEmpty()).isTrue();
    }

    @Test
    void settle_waitersThatAreNotGone_areLeftAlone() {
        SpaceWaiters waiters = new SpaceWaiters();
        SpaceWaiters.Waiter first = waiters.join(false);
        SpaceWaiters.Waiter second = waiters.join(false);

        waiters.unsettled = true;
        waiters.settle();

        assertThat(waiters.isEmpty()).isFalse();
        assertThat(second.isFirst()).isFalse();
        waiters.leave(first, true);
        waiters.leave(second, true);
        assertThat(waiters.isEmpty()).isTrue();
    }

    @Test
    void await_threadInterrupted_flagIsBackAfterLeave() {
        SpaceWaiters waiters = new SpaceWaiters();
        SpaceWaiters.Waiter waiter = waiters.join(false);
        Thread.currentThread().interrupt();

        waiter.await(FOR_EVER);

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        waiters.leave(waiter, true);
        assertThat(Thread.interrupted()).isTrue();
    }

    /** Joins as deep as that is possible, after all the places that are too deep. */
    private static void joinAtTheEndOfTheStack(SpaceWaiters waiters, int padding, SpaceWaiters.Waiter[] joined) {
        if (padding > 0) {
            // Frames of another size: so that the stack ends elsewhere.
            padded(waiters, padding, 1, 2, joined);
            return;
        }
        try {
            joinAtTheEndOfTheStack(waiters, 0, joined);
        } catch (StackOverflowError end) {
            // Here we are.
        }
        if (joined[0] == null) {
            joined[0] = waiters.join(false);
        }
    }

    private static void padded(
            SpaceWaiters waiters, int padding, long more, long stillMore, SpaceWaiters.Waiter[] joined) {
        joinAtTheEndOfTheStack(waiters, (int) (padding - more * stillMore / 2), joined);
    }

    @Test
    void await_calledBefore_returnsAtOnce() {
        SpaceWaiters waiters = new SpaceWaiters();
        SpaceWaiters.Waiter waiter = waiters.join(false);

        waiters.call(1);
        long start = System.nanoTime();
        waiter.await(FOR_EVER);

        assertThat(System.nanoTime() - start).isLessThan(FOR_EVER);
        waiters.leave(waiter, true);
    }

    @Test
    void call_fewerThanWait_callsTheFirst() throws InterruptedException {
        SpaceWaiters waiters = new SpaceWaiters();
        // Looks for itself every so often, which those behind it do not.
        SpaceWaiters.Waiter head = waiters.join(false);
        List<Integer> woken = new ArrayList<>();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int number = i;
            CountDownLatch joined = new CountDownLatch(1);
            Thread caller = new Thread(() -> {
                SpaceWaiters.Waiter waiter = waiters.join(false);
                joined.countDown();
                waiter.await(FOR_EVER);
                // First: the next call is for the first two who are in line then.
                waiters.leave(waiter, true);
                synchronized (woken) {
                    woken.add(number);
                }
            });
            caller.start();
            callers.add(caller);
            joined.await();
        }

        waiters.call(1);
        assertThat(count(woken)).isZero();
        for (int i = 0; i < 3; i++) {
            waiters.call(2);
            int expected = i + 1;
            Awaitility.await().atMost(TestRing.LONG).until(() -> count(woken) == expected);
        }

        for (Thread caller : callers) {
            caller.join(TimeUnit.SECONDS.toMillis(20));
        }
        assertThat(woken).containsExactly(0, 1, 2);
        waiters.leave(head, true);
        assertThat(waiters.isEmpty()).isTrue();
    }

    @Test
    void call_preferredAmongOrdinary_isNotBehindThem() throws InterruptedException {
        SpaceWaiters waiters = new SpaceWaiters();
        SpaceWaiters.Waiter ordinary = waiters.join(false);
        CountDownLatch joined = new CountDownLatch(1);
        AtomicBoolean first = new AtomicBoolean();
        Thread severe = new Thread(() -> {
            SpaceWaiters.Waiter waiter = waiters.join(true);
            first.set(waiter.isFirst());
            SpaceWaiters.Waiter another = waiters.join(true);
            joined.countDown();
            waiter.await(FOR_EVER);
            waiters.leave(another, true);
            waiters.leave(waiter, true);
        });
        severe.start();
        joined.await();

        waiters.call(1);

        severe.join(TimeUnit.SECONDS.toMillis(20));
        assertThat(severe.isAlive()).isFalse();
        assertThat(first).isTrue();
        assertThat(ordinary.isFirst()).isTrue();
        waiters.leave(ordinary, true);
        assertThat(waiters.isEmpty()).isTrue();
    }

    /** Only the first looks for himself; the others sleep on until they are called, or are first. */
    @Test
    void leave_byTheFirst_wakesTheNextWhoIsFirstThen() throws InterruptedException {
        SpaceWaiters waiters = new SpaceWaiters();
        SpaceWaiters.Waiter first = waiters.join(false);
        assertThat(first.isFirst()).isTrue();
        AtomicInteger rounds = new AtomicInteger();
        AtomicReference<SpaceWaiters.Waiter> second = new AtomicReference<>();
        Thread caller = new Thread(() -> {
            SpaceWaiters.Waiter waiter = waiters.join(false);
            second.set(waiter);
            waiter.await(FOR_EVER);
            rounds.incrementAndGet();
            waiter.await(FOR_EVER);
            rounds.incrementAndGet();
            waiters.leave(waiter, true);
        });
        caller.start();
        Awaitility.await().atMost(TestRing.LONG).until(() -> caller.getState() == Thread.State.TIMED_WAITING);
        // Longer than the first would sleep: the others must not look as often.
        first.await(FOR_EVER);
        first.await(FOR_EVER);
        first.await(FOR_EVER);
        assertThat(rounds).hasValue(0);
        assertThat(second.get().isFirst()).isFalse();

        waiters.leave(first, true);

        caller.join(TimeUnit.SECONDS.toMillis(20));
        assertThat(rounds).hasValue(2);
        assertThat(second.get().isFirst()).isTrue();
    }

    /** Otherwise the last slots would cost a wake-up each. It looks for itself before long: nobody may sleep on as the first. */
    @Test
    void leave_noRoomForMore_nextIsFirstAndNotCalled() {
        SpaceWaiters waiters = new SpaceWaiters();
        SpaceWaiters.Waiter first = waiters.join(false);
        SpaceWaiters.Waiter second = waiters.join(false);

        waiters.leave(first, false);

        assertThat(second.isFirst()).isTrue();
        assertThat(second.isCalled()).isFalse();
        waiters.leave(second, false);
        assertThat(waiters.isEmpty()).isTrue();
    }

    /** Whatever order the others come and go in, the one who is left knows that he is the first. */
    @Test
    void leave_manyAtTheSameTime_whoIsLeftIsFirst() throws Exception {
        int others = 3;
        ExecutorService threads = Executors.newFixedThreadPool(others + 1);
        try {
            // As many as a busy machine gets through in that time.
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            for (int round = 0; round < 20_000 && System.nanoTime() - until < 0; round++) {
                SpaceWaiters waiters = new SpaceWaiters();
                CyclicBarrier start = new CyclicBarrier(others + 1);
                List<Future<?>> comingAndGoing = new ArrayList<>();
                for (int other = 0; other < others; other++) {
                    comingAndGoing.add(threads.submit(() -> {
                        SpaceWaiters.Waiter early = waiters.join(false);
                        start.await();
                        waiters.leave(early, true);
                        waiters.leave(waiters.join(false), true);
                        return null;
                    }));
                }
                Future<SpaceWaiters.Waiter> stays = threads.submit(() -> {
                    SpaceWaiters.Waiter waiter = waiters.join(false);
                    start.await();
                    return waiter;
                });
                for (Future<?> gone : comingAndGoing) {
                    gone.get(20, TimeUnit.SECONDS);
                }
                assertThat(stays.get(20, TimeUnit.SECONDS).isFirst())
                        .as("round %d", round)
                        .isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void claim_hundredProducersAndTinyRing_allGetInAndNobodyIsForgotten() throws InterruptedException {
        RecordingSink sink = new RecordingSink();
        int producers = 100;
        int each = 200;
        try (TestRing ring = new TestRing(
                TestRing.tiny().overflowPolicy(OverflowPolicy.BLOCK).maxBlock(TestRing.LONG), sink)) {
            List<Thread> threads = new ArrayList<>();
            AtomicInteger accepted = new AtomicInteger();
            for (int producer = 0; producer < producers; producer++) {
                int number = producer;
                Thread thread = new Thread(() -> {
                    for (int i = 0; i < each; i++) {
                        if (ring.offer(i % 10 == 0 ? Severity.WARN : Severity.INFO, number, i, 0)) {
                            accepted.incrementAndGet();
                        }
                    }
                });
                thread.start();
                threads.add(thread);
            }
            for (Thread thread : threads) {
                thread.join();
            }

            assertThat(accepted).hasValue(producers * each);
            assertThat(ring.ring.stop()).isZero();
            Books books = ring.ring.books();
            assertThat(books.delivered()).isEqualTo(producers * each);
            assertThat(books.dropped()).isZero();
        }
    }

    @Test
    void stop_callersWaitForRoom_dropsTheirEventsAsStopped() throws Exception {
        BlockingSink sink = new BlockingSink();
        TestRing ring = new TestRing(
                TestRing.tiny()
                        .overflowPolicy(OverflowPolicy.BLOCK)
                        .maxBlock(TestRing.LONG)
                        .drainTimeout(java.time.Duration.ofMillis(1)),
                sink);
        int offered = 0;
        while (ring.ring.books().pending() < 13) {
            ring.offer(Severity.INFO, offered++);
        }
        Thread waiting = new Thread(() -> {
            while (ring.offer(Severity.INFO, 1000)) {
                Thread.onSpinWait();
            }
        });
        waiting.start();
        Awaitility.await().atMost(TestRing.LONG).until(() -> waiting.getState() == Thread.State.TIMED_WAITING);

        ring.ring.stop();

        waiting.join(TimeUnit.SECONDS.toMillis(20));
        assertThat(ring.ring.books().dropped(DropReason.STOPPED)).isEqualTo(1);
        sink.release();
    }

    private static int count(List<Integer> woken) {
        synchronized (woken) {
            return woken.size();
        }
    }
}
