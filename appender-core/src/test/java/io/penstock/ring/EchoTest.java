package io.penstock.ring;

import static io.penstock.ring.TestRing.LONG;
import static io.penstock.ring.TestRing.tiny;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.AsyncConfig;
import io.penstock.Severity;
import io.penstock.sink.Echoes;
import io.penstock.sink.LossReport;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A sink that logs what it does: one event must not become a stream without end. */
class EchoTest {

    /** What the sink logs is numbered from here on. */
    private static final long LOGGED_BY_SINK = 1_000;

    private final AtomicLong numbers = new AtomicLong(LOGGED_BY_SINK);

    /** Logs into a ring at some point of its work. */
    private class TalkativeSink extends RecordingSink {

        @Nullable
        TestRing target;

        final boolean onEachEvent;
        final boolean onEachBatch;

        TalkativeSink(boolean onEachEvent, boolean onEachBatch) {
            this.onEachEvent = onEachEvent;
            this.onEachBatch = onEachBatch;
        }

        @Override
        void take(NumberedSlot slot) {
            talk(onEachEvent);
        }

        @Override
        public void endOfBatch() throws Exception {
            super.endOfBatch();
            talk(onEachBatch);
        }

        void talk(boolean wanted) {
            if (wanted && target != null) {
                target.offer(Severity.INFO, numbers.getAndIncrement());
            }
        }
    }

    @Test
    void deliver_sinkLogsEachEvent_firstGenerationIsKeptAndTheNextIsCut() {
        TalkativeSink sink = new TalkativeSink(true, false);
        try (TestRing ring = new TestRing(roomy(), sink)) {
            sink.target = ring;

            for (int number = 1; number <= 10; number++) {
                ring.offer(Severity.INFO, number);
            }
            flush(ring);

            assertThat(ring.books())
                    .hasToString("offered=30 accepted=20 delivered=20 failed=0 pending=0 dropped=10 (echo=10)");
            assertThat(sink.seen).hasSize(20).contains(1L, 10L);
            assertThat(ring.announcer.messages)
                    .containsExactly("An echo was cut and counted as echo, and so will be others; what is wrapped logs"
                            + " each event that it writes: lower the level of its loggers, or log them elsewhere");
        }
    }

    /** A slot that carried an echo's event carries the application's next. */
    @Test
    void deliver_slotsAreUsedAgain_theApplicationsEventsAreNoEchoes() {
        TalkativeSink sink = new TalkativeSink(true, false);
        try (TestRing ring = new TestRing(roomy(), sink)) {
            sink.target = ring;

            for (int number = 1; number <= 500; number++) {
                ring.offer(Severity.INFO, number);
                ring.ring.flush(LONG);
            }
            flush(ring);

            assertThat(ring.books().delivered()).isEqualTo(1000);
            assertThat(ring.books().droppedByReason()).isEqualTo("echo=500");
        }
    }

    @Test
    void endOfBatch_sinkLogsEachBatch_endsWithTheSecond() {
        TalkativeSink sink = new TalkativeSink(false, true);
        try (TestRing ring = new TestRing(roomy(), sink)) {
            // Behind the first slot of the ring a batch ends twice.
            ring.offer(Severity.INFO, 1);
            ring.ring.flush(LONG);
            sink.target = ring;

            ring.offer(Severity.INFO, 2);
            flush(ring);

            assertThat(sink.seen).containsExactly(1L, 2L, LOGGED_BY_SINK);
            assertThat(ring.books().droppedByReason()).isEqualTo("echo=1");
        }
    }

    /** A sender writes and connects in its rounds, long after it has taken the event. */
    @Test
    void advance_sinkLogsWhatItDoesThere_endsWithTheSecond() {
        RoundsSink sink = new RoundsSink();
        try (TestRing ring = new TestRing(roomy(), sink)) {
            sink.target = ring;

            ring.offer(Severity.INFO, 1);
            // A round after the barrier.
            await().atMost(LONG).until(() -> ring.books().dropped() == 1);
            flush(ring);

            assertThat(sink.seen).containsExactly(1L, LOGGED_BY_SINK);
            assertThat(ring.books().droppedByReason()).isEqualTo("echo=1");
        }
    }

    private class RoundsSink extends TalkativeSink {

        private int underWay;

        RoundsSink() {
            super(false, false);
        }

        @Override
        void take(NumberedSlot slot) {
            underWay++;
        }

        @Override
        public boolean advance() {
            boolean moves = underWay > 0;
            underWay = 0;
            talk(moves);
            return moves;
        }
    }

