package io.penstock.benchmark.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
@Timeout(60)
class CpuMeterTest {

    /** Less than a tick of the JDK's clock. */
    private static final long SPENT_NANOS = TimeUnit.MILLISECONDS.toNanos(3);

    @Test
    void nanos_aThreadThatEndsAfterTheLastLook_countsWhatItHadSpentThen() throws Exception {
        CountDownLatch spent = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Thread consumer = new Thread(() -> {
            spend(20 * SPENT_NANOS);
            spent.countDown();
            awaitUninterrupted(end);
        });

        CpuMeter meter = CpuMeter.start();
        consumer.start();
        spent.await();
        meter.lookOnce();
        end.countDown();
        consumer.join();

        assertThat(meter.nanos(0)).isGreaterThanOrEqualTo(20 * SPENT_NANOS);
    }

    @Test
    void nanos_lessThanATick_isSeen() throws Exception {
        CpuMeter meter = CpuMeter.start();
        spend(SPENT_NANOS);

        long nanos = meter.nanos(0);

        assertThat(nanos).isGreaterThanOrEqualTo(SPENT_NANOS);
        assertThat(nanos % TimeUnit.MILLISECONDS.toNanos(10)).isNotZero();
    }

    @Test
    void nanos_threadsThatCountedThemselves_areAdded() throws Exception {
        long own = TimeUnit.HOURS.toNanos(1);

        assertThat(CpuMeter.start().nanos(own)).isBetween(own, own + TimeUnit.MINUTES.toNanos(1));
    }

    private static void spend(long nanos) {
        long start = CpuMeter.ofThisThread();
        while (CpuMeter.ofThisThread() - start < nanos) {
            Thread.onSpinWait();
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }
}
