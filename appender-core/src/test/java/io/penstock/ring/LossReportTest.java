package io.penstock.ring;

import static io.penstock.ring.TestRing.LONG;
import static io.penstock.ring.TestRing.tiny;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.AsyncConfig;
import io.penstock.DropReason;
import io.penstock.OverflowPolicy;
import io.penstock.Severity;
import io.penstock.sink.LossReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LossReportTest {

    private final ManualTime time = new ManualTime();
    private final AsyncConfig config = tiny().build();
    private final DropLedger ledger = new DropLedger(time);
    private final LossReporter reporter = new LossReporter(ledger, time, config);

    @Test
    void due_nothingDropped_isNull() {
        assertThat(reporter.due(true)).isNull();
        assertThat(reporter.last()).isNull();
    }

    @Test
    void due_ringNotEmpty_waitsForTheEndOfTheEpisode() {
        ledger.record(DropReason.RING_FULL, Severity.INFO);

        assertThat(reporter.due(false)).isNull();
        assertThat(lost(reporter.due(true))).isOne();
        assertThat(reporter.due(true)).isNull();
    }

    @Test
    void due_clockAtTheEpoch_isAnEpisodeToo() {
        assertThat(time.wallMillis()).isZero();
        ledger.record(DropReason.RING_FULL, Severity.INFO);

        assertThat(reporter.due(true)).isNotNull().extracting(LossReport::first).isEqualTo(Instant.EPOCH);
    }

    @Test
    void due_manyEpisodesASecond_areReportedOnceASecond() {
        ledger.record(DropReason.RING_FULL, Severity.INFO);
        assertThat(lost(reporter.due(true))).isOne();

        for (int episode = 0; episode < 9; episode++) {
            ledger.record(DropReason.RING_FULL, Severity.INFO);
            time.advance(Duration.ofMillis(100));
            assertThat(reporter.due(true)).isNull();
        }
        time.advance(Duration.ofMillis(100));

        assertThat(lost(reporter.due(true))).isEqualTo(9);
    }

    @Test
    void due_ringNeverEmpty_reportsEveryTenSeconds() {
        ledger.record(DropReason.RING_FULL, Severity.INFO);
        assertThat(reporter.due(false)).isNull();
        time.advance(Duration.ofMillis(9_999));
        ledger.record(DropReason.RING_FULL, Severity.INFO);
        assertThat(reporter.due(false)).isNull();

        time.advance(Duration.ofMillis(1));
        LossReport interim = reporter.due(false);
        ledger.record(DropReason.RING_FULL, Severity.INFO);

        assertThat(lost(interim)).isEqualTo(2);
        assertThat(reporter.due(false)).isNull();
        time.advance(Duration.ofSeconds(10));
        assertThat(lost(reporter.due(false))).isOne();
    }

    @Test
    void last_episodeStillOpen_reportsItWithoutWaiting() {
        ledger.record(DropReason.RING_FULL, Severity.INFO);
        assertThat(lost(reporter.due(true))).isOne();
        ledger.record(DropReason.STOPPED, Severity.WARN);

        LossReport last = reporter.last();

        assertThat(last).isNotNull();
        assertThat(last.lost().byReason()).isEqualTo("stopped=1");
        assertThat(last.lost().bySeverity()).isEqualTo("WARN=1");
        assertThat(reporter.last()).isNull();
    }

    @Test
    void reports_takenWhileAnotherThreadDrops_tellEveryDropExactlyOnce() throws Exception {
        int rounds = 10_000;
        // As many as a busy machine gets through in that time.
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        AtomicBoolean enough = new AtomicBoolean();
        AtomicInteger round = new AtomicInteger();
        AtomicInteger dropped = new AtomicInteger();
        FutureTask<Boolean> dropper = TestRing.inBackground(() -> {
            for (int next = 1; next <= rounds; next++) {
                while (round.get() < next) {
                    if (enough.get()) {
                        return true;
                    }
                    spinOrYield();
                }
                ledger.record(DropReason.RING_FULL, Severity.INFO);
                dropped.set(next);
            }
            return true;
        });
        for (int next = 1; next <= rounds && System.nanoTime() - until < 0; next++) {
            ledger.record(DropReason.RING_FULL, Severity.INFO);
            time.advance(Duration.ofSeconds(1));

            // The other drop falls before, into or behind the first report: nobody comes after it to uncover a gap.
            round.set(next);
            long reported = lost(reporter.due(true));
            while (dropped.get() < next) {
                spinOrYield();
            }
            reported += lost(reporter.last());

            assertThat(reported).as("round %s", next).isEqualTo(2);
        }
        enough.set(true);
        assertThat(TestRing.result(dropper)).isTrue();
    }

    /** Close to each other on two cores; where the other one waits for this core it gets it soon. */
    private static void spinOrYield() {
        for (int spin = 0; spin < 100; spin++) {
            Thread.onSpinWait();
        }
        Thread.yield();
    }

    @Test
    void message_severalReasons_saysNumbersTimesSettingsAndRemedies() {
        time.advance(Duration.ofMillis(1_500));
        ledger.record(DropReason.RING_FULL, Severity.DEBUG);
        ledger.record(DropReason.RING_FULL, Severity.INFO);
        time.advance(Duration.ofMillis(500));
        ledger.record(DropReason.BYTES_FULL, Severity.INFO);

        LossReport report = reporter.due(true);

        assertThat(report).isNotNull();
        assertThat(report.message())
                .isEqualTo("dropped 3 events from 1970-01-01T00:00:01.500Z to 1970-01-01T00:00:02Z: DEBUG=1 INFO=2; "
                        + "ringFull=2 bytesFull=1 (ringSize=16, overflowPolicy=drop); "
                        + "the sink is slower than the producers: raise ringSize, or use overflowPolicy=block; "
                        + "the waiting events are large: raise maxRingBytes or lower maxMessageBytes");
    }

    @Test
    void ring_episodeOver_reportsOnceWithExactCountsAndTimes() throws Exception {
        BlockingSink sink = new BlockingSink();
        try (TestRing ring = new TestRing(tiny(), sink, time)) {
            ring.offer(Severity.INFO, 0);
            sink.awaitEntered();
            ring.fill(Severity.WARN, 1);
            time.advance(Duration.ofSeconds(2));
            ring.offer(Severity.DEBUG, 100);
            ring.offer(Severity.INFO, 101);
            time.advance(Duration.ofSeconds(3));
            ring.offer(Severity.INFO, 102);
            sink.release();

            await().atMost(LONG).until(() -> !sink.reports.isEmpty());
            ring.ring.flush(LONG);
            ring.ring.stop();

            assertThat(sink.reports).hasSize(1);
            LossReport report = sink.reports.get(0);
            assertThat(report.first()).isEqualTo(Instant.ofEpochMilli(0));
            assertThat(report.last()).isEqualTo(Instant.ofEpochMilli(5_000));
            assertThat(report.lost().toString()).isEqualTo("dropped=4 (ringFull=4)");
            assertThat(report.lost().bySeverity()).isEqualTo("DEBUG=1 INFO=2 WARN=1");
            assertThat(report.config().overflowPolicy()).isEqualTo(OverflowPolicy.DROP);
        }
    }

    @Test
    void ring_stoppedDuringAnEpisode_sendsTheLastReportFirst() throws Exception {
        BlockingSink sink = new BlockingSink(true);
        try (TestRing ring = new TestRing(tiny().drainTimeout(Duration.ofMillis(10)), sink, time)) {
            ring.offer(Severity.INFO, 0);
            sink.awaitEntered();
            ring.fill(Severity.INFO, 1);

            ring.ring.stop();

            await().atMost(LONG).until(() -> !sink.reports.isEmpty());
            assertThat(sink.reports.get(0).lost().of(DropReason.RING_FULL)).isOne();
        }
    }

    @Test
    void ring_reportDropsOff_countsButReportsNothing() throws Exception {
        RecordingSink sink = new RecordingSink();
        try (TestRing ring = new TestRing(tiny().reportDrops(false), sink, time)) {
            ring.offer(Severity.INFO, 0);
            ring.ring.drop(DropReason.NESTED, Severity.INFO);
            ring.ring.stop();

            assertThat(sink.reports).isEmpty();
            assertThat(ring.books().dropped()).isOne();
        }
    }

    @Test
    void ring_allDropsOfManyThreads_areReportedExactlyOnce() throws Exception {
        RecordingSink sink = new RecordingSink();
        TestRing ring = new TestRing(tiny().urgentLevel(null), sink);
        List<FutureTask<Integer>> producers = new ArrayList<>();
        for (int producer = 0; producer < 4; producer++) {
            producers.add(TestRing.inBackground(() -> {
                int dropped = 0;
                for (int number = 0; number < 20_000; number++) {
                    if (!ring.offer(Severity.INFO, number)) {
                        dropped++;
                    }
                }
                return dropped;
            }));
        }
        long dropped = 0;
        for (FutureTask<Integer> producer : producers) {
            dropped += TestRing.result(producer);
        }
        ring.close();

        long reported =
                sink.reports.stream().mapToLong(report -> report.lost().total()).sum();
        assertThat(dropped).isPositive();
        assertThat(reported).isEqualTo(dropped).isEqualTo(ring.books().dropped());
    }

    private static long lost(@Nullable LossReport report) {
        return report == null ? 0 : report.lost().total();
    }
}