    /** Each sink logs into the other's ring. */
    @Test
    void deliver_twoSinksLogIntoEachOthersRings_secondGenerationIsCut() {
        TalkativeSink ping = new TalkativeSink(true, false);
        TalkativeSink pong = new TalkativeSink(true, false);
        try (TestRing first = new TestRing(roomy(), ping);
                TestRing second = new TestRing(roomy(), pong)) {
            ping.target = second;
            pong.target = first;

            first.offer(Severity.INFO, 1);
            flush(first);
            flush(second);
            flush(first);

            assertThat(ping.seen).containsExactly(1L);
            assertThat(pong.seen).containsExactly(LOGGED_BY_SINK);
            assertThat(first.books())
                    .hasToString("offered=2 accepted=1 delivered=1 failed=0 pending=0 dropped=1 (echo=1)");
        }
    }

    /** A proxy around a proxy: what is passed on is as old as it was, whoever's thread claims the slot. */
    @Test
    void deliver_sinkPassesItsEventsOn_firstGenerationArrivesAndTheNextIsCut() {
        TalkativeSink inner = new TalkativeSink(true, false);
        try (TestRing within = new TestRing(roomy(), inner);
                TestRing around = new TestRing(roomy(), new PassingSink(within))) {
            // By way of the outer ring: its drain thread passes on what a drain thread has logged.
            inner.target = around;

            around.offer(Severity.INFO, 1);
            flush(around);
            flush(within);
            flush(around);
            flush(within);

            assertThat(inner.seen).containsExactly(1L, LOGGED_BY_SINK);
            assertThat(within.books().dropped()).isZero();
            assertThat(around.books().droppedByReason()).isEqualTo("echo=1");
        }
    }

    /** Where loggers and appenders make a circle, an event would go round for ever. */
    @Test
    void deliver_sinkPassesItsEventsOnToItsOwnRing_isCutAtOnce() {
        PassingSink sink = new PassingSink(null);
        try (TestRing ring = new TestRing(roomy(), sink)) {
            sink.within = ring;

            ring.offer(Severity.INFO, 1);
            ring.offer(Severity.INFO, 2);
            flush(ring);

            assertThat(sink.seen).containsExactly(1L, 2L);
            assertThat(ring.books())
                    .hasToString("offered=4 accepted=2 delivered=2 failed=0 pending=0 dropped=2 (echo=2)");
        }
    }

    @Test
    void deliver_sinksPassTheirEventsOnInACircle_comesToAnEnd() {
        PassingSink there = new PassingSink(null);
        PassingSink back = new PassingSink(null);
        try (TestRing first = new TestRing(roomy(), there);
                TestRing second = new TestRing(roomy(), back)) {
            there.within = second;
            back.within = first;

            first.offer(Severity.INFO, 1);
            await().atMost(LONG)
                    .until(() -> first.books().dropped() + second.books().dropped() == 1);

            assertThat(there.seen).hasSize(16);
            assertThat(back.seen).hasSize(16);
        }
    }

    private static final class PassingSink extends RecordingSink implements Echoes {

        private volatile @Nullable TestRing within;
        private @Nullable NumberedSlot delivering;

        PassingSink(@Nullable TestRing within) {
            this.within = within;
        }

        @Override
        void take(NumberedSlot slot) {
            delivering = slot;
            assertThat(within.ring.admits(Severity.INFO)).isTrue();
            NumberedSlot passed = within.ring.claim(Severity.INFO, 0, slot);
            if (passed != null) {
                TestRing.fill(passed, 0, slot.number);
                within.ring.publish(passed);
            }
        }

        @Override
        public boolean isBeingDelivered(Object event) {
            return event == delivering;
        }

        @Override
        public boolean isNew(Object event) {
            return !(event instanceof NumberedSlot);
        }
    }

    /** It would be delivered, and have an echo, and so on each second for ever. */
    @Test
    void echoesAlone_makeNoLossReport() {
        TalkativeSink sink = new TalkativeSink(true, false) {
            @Override
            public void report(LossReport report) throws Exception {
                super.report(report);
                talk(true);
            }
        };
        ManualTime time = new ManualTime();
        try (TestRing ring = new TestRing(roomy(), sink, time)) {
            sink.target = ring;
            ring.offer(Severity.INFO, 1);
            flush(ring);
            time.advance(java.time.Duration.ofSeconds(11));
            flush(ring);

            assertThat(sink.reports).isEmpty();
            assertThat(ring.books().droppedByReason()).isEqualTo("echo=1");
        }
    }

    private static AsyncConfig.Builder roomy() {
        return tiny().ringSize(64);
    }

    /** Until what the sink has logged meanwhile has been delivered, too. */
    private static void flush(TestRing ring) {
        long before = -1;
        for (int round = 0; ring.books().offered() != before; round++) {
            assertThat(round).as("rounds until nothing more is logged").isLessThan(100);
            before = ring.books().offered();
            assertThat(ring.ring.flush(LONG)).isTrue();
        }
    }
}
