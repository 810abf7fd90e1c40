package io.penstock.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.AsyncConfig;
import io.penstock.Severity;
import io.penstock.sink.Sleeper;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A drain thread that sleeps because its sink has no room: as a TCP sender's does while its peer is down. */
@Timeout(60)
class SleepWithoutRoomTest {

    /** Short naps pass at once; the long one ends only by a call. */
    private static final class FullSink extends RecordingSink implements Sleeper {
        private static final long LONGEST_NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
        private final Semaphore calls = new Semaphore(0);
        private final AtomicInteger wakeUps = new AtomicInteger();
        private volatile boolean hasRoom;
        private volatile boolean inLongNap;

        @Override
        public boolean hasRoom() {
            return hasRoom;
        }

        @Override
        public void nap(long nanos) {
            if (nanos > LONGEST_NAP_NANOS) {
                inLongNap = true;
                calls.acquireUninterruptibly();
                inLongNap = false;
            }
        }

        @Override
        public void wake(Thread drainThread) {
            wakeUps.incrementAndGet();
            calls.release();
        }

        void awaitLongNap() {
            await().atMost(TestRing.LONG).until(() -> inLongNap && calls.availablePermits() == 0);
        }
    }

    private static AsyncConfig.Builder config() {
        return TestRing.tiny().ringSize(1024).maxIdleNap(Duration.ofMillis(1));
    }

    /** Otherwise each call of an outage pays for a signal, from the full window until the ring is full, too. */
    @Test
    void publish_sinkWithoutRoomAndDrainThreadAsleep_wakesNobody() {
        FullSink sink = new FullSink();
        try (TestRing ring = new TestRing(config(), sink)) {
            ring.offer(Severity.INFO, 0);
            sink.awaitLongNap();
            int before = sink.wakeUps.get();

            // Below the first quarter of the ring, whose mark does wake.
            for (long number = 1; number < 200; number++) {
                assertThat(ring.offer(Severity.INFO, number)).isTrue();
            }

            assertThat(sink.wakeUps).hasValue(before);
            sink.hasRoom = true;
            // As the network wakes its selector.
            sink.calls.release();
            ring.awaitDelivered(200);
        }
    }

    @Test
    void publish_urgentEventOrQuarterMark_wakesAllTheSame() {
        FullSink sink = new FullSink();
        try (TestRing ring = new TestRing(config(), sink)) {
            ring.offer(Severity.INFO, 0);
            sink.awaitLongNap();
            int before = sink.wakeUps.get();

            ring.offer(Severity.ERROR, 1);
            sink.awaitLongNap();
            for (long number = 2; number <= 256; number++) {
                ring.offer(Severity.INFO, number);
            }

            assertThat(sink.wakeUps).hasValue(before + 2);
            sink.awaitLongNap();
            sink.hasRoom = true;
            assertThat(ring.ring.flush(TestRing.LONG)).isTrue();
            assertThat(sink.seen).hasSize(257);
        }
    }

    @Test
    void stop_drainThreadAsleep_endsIt() {
        FullSink sink = new FullSink();
        try (TestRing ring = new TestRing(config(), sink)) {
            ring.offer(Severity.INFO, 0);
            sink.awaitLongNap();
            sink.hasRoom = true;

            assertThat(ring.ring.stop()).isZero();
            assertThat(sink.seen).hasSize(1);
        }
    }
}
