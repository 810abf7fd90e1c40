package io.penstock.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.Books;
import io.penstock.DropReason;
import io.penstock.OverflowPolicy;
import io.penstock.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class SpaceWaitersTest {

    private static final long FOR_EVER = TimeUnit.MINUTES.toNanos(1);

    @Test
    void isEmpty_joinedAndLeft_followsThem() {
        SpaceWaiters waiters = new SpaceWaiters();

        SpaceWaiters.Waiter first = waiters.join();
        SpaceWaiters.Waiter second = waiters.join();
        waiters.leave(first);

        assertThat(waiters.isEmpty()).isFalse();
        waiters.leave(second);
        assertThat(waiters.isEmpty()).isTrue();
    }

    @Test
    void await_calledBefore_returnsAtOnce() {
        SpaceWaiters waiters = new SpaceWaiters();
        SpaceWaiters.Waiter waiter = waiters.join();

        waiters.call(1);
        long start = System.nanoTime();
        waiter.await(FOR_EVER);

        assertThat(System.nanoTime() - start).isLessThan(FOR_EVER);
        waiters.leave(waiter);
    }

    @Test
    void call_fewerThanWait_callsTheFirst() throws InterruptedException {
        SpaceWaiters waiters = new SpaceWaiters();
        List<Integer> woken = new ArrayList<>();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int number = i;
            CountDownLatch joined = new CountDownLatch(1);
            Thread caller = new Thread(() -> {
                SpaceWaiters.Waiter waiter = waiters.join();
                joined.countDown();
                waiter.await(FOR_EVER);
                synchronized (woken) {
                    woken.add(number);
                }
                waiters.leave(waiter);
            });
            caller.start();
            callers.add(caller);
            joined.await();
        }

        for (int i = 0; i < 3; i++) {
            waiters.call(1);
            int expected = i + 1;
            Awaitility.await().until(() -> count(woken) == expected);
        }

        for (Thread caller : callers) {
            caller.join(TimeUnit.SECONDS.toMillis(20));
        }
        assertThat(woken).containsExactly(0, 1, 2);
        assertThat(waiters.isEmpty()).isTrue();
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
        Awaitility.await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);

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
