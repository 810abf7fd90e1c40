package io.penstock.ring;

import static io.penstock.ring.TestRing.LONG;
import static io.penstock.ring.TestRing.tiny;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.Severity;
import io.penstock.sink.LossReport;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SinkFailureTest {

    private final ManualTime time = new ManualTime();
    private final RecordingSink broken = new RecordingSink() {
        @Override
        void take(NumberedSlot slot) throws Exception {
            throw new IOException("failure " + slot.number);
        }
    };

    @Test
    void deliver_failsEndlessly_announcesFirstThenCountWithLast() {
        try (TestRing ring = new TestRing(tiny(), broken, time)) {
            for (int number = 1; number <= 100; number++) {
                ring.offer(Severity.INFO, number);
                ring.ring.flush(LONG);
            }
            assertThat(ring.announcer.messages).containsExactly("The wrapped appender failed to take an event");

            time.advance(Duration.ofSeconds(10));
            ring.ring.flush(LONG);
            ring.offer(Severity.INFO, 101);
            ring.ring.flush(LONG);

            assertThat(ring.announcer.messages)
                    .containsExactly(
                            "The wrapped appender failed to take an event",
                            "The wrapped appender failed to take an event, 99 times more since; the last time",
                            "The wrapped appender failed to take an event");
            assertThat(ring.announcer.causes)
                    .extracting(cause -> cause == null ? null : cause.getMessage())
                    .containsExactly("failure 1", "failure 100", "failure 101");
            assertThat(ring.books().failed()).isEqualTo(101);
        }
    }

    @Test
    void deliver_failsOnce_isAnnouncedOnce() {
        try (TestRing ring = new TestRing(tiny(), broken, time)) {
            ring.offer(Severity.INFO, 1);
            ring.ring.flush(LONG);
            time.advance(Duration.ofMinutes(1));
            ring.ring.flush(LONG);
            ring.ring.stop();

            assertThat(ring.announcer.messages).containsExactly("The wrapped appender failed to take an event");
        }
    }

    @Test
    void stop_failuresStillFolded_announcesTheirCount() {
        try (TestRing ring = new TestRing(tiny(), broken, time)) {
            for (int number = 1; number <= 10; number++) {
                ring.offer(Severity.INFO, number);
            }
            ring.ring.stop();

            assertThat(ring.announcer.messages)
                    .containsExactly(
                            "The wrapped appender failed to take an event",
                            "The wrapped appender failed to take an event, 9 times more since; the last time");
        }
    }

    @Test
    void announcer_throws_eventsFlowOnAndAreCounted() {
        try (TestRing ring = new TestRing(tiny(), broken, time)) {
            ring.announcer.throwing = true;
            for (int number = 1; number <= 10; number++) {
                assertThat(ring.offer(Severity.INFO, number)).isTrue();
            }
            assertThat(ring.ring.stop()).isZero();

            assertThat(broken.threads).hasSize(1);
            assertThat(ring.books().failed()).isEqualTo(10);
        }
    }

    @Test
    void everyCallOfTheSink_throws_eventsFlowOn() {
        RecordingSink allBroken = new RecordingSink() {
            @Override
            public void endOfBatch() {
                throw new StackOverflowError("end of batch");
            }

            @Override
            public long flush() throws IOException {
                throw new IOException("flush");
            }

            @Override
            public void report(LossReport report) {
                throw new OutOfMemoryError("report");
            }
        };
        try (TestRing ring = new TestRing(tiny(), allBroken, time)) {
            ring.ring.drop(io.penstock.DropReason.NESTED, Severity.INFO);
            for (int number = 1; number <= 10; number++) {
                assertThat(ring.offer(Severity.INFO, number)).isTrue();
                assertThat(ring.ring.flush(LONG)).isFalse();
            }

            assertThat(ring.ring.stop()).isZero();
            assertThat(allBroken.threads).hasSize(1);
            // Taken, but not flushed at the end of their batches.
            assertThat(ring.books().failed()).isEqualTo(10);
            assertThat(ring.books().delivered()).isZero();
        }
    }

    @Test
    void endOfBatch_failsOnce_countsThatBatchAsFailed() {
        boolean[] full = {false};
        RecordingSink buffering = new RecordingSink() {
            @Override
            public void endOfBatch() throws IOException {
                if (full[0]) {
                    throw new IOException("no space left");
                }
            }
        };
        try (TestRing ring = new TestRing(tiny(), buffering, time)) {
            for (int number = 1; number <= 9; number++) {
                full[0] = number == 4;
                assertThat(ring.offer(Severity.INFO, number)).isTrue();
                assertThat(ring.ring.flush(LONG)).isTrue();
            }

            assertThat(ring.ring.stop()).isZero();
            assertThat(ring.books().failed()).isEqualTo(1);
            assertThat(ring.books().delivered()).isEqualTo(8);
        }
    }

    @Test
    void sink_leavesInterruptFlag_drainThreadGoesOn() {
        RecordingSink interrupting = new RecordingSink() {
            @Override
            void take(NumberedSlot slot) {
                Thread.currentThread().interrupt();
            }
        };
        try (TestRing ring = new TestRing(tiny(), interrupting, time)) {
            for (int number = 0; number < 100; number++) {
                assertThat(ring.offer(Severity.INFO, number)).isTrue();
                assertThat(ring.ring.flush(LONG)).isTrue();
            }
            assertThat(interrupting.seen).hasSize(100);
        }
    }
}
