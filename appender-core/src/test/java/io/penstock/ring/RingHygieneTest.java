package io.penstock.ring;

import static io.penstock.ring.TestRing.LONG;
import static io.penstock.ring.TestRing.tiny;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.OverflowPolicy;
import io.penstock.Severity;
import org.junit.jupiter.api.Test;

class RingHygieneTest {

    @Test
    void ring_wrappedManyTimes_deliversEveryEventOnceAndInOrder() {
        NumberCheckingSink sink = new NumberCheckingSink(1);
        try (TestRing ring = new TestRing(tiny().overflowPolicy(OverflowPolicy.BLOCK), sink)) {
            for (int number = 1; number <= 20_000; number++) {
                assertThat(ring.offer(Severity.INFO, number)).isTrue();
            }
            assertThat(ring.ring.stop()).isZero();

            assertThat(sink.disorder.get()).isNull();
            assertThat(sink.taken).hasValue(20_000);
        }
    }

    @Test
    void ring_atRest_holdsNoReferences() {
        RecordingSink sink = new RecordingSink() {
            @Override
            void take(NumberedSlot slot) throws Exception {
                assertThat(slot.payload).isNotNull();
                if (slot.number % 2 == 0) {
                    throw new java.io.IOException("even");
                }
            }
        };
        try (TestRing ring = new TestRing(tiny().overflowPolicy(OverflowPolicy.BLOCK), sink)) {
            for (int number = 0; number < 40; number++) {
                ring.offer(Severity.INFO, number);
            }
            assertThat(ring.ring.flush(LONG)).isTrue();

            assertThat(ring.books().delivered()).isEqualTo(20);
            assertThat(ring.slots).hasSize(16).allMatch(slot -> slot.payload == null);
        }
    }

    @Test
    void ring_batchDelivered_endsTheBatchWithoutFlushing() {
        RecordingSink sink = new RecordingSink();
        try (TestRing ring = new TestRing(tiny(), sink)) {
            ring.offer(Severity.INFO, 1);

            org.awaitility.Awaitility.await().atMost(LONG).until(() -> sink.batches.get() > 0);
            assertThat(sink.flushes).hasValue(0);
        }
        assertThat(sink.flushes.get()).isPositive();
    }
}
