package io.penstock.ring;

import static io.penstock.ring.TestRing.inBackground;
import static io.penstock.ring.TestRing.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.AsyncConfig;
import io.penstock.Books;
import io.penstock.OverflowPolicy;
import io.penstock.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares the books with counts made outside the ring: calls made, slots returned, events seen by the sink. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class BooksBalanceTest {

    private static final int PRODUCERS = 8;
    private static final Severity[] SEVERITIES = Severity.values();

    private final AtomicLong offered = new AtomicLong();
    private final AtomicLong accepted = new AtomicLong();

    private static AsyncConfig.Builder config(OverflowPolicy policy, int ringSize) {
        return AsyncConfig.builder()
                .ringSize(ringSize)
                .overflowPolicy(policy)
                .maxBlock(Duration.ofMinutes(1))
                .maxMessageBytes(128)
                .maxRingBytes(100L * ringSize)
                .drainTimeout(TestRing.LONG);
    }

    @ParameterizedTest
    @CsvSource({
        "BLOCK, 1024, false", "DROP, 1024, false", "DROP_BELOW, 1024, false",
        "BLOCK, 16, false", "DROP, 16, false", "DROP_BELOW, 16, false",
        "BLOCK, 256, true", "DROP, 256, true", "DROP_BELOW, 256, true"
    })
    void books_eightProducers_balanceExactlyAndOrderIsKept(OverflowPolicy policy, int ringSize, boolean throwing)
            throws Exception {
        NumberCheckingSink sink = throwing ? new ThrowingSink(PRODUCERS) : new NumberCheckingSink(PRODUCERS);
        AtomicBoolean done = new AtomicBoolean();
        try (TestRing ring = new TestRing(config(policy, ringSize), sink)) {
            FutureTask<String> audit = inBackground(() -> audit(ring, done, throwing));

            produce(ring, 50_000);
            long left = ring.ring.stop();
            done.set(true);

            Books books = ring.books();
            assertThat(result(audit)).isEqualTo("balanced");
            assertThat(left).isZero();
            assertThat(sink.disorder.get()).isNull();
            assertThat(books.offered()).isEqualTo(offered.get());
            assertThat(books.accepted()).isEqualTo(accepted.get());
            assertThat(books.dropped()).isEqualTo(offered.get() - accepted.get());
            // The throwing one cannot even end a batch: nothing of it counts as delivered.
            assertThat(books.delivered()).isEqualTo(throwing ? 0 : sink.taken.get());
            assertThat(books.failed()).isEqualTo(throwing ? books.accepted() : 0);
            assertThat(books.pending()).isZero();
            if (policy == OverflowPolicy.BLOCK) {
                assertThat(books.dropped()).isZero();
            }
            if (policy == OverflowPolicy.DROP_BELOW) {
                assertThat(books.dropped(Severity.WARN) + books.dropped(Severity.ERROR))
                        .isZero();
            }
            assertThat(books.failed() > 0).isEqualTo(throwing);
        }
    }

    @ParameterizedTest
    @CsvSource({"BLOCK, 100", "DROP, 50000", "DROP_BELOW, 100"})
    void books_stuckSink_balanceExactly(OverflowPolicy policy, int eventsEach) throws Exception {
        BlockingSink sink = new BlockingSink();
        AtomicBoolean done = new AtomicBoolean();
        try (TestRing ring = new TestRing(
                config(policy, 256).maxBlock(Duration.ofMillis(1)).drainTimeout(Duration.ofMillis(50)), sink)) {
            FutureTask<String> audit = inBackground(() -> audit(ring, done, false));

            produce(ring, eventsEach);
            Books before = ring.books();
            long left = ring.ring.stop();
            done.set(true);

            assertThat(result(audit)).isEqualTo("balanced");
            assertThat(before.offered())
                    .isEqualTo(PRODUCERS * (long) eventsEach)
                    .isEqualTo(offered.get());
            assertThat(before.accepted()).isEqualTo(accepted.get()).isBetween(1L, 256L);
            assertThat(before.pending()).isEqualTo(accepted.get());
            assertThat(left).isEqualTo(accepted.get());
            sink.release();
        }
        // The event on which the sink stood still was delivered after all.
        assertThat(sink.seen).hasSize(1);
    }

    @Test
    void books_sinkFailsNow_knowsFailedFromDelivered() {
        RecordingSink odd = new RecordingSink() {
            @Override
            void take(NumberedSlot slot) throws Exception {
                if (slot.number % 2 == 1) {
                    throw new java.io.IOException("odd");
                }
            }
        };
        try (TestRing ring = new TestRing(TestRing.tiny(), odd)) {
            for (int number = 0; number < 5; number++) {
                ring.offer(Severity.INFO, number);
            }
            ring.ring.stop();

            assertThat(ring.books().toString())
                    .isEqualTo("offered=5 accepted=5 delivered=3 failed=2 pending=0 dropped=0");
        }
    }

    private void produce(TestRing ring, int eventsEach) throws Exception {
        List<FutureTask<Integer>> producers = new ArrayList<>();
        for (int producer = 0; producer < PRODUCERS; producer++) {
            int id = producer;
            producers.add(inBackground(() -> {
                int taken = 0;
                for (int number = 1; number <= eventsEach; number++) {
                    Severity severity = SEVERITIES[number % SEVERITIES.length];
                    taken += ring.offer(severity, id, number, number % 100 == 0 ? 500 : 40) ? 1 : 0;
                }
                return taken;
            }));
        }
        for (FutureTask<Integer> producer : producers) {
            accepted.addAndGet(producer.get(100, TimeUnit.SECONDS));
            offered.addAndGet(eventsEach);
        }
    }

    private static String audit(TestRing ring, AtomicBoolean done, boolean batchesFail) {
        long rounds = 0;
        Books before = ring.books();
        while (!done.get() || rounds == 0) {
            Books books = ring.books();
            boolean balanced = books.pending() >= 0
                    && books.offered() == books.accepted() + books.dropped()
                    && books.pending() <= ring.ring.config().ringSize()
                    && (batchesFail || books.delivered() >= before.delivered())
                    && books.failed() >= before.failed()
                    && books.accepted() >= before.accepted()
                    && books.dropped() >= before.dropped();
            if (!balanced) {
                return books + " after " + before;
            }
            before = books;
            rounds++;
            Thread.yield();
        }
        return "balanced";
    }
}
