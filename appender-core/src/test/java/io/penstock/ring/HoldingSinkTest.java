package io.penstock.ring;

import static io.penstock.ring.TestRing.LONG;
import static io.penstock.ring.TestRing.tiny;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.AsyncConfig;
import io.penstock.Books;
import io.penstock.OverflowPolicy;
import io.penstock.Severity;
import io.penstock.sink.CountedSink;
import io.penstock.sink.LossReport;
import io.penstock.sink.Sink;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Events that a sink has taken and not yet written are pending, whatever happens to it. */
@Timeout(60)
class HoldingSinkTest {

    private static final int MANY = 1_000;

    /** Collects numbers until the end of a batch. */
    private static class HoldingSink implements Sink<NumberedSlot>, CountedSink.Holding {
        final List<Long> held = new ArrayList<>();
        final List<Long> written = new ArrayList<>();

        @Override
        public void deliver(NumberedSlot slot) throws Exception {
            held.add(slot.number);
        }

        @Override
        public void endOfBatch() throws Exception {
            written.addAll(held);
            held.clear();
        }

        @Override
        public boolean isHolding() {
            return !held.isEmpty();
        }

        @Override
        public long flush() throws Exception {
            endOfBatch();
            return EVERYTHING;
        }

        @Override
        public void report(LossReport report) {}
    }

    /** More events are pending than the ring has slots: those held have given theirs back. */
    @Test
    void books_writeHangsAndRingIsFull_countHeldAndWaiting() throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch open = new CountDownLatch(1);
        HoldingSink hanging = new HoldingSink() {
            @Override
            public void endOfBatch() throws Exception {
                reached.countDown();
                awaitInSpiteOfInterrupts(open);
                super.endOfBatch();
            }
        };
        AsyncConfig.Builder small = AsyncConfig.builder()
                .ringSize(64)
                .overflowPolicy(OverflowPolicy.BLOCK)
                .maxBlock(Duration.ofMillis(20))
                .drainTimeout(Duration.ofMillis(200));
        TestRing ring = new TestRing(small, hanging);
        try {
            long accepted = 0;
            while (reached.getCount() > 0) {
                if (ring.offer(Severity.ERROR, accepted)) {
                    accepted++;
                }
            }
            accepted += ring.fill(Severity.ERROR, accepted);

            Books books = TestRing.result(TestRing.inBackground(ring::books));
            assertThat(books.pending()).isEqualTo(accepted).isGreaterThan(64);
            assertThat(TestRing.result(TestRing.inBackground(() -> ring.ring.stop())))
                    .isEqualTo(accepted);
        } finally {
            open.countDown();
        }
    }

    private static void awaitInSpiteOfInterrupts(CountDownLatch latch) {
        boolean waiting = true;
        while (waiting) {
            try {
                waiting = !latch.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException ignored) {
                waiting = true;
            }
        }
    }

    /** Fails at random wherever it is called; what it takes, it writes later or at once. */
    private static final class CapriciousSink extends HoldingSink {
        final Random random;

        CapriciousSink(long seed) {
            random = new Random(seed);
        }

        private void mayThrow(int oneIn) throws IOException {
            if (random.nextInt(oneIn) == 0) {
                switch (random.nextInt(3)) {
                    case 0 -> throw new IOException("on purpose");
                    case 1 -> throw new IllegalStateException("on purpose");
                    default -> throw new StackOverflowError("on purpose");
                }
            }
        }

        @Override
        public void deliver(NumberedSlot slot) throws Exception {
            mayThrow(7);
            if (isHolding() || random.nextBoolean()) {
                held.add(slot.number);
            } else {
                written.add(slot.number);
            }
        }

        /** A poller that sees this thrown would take back what producers have seen, and find nothing any more. */
        @Override
        public boolean hasRoom() {
            if (random.nextInt(50) == 0) {
                throw new IllegalStateException("on purpose");
            }
            return held.size() < 40;
        }

        @Override
        public void endOfBatch() throws Exception {
            try {
                mayThrow(5);
                super.endOfBatch();
            } finally {
                held.clear();
            }
        }
    }

    static LongStream seeds() {
        return LongStream.concat(LongStream.rangeClosed(1, 20), LongStream.of(System.nanoTime()));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void sink_failsAtRandom_booksBalanceAndNothingIsForgotten(long seed) {
        CapriciousSink sink = new CapriciousSink(seed);
        AsyncConfig.Builder config =
                tiny().ringSize(512).overflowPolicy(OverflowPolicy.BLOCK).maxBlock(LONG);
        try (TestRing ring = new TestRing(config, sink)) {
            for (int number = 0; number < MANY; number++) {
                assertThat(ring.offer(Severity.ERROR, number))
                        .as("seed %d", seed)
                        .isTrue();
                if (number % 197 == 0) {
                    ring.ring.flush(LONG);
                }
            }

            assertThat(ring.ring.stop()).as("seed %d", seed).isZero();

            Books books = ring.books();
            assertThat(books.accepted()).isEqualTo(MANY);
            assertThat(books.pending()).as("seed %d", seed).isZero();
            assertThat(books.delivered() + books.failed()).isEqualTo(MANY);
            assertThat(sink.held).as("seed %d", seed).isEmpty();
            // Nothing counts as delivered that was not written; what was written at once may count as failed with its
            // batch.
            assertThat(books.delivered()).as("seed %d", seed).isPositive().isLessThanOrEqualTo(sink.written.size());
        }
    }

    /** The loop stumbles before the end of a batch, and the sink has no room until that end. */
    @Test
    void loop_failsBeforeTheEndOfAFullBatch_batchEndsAllTheSame() {
        HoldingSink stumbling = new HoldingSink() {
            private boolean stumbled;

            @Override
            public boolean hasRoom() {
                if (!held.isEmpty() && !stumbled) {
                    stumbled = true;
                    throw new IllegalStateException("on purpose");
                }
                return held.isEmpty();
            }
        };
        try (TestRing ring = new TestRing(tiny().drainTimeout(Duration.ofSeconds(1)), stumbling)) {
            // The very first event is a batch of its own.
            assertThat(ring.offer(Severity.ERROR, 0)).isTrue();
            ring.awaitDelivered(1);
            assertThat(ring.offer(Severity.ERROR, 1)).isTrue();

            ring.awaitDelivered(2);

            assertThat(stumbling.written).containsExactly(0L, 1L);
        }
    }

    /** Left behind, an interrupt would break the next write, too. */
    @Test
    void endOfBatch_failsByAnInterrupt_nextOneDoesNotSeeIt() {
        List<Boolean> interrupted = new ArrayList<>();
        HoldingSink interrupting = new HoldingSink() {
            @Override
            public void endOfBatch() throws Exception {
                interrupted.add(Thread.currentThread().isInterrupted());
                Thread.currentThread().interrupt();
                throw new IOException("on purpose");
            }
        };
        AsyncConfig.Builder config =
                tiny().ringSize(2048).overflowPolicy(OverflowPolicy.BLOCK).maxBlock(LONG);
        try (TestRing ring = new TestRing(config, interrupting)) {
            for (int number = 0; number < 2_000; number++) {
                assertThat(ring.offer(Severity.INFO, number)).isTrue();
            }
            ring.ring.flush(LONG);
            ring.ring.stop();

            assertThat(interrupted).doesNotContain(true);
            assertThat(ring.books().failed()).isEqualTo(2_000);
        }
    }
}
