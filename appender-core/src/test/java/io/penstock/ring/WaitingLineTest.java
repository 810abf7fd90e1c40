package io.penstock.ring;

import static org.assertj.core.api.Assertions.assertThat;

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

class WaitingLineTest {

    private static final long FOR_EVER = TimeUnit.MINUTES.toNanos(1);

    @Test
    void isEmpty_joinedAndLeft_followsThem() {
        WaitingLine waiters = new WaitingLine();

        WaitingLine.Waiter first = waiters.join(false);
        WaitingLine.Waiter second = waiters.join(false);
        waiters.leave(first, true);

        assertThat(waiters.isEmpty()).isFalse();
        waiters.leave(second, true);
        assertThat(waiters.isEmpty()).isTrue();
    }

    /** Half in line, nobody would ever leave: all others would stand behind, and the drain thread never sleep again. */
    @Test
    void join_stackEndsInIt_isNotInLine() throws Exception {
        WaitingLine waiters = new WaitingLine();
        // What is needed is loaded and linked where there is stack for it.
        waiters.leave(waiters.join(false), true);
        for (int padding = 0; padding < 100; padding++) {
            int first = padding;
            // An array: what is added to a list by a call may not get there, though the waiter has joined.
            WaitingLine.Waiter[] joined = new WaitingLine.Waiter[1];
            Thread caller =
                    new Thread(null, () -> joinAtTheEndOfTheStack(waiters, first, joined), "test-deep", 256 << 10);

            caller.start();
            caller.join(TimeUnit.SECONDS.toMillis(20));

            assertThat(joined[0]).isNotNull();
            waiters.leave(joined[0], true);
            assertThat(waiters.isEmpty()).as("padding %d", padding).isTrue();
            waiters.settle();
            WaitingLine.Waiter next = waiters.join(false);
            assertThat(next.isFirst()).as("padding %d", padding).isTrue();
            waiters.leave(next, true);
        }
    }

    /** The drain thread does for it what its thread could not any more. */
    @Test
    void settle_stackEndedInLeave_countsItOutAndTellsTheNext() {
        WaitingLine waiters = new WaitingLine();
        WaitingLine.Waiter gone = waiters.join(false);
        WaitingLine.Waiter next = waiters.join(false);

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
        WaitingLine waiters = new WaitingLine();
        WaitingLine.Waiter first = waiters.join(false);
        WaitingLine.Waiter second = waiters.join(false);

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
        WaitingLine waiters = new WaitingLine();
        WaitingLine.Waiter waiter = waiters.join(false);
        Thread.currentThread().interrupt();

        waiter.await(FOR_EVER);

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        waiters.leave(waiter, true);
        assertThat(Thread.interrupted()).isTrue();
    }

    /** Joins as deep as that is possible, after all the places that are too deep. */
    private static void joinAtTheEndOfTheStack(WaitingLine waiters, int padding, WaitingLine.Waiter[] joined) {
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
            WaitingLine waiters, int padding, long more, long stillMore, WaitingLine.Waiter[] joined) {
        joinAtTheEndOfTheStack(waiters, (int) (padding - more * stillMore / 2), joined);
    }

    @Test
    void await_calledBefore_returnsAtOnce() {
        WaitingLine waiters = new WaitingLine();
        WaitingLine.Waiter waiter = waiters.join(false);

        waiters.call(1);
        long start = System.nanoTime();
        waiter.await(FOR_EVER);

        assertThat(System.nanoTime() - start).isLessThan(FOR_EVER);
        waiters.leave(waiter, true);
    }

    @Test
    void call_fewerThanWait_callsTheFirst() throws InterruptedException {
        WaitingLine waiters = new WaitingLine();
        // Looks for itself every so often, which those behind it do not.
        WaitingLine.Waiter head = waiters.join(false);
        List<Integer> woken = new ArrayList<>();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int number = i;
            CountDownLatch joined = new CountDownLatch(1);
            Thread caller = new Thread(() -> {
                WaitingLine.Waiter waiter = waiters.join(false);
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
        WaitingLine waiters = new WaitingLine();
        WaitingLine.Waiter ordinary = waiters.join(false);
        CountDownLatch joined = new CountDownLatch(1);
        AtomicBoolean first = new AtomicBoolean();
        Thread severe = new Thread(() -> {
            WaitingLine.Waiter waiter = waiters.join(true);
            first.set(waiter.isFirst());
            WaitingLine.Waiter another = waiters.join(true);
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
        WaitingLine waiters = new WaitingLine();
        WaitingLine.Waiter first = waiters.join(false);
        assertThat(first.isFirst()).isTrue();
        AtomicInteger rounds = new AtomicInteger();
        AtomicReference<WaitingLine.Waiter> second = new AtomicReference<>();
        Thread caller = new Thread(() -> {
            WaitingLine.Waiter waiter = waiters.join(false);
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
        WaitingLine waiters = new WaitingLine();
        WaitingLine.Waiter first = waiters.join(false);
        WaitingLine.Waiter second = waiters.join(false);

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
                WaitingLine waiters = new WaitingLine();
                CyclicBarrier start = new CyclicBarrier(others + 1);
                List<Future<?>> comingAndGoing = new ArrayList<>();
                for (int other = 0; other < others; other++) {
                    comingAndGoing.add(threads.submit(() -> {
                        WaitingLine.Waiter early = waiters.join(false);
                        start.await();
                        waiters.leave(early, true);
                        waiters.leave(waiters.join(false), true);
                        return null;
                    }));
                }
                Future<WaitingLine.Waiter> stays = threads.submit(() -> {
                    WaitingLine.Waiter waiter = waiters.join(false);
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

    private static int count(List<Integer> woken) {
        synchronized (woken) {
            return woken.size();
        }
    }
}
