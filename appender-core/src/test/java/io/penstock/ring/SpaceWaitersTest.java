package io.penstock.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.Books;
import io.penstock.DropReason;
import io.penstock.OverflowPolicy;
import io.penstock.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Callers that wait for room, and the ring in front of which they do; whom it calls and when is in {@link DrainCallsTest}. */
class SpaceWaitersTest {

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
}
