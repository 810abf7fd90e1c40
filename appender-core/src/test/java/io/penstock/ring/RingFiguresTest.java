package io.penstock.ring;

import static io.penstock.ring.TestRing.LONG;
import static io.penstock.ring.TestRing.inBackground;
import static io.penstock.ring.TestRing.result;
import static io.penstock.ring.TestRing.tiny;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.AsyncConfig;
import io.penstock.DropReason;
import io.penstock.OverflowPolicy;
import io.penstock.Severity;
import io.penstock.stats.FigureSource;
import io.penstock.stats.ReadFigures;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RingFiguresTest {

    /** Stands still in the one event that it is told to. */
    private static final class StandsStillAt extends RecordingSink {
        private final long number;
        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch gate = new CountDownLatch(1);

        StandsStillAt(long number) {
            this.number = number;
        }

        @Override
        void take(NumberedSlot slot) throws Exception {
            if (slot.number == number) {
                entered.countDown();
                gate.await();
            }
        }
    }

    private static Map<String, Object> read(TestRing ring) {
        return ReadFigures.of(ring.ring.figures());
    }

    @Test
    void drops_byReasonAndByLevel_areNumbers() throws Exception {
        BlockingSink sink = new BlockingSink();
        try (TestRing ring = new TestRing(tiny(), sink)) {
            long accepted = ring.fill(Severity.INFO, 0) + ring.fill(Severity.ERROR, 100);
            ring.offer(Severity.DEBUG, 200);
            sink.release();
            ring.ring.flush(LONG);
            ring.ring.stop();
            ring.offer(Severity.WARN, 300);

            assertThat(read(ring))
                    .containsEntry("offered", accepted + 4)
                    .containsEntry("accepted", accepted)
                    .containsEntry("delivered", accepted)
                    .containsEntry("dropped", 4L)
                    .containsEntry("droppedRingFull", 3L)
                    .containsEntry("droppedStopped", 1L)
                    .containsEntry("droppedNested", 0L)
                    .containsEntry("droppedDebug", 1L)
                    .containsEntry("droppedInfo", 1L)
                    .containsEntry("droppedWarn", 1L)
                    .containsEntry("droppedError", 1L)
                    .containsEntry("droppedTrace", 0L)
                    .containsEntry("droppedByReason", "ringFull=3 stopped=1")
                    .containsEntry("snapshot", ring.books().toString());
        }
    }

    @Test
    void fill_sinkStandsStill_isSeenAndItsMarkStays() throws Exception {
        BlockingSink sink = new BlockingSink();
        AsyncConfig.Builder config = AsyncConfig.builder().ringSize(1024).maxRingBytes(1 << 20);
        try (TestRing ring = new TestRing(config, sink)) {
            for (int i = 0; i < 100; i++) {
                ring.offer(Severity.INFO, 0, i, i == 99 ? 10_000 : 50);
            }
            sink.awaitEntered();

            // Half of the budget is dealt out: 512 bytes for each slot.
            assertThat(read(ring))
                    .containsEntry("ringFill", 100L)
                    .containsEntry("ringHighWaterMark", 100L)
                    .containsEntry("ringSize", 1024L)
                    .containsEntry("bytesWaiting", 100 * 512L + 10_000 - 512)
                    .containsEntry("waitingCallers", 0L)
                    .containsEntry("pending", 100L);

            sink.release();
            ring.ring.flush(LONG);

            assertThat(read(ring))
                    .containsEntry("ringFill", 0L)
                    .containsEntry("ringHighWaterMark", 100L)
                    .containsEntry("bytesWaiting", 0L)
                    .containsEntry("pending", 0L);
        }
    }

    /** Not where slots are given back anyway, but with the last event that the ring had when it was asked. */
    @Test
    void highWaterMark_filledDuringTheLastEventOfABatch_isTaken() throws Exception {
        StandsStillAt sink = new StandsStillAt(3);
        try (TestRing ring = new TestRing(AsyncConfig.builder().ringSize(1024), sink)) {
            for (int i = 0; i < 3; i++) {
                ring.offer(Severity.INFO, i);
                ring.ring.flush(LONG);
            }
            ring.offer(Severity.INFO, 3);
            sink.entered.await();
            for (int i = 4; i < 50; i++) {
                ring.offer(Severity.INFO, i);
            }
            sink.gate.countDown();
            ring.ring.flush(LONG);

            assertThat(read(ring)).containsEntry("ringHighWaterMark", 47L);
        }
    }

    @Test
    void waitingCallers_ringIsFull_areCountedAndTheMarkIsWhatTheyMet() throws Exception {
        StandsStillAt sink = new StandsStillAt(1);
        AsyncConfig.Builder config = AsyncConfig.builder()
                .ringSize(1024)
                .overflowPolicy(OverflowPolicy.BLOCK)
                .maxBlock(LONG);
        try (TestRing ring = new TestRing(config, sink)) {
            ring.offer(Severity.INFO, 0);
            ring.ring.flush(LONG);
            ring.offer(Severity.INFO, 1);
            sink.entered.await();
            // All but the eighth that is reserved.
            for (int i = 2; i < 897; i++) {
                ring.offer(Severity.INFO, i);
            }
            FutureTask<Boolean> caller = inBackground(() -> ring.offer(Severity.INFO, 897));
            await().atMost(LONG)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> read(ring).get("waitingCallers").equals(1L));

            sink.gate.countDown();
            assertThat(result(caller)).isTrue();
            ring.ring.flush(LONG);

            assertThat(read(ring)).containsEntry("waitingCallers", 0L).containsEntry("ringHighWaterMark", 896L);
        }
    }

    @Test
    void settings_changed_areShownAsTyped() {
        AsyncConfig.Builder config = AsyncConfig.builder()
                .ringSize(64)
                .overflowPolicy(OverflowPolicy.DROP_BELOW)
                .maxBlock(Duration.ofMillis(250))
                .urgentLevel(null);
        try (TestRing ring = new TestRing(config, new RecordingSink())) {
            assertThat(read(ring))
                    .containsEntry("ringSize", 64L)
                    .containsEntry("overflowPolicy", "dropBelow")
                    .containsEntry("maxBlock", "250 milliseconds")
                    .containsEntry("priorityLevel", "WARN")
                    .containsEntry("prioritySlots", "8")
                    .containsEntry("urgentLevel", "OFF")
                    .containsEntry("maxRingBytes", "67108864")
                    .containsEntry("drainTimeout", "5 seconds")
                    .containsEntry("reportDrops", "true");
        }
    }

    private record Forgotten(FigureSource figures, WeakReference<?> ring) {}

    private static Forgotten forgotten() {
        TestRing ring =
                new TestRing(AsyncConfig.builder().ringSize(16).maxIdleNap(Duration.ofMillis(1)), new RecordingSink());
        ring.offer(Severity.INFO, 1);
        ring.offer(Severity.INFO, 2);
        ring.ring.flush(LONG);
        ring.ring.drop(DropReason.NESTED, Severity.INFO);
        return new Forgotten(ring.ring.figures(), new WeakReference<>(ring.ring));
    }

    @Test
    void figures_ringIsForgotten_doNotHoldItAndKeepTheBooks() {
        Forgotten forgotten = forgotten();

        await().atMost(LONG).until(() -> {
            System.gc();
            return forgotten.ring().get() == null;
        });

        assertThat(ReadFigures.of(forgotten.figures()))
                .containsEntry("offered", 3L)
                .containsEntry("accepted", 2L)
                .containsEntry("delivered", 2L)
                .containsEntry("droppedNested", 1L)
                .containsEntry("ringFill", 0L);
    }
}
