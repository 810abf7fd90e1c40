package io.penstock.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.Books;
import io.penstock.Delivery;
import io.penstock.TcpConfig;
import io.penstock.wire.relp.RelpProtocol;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An outage that the ring is large enough for, at 5,000 events a second: no call pays for a signal to a drain thread
 * that can do nothing. What a call costs is printed beside two undisturbed stretches of the same process; on a machine
 * with other work the two differ from each other as much as the outage does from them, so it is not asserted.
 */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class OutageCallerTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int PER_SECOND = 5000;
    private static final int RECORD_BYTES = 200;
    private static final int OUTAGE_SECONDS = Soak.count(6, 60);
    private static final int UNDISTURBED_SECONDS = Soak.count(2, 20);
    private static final int RING_SIZE = Soak.count(1 << 16, 1 << 19);
    private static final long WINDOW_BYTES = 1 << 20;
    private static final int MAX_BATCH_BYTES = 64 << 10;

    @TempDir
    Path directory;

    @Test
    void offer_windowFullAndRingFilling_wakesNobody() throws Exception {
        try (ReceiverProcess receiver = ReceiverProcess.of("relp", directory);
                SenderRig rig = new SenderRig(
                        SenderRig.hasty().ringSize(RING_SIZE).maxRingBytes(1 << 30),
                        TcpConfig.builder()
                                .destination("127.0.0.1:" + receiver.port())
                                .delivery(Delivery.ACKED)
                                .maxInFlightBytes(WINDOW_BYTES)
                                .maxBatchBytes(MAX_BATCH_BYTES),
                        new RelpProtocol());
                Load load = Load.start(rig, PER_SECOND, RECORD_BYTES)) {
            receiver.start();
            await().atMost(LONG).until(() -> rig.stats().delivered() > PER_SECOND);
            long first = load.offered();
            pause(load, UNDISTURBED_SECONDS);
            long second = load.offered();
            pause(load, UNDISTURBED_SECONDS);

            receiver.kill();
            await().atMost(LONG).until(() -> rig.stats().windowBytes() > WINDOW_BYTES - 3 * MAX_BATCH_BYTES);
            long begin = load.offered();
            long waitsBefore = waits(rig);
            pause(load, OUTAGE_SECONDS);
            long waits = waits(rig) - waitsBefore;
            long end = load.offered();

            String figures = String.format(
                    "outage of %d s: undisturbed %s; undisturbed %s; outage %s, in which the drain thread napped %d times; %s",
                    OUTAGE_SECONDS,
                    percentiles(load, first, second),
                    percentiles(load, second, begin),
                    percentiles(load, begin, end),
                    waits,
                    rig.books());
            System.out.println(figures);
            // A hundred naps a second at most, for half a second, and then one: 2 % of the events of the first second.
            assertThat(waits).as(figures).isLessThan((end - begin) / 10);
            // Before: a busy machine may take longer to start it than the ring has room for.
            load.stop();
            receiver.start();
            // Brings the next attempt forward, which else is up to maxBackoff away.
            assertThat(rig.stop()).as(figures).isZero();
            Books books = rig.assertBooks(load.offered(), load.accepted());
            assertThat(books.dropped()).as(figures).isZero();
            assertThat(books.delivered()).as(figures).isEqualTo(load.accepted());
            Received received = Received.in(directory);
            assertThat(received.lost(load.accepted())).as(received.toString()).isZero();
        }
    }

    private static void pause(Load load, int seconds) throws InterruptedException {
        load.awaitMore(Integer.MAX_VALUE, Duration.ofSeconds(seconds));
    }

    /** How often the drain thread has parked: without a connection there is nothing to select from. */
    private static long waits(SenderRig rig) {
        return ManagementFactory.getThreadMXBean()
                .getThreadInfo(rig.drainThread().getId())
                .getWaitedCount();
    }

    private static String percentiles(Load load, long from, long to) {
        long[] sorted = load.sortedNanos(from, to);
        return String.format(
                "p50 %.2f, p99 %.1f, p99.9 %.1f µs of %d calls",
                at(sorted, 0.5), at(sorted, 0.99), at(sorted, 0.999), sorted.length);
    }

    private static double at(long[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1, (long) (share * sorted.length))] / 1e3;
    }
}
