package io.penstock.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.Books;
import io.penstock.Delivery;
import io.penstock.SenderStats;
import io.penstock.TcpConfig;
import io.penstock.wire.relp.RelpProtocol;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The receiver is gone for long, at 5,000 events a second: the caller must not feel it, and the books must know. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class OutageTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int PER_SECOND = 5000;
    private static final int RECORD_BYTES = 200;
    private static final int OUTAGE_SECONDS = Soak.count(10, 60);
    private static final int UNDISTURBED_SECONDS = Soak.count(4, 20);
    private static final long WINDOW_BYTES = 4 << 20;

    @TempDir
    Path directory;

    @Test
    void acked_longOutage_dropsAreCountedAndTheRestArrives() throws Exception {
        TcpConfig.Builder tcp = TcpConfig.builder()
                .delivery(Delivery.ACKED)
                .maxInFlightBytes(WINDOW_BYTES)
                .maxBackoff(Duration.ofSeconds(2));
        try (ReceiverProcess receiver = ReceiverProcess.of("relp", directory);
                SenderRig rig = new SenderRig(
                        SenderRig.hasty().ringSize(8192),
                        tcp.destination("127.0.0.1:" + receiver.port()),
                        new RelpProtocol());
                Load load = Load.start(rig, PER_SECOND, RECORD_BYTES)) {
            receiver.start();
            await().atMost(LONG).until(() -> rig.stats().delivered() > PER_SECOND);
            int linesBefore = rig.messages().size();

            long begin = load.offered();
            pause(load, UNDISTURBED_SECONDS);
            receiver.kill();
            long cut = load.offered();
            pause(load, OUTAGE_SECONDS);
            long end = load.offered();
            SenderStats during = rig.stats();
            receiver.start();
            await().atMost(LONG).until(() -> rig.stats().delivered() > during.delivered());
            load.stop();

            assertThat(rig.flush(LONG)).isTrue();
            assertThat(rig.stop()).isZero();
            System.out.printf(
                    "outage of %d s, caller latency: undisturbed %s; outage %s; %s%n",
                    OUTAGE_SECONDS,
                    percentiles(load.sortedNanos(begin, cut)),
                    percentiles(load.sortedNanos(cut, end)),
                    rig.stats());
            Books books = rig.assertBooks(load.offered(), load.accepted());
            assertThat(books.delivered()).as(books.toString()).isEqualTo(load.accepted());
            // The window and the ring are full after some six seconds; from then on each event is dropped and counted.
            // Counted by events, since a busy machine does not offer as many a second.
            assertThat(books.dropped()).as(books.toString()).isGreaterThan(end - cut - 8 * PER_SECOND);
            assertThat(during.windowBytes()).as(during.toString()).isLessThanOrEqualTo(WINDOW_BYTES + RECORD_BYTES);
            Received received = Received.in(directory);
            assertThat(received.lost(load.accepted())).as(received.toString()).isZero();
            assertThat(rig.messages().subList(linesBefore, rig.messages().size()))
                    .as("one line at the beginning of the outage, one at its end")
                    .hasSize(2);
        }
    }

    private static void pause(Load load, int seconds) throws InterruptedException {
        load.awaitMore(Integer.MAX_VALUE, Duration.ofSeconds(seconds));
    }

    private static String percentiles(long[] sorted) {
        return String.format(
                "p50 %.1f µs, p99 %.1f µs, p99.9 %.1f µs (%d calls)",
                at(sorted, 0.5), at(sorted, 0.99), at(sorted, 0.999), sorted.length);
    }

    private static double at(long[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1, (long) (share * sorted.length))] / 1e3;
    }
}
