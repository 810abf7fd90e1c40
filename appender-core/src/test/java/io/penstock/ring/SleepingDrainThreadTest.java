package io.penstock.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.Severity;
import io.penstock.sink.Sleeper;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A drain thread that sleeps after a long silence, here until it is woken and for ever. */
@Timeout(60)
class SleepingDrainThreadTest {

    /** Short naps pass at once; the long one ends only by a call. */
    private static final class EndlessSleep extends RecordingSink implements Sleeper {
        private static final long LONGEST_NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
        private final Semaphore calls = new Semaphore(0);
        volatile boolean asleep;

        @Override
        public void nap(long nanos) {
            if (nanos > LONGEST_NAP_NANOS) {
                asleep = true;
                calls.acquireUninterruptibly();
                asleep = false;
            }
        }

        @Override
        public void wake(Thread drainThread) {
            calls.release();
        }
    }

    @Test
    void publish_drainThreadAsleep_wakesIt() {
        EndlessSleep sink = new EndlessSleep();
        try (TestRing ring = new TestRing(TestRing.tiny().maxIdleNap(Duration.ofMillis(1)), sink)) {
            for (long number = 0; number < 50; number++) {
                ring.offer(Severity.INFO, number);
                await().atMost(TestRing.LONG).until(() -> sink.asleep && sink.calls.availablePermits() == 0);
            }

            assertThat(sink.seen).hasSize(50);
            assertThat(ring.ring.books().delivered()).isEqualTo(50);
        }
    }

    @Test
    void flush_drainThreadAsleep_wakesIt() {
        EndlessSleep sink = new EndlessSleep();
        try (TestRing ring = new TestRing(TestRing.tiny().maxIdleNap(Duration.ofMillis(1)), sink)) {
            ring.offer(Severity.INFO, 0);
            await().atMost(TestRing.LONG).until(() -> sink.asleep && sink.calls.availablePermits() == 0);

            assertThat(ring.ring.flush(TestRing.LONG)).isTrue();
        }
    }
}
