package io.penstock.logback;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.AsyncConfig;
import io.penstock.Severity;
import io.penstock.ring.AsyncRing;
import io.penstock.ring.RingSlot;
import io.penstock.ring.RingTally;
import io.penstock.sink.LossReport;
import io.penstock.sink.Sink;
import io.penstock.sink.SinkTraits;
import io.penstock.sink.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How an appender that is stopped divides its time. */
@Timeout(60)
class DrainingTest {

    private static final class NumberSlot extends RingSlot {
        @Override
        protected void clear() {}
    }

    /** A sender whose peer is back, which it would only know if it tried: it tries when it is told that time is short. */
    private static final class Waiting implements Sink<NumberSlot> {
        private final RingTally tally = new RingTally();
        private final List<String> calls = new ArrayList<>();

        @Override
        public void deliver(NumberSlot slot) {
            calls.add("event");
            tally.delivered(1);
        }

        @Override
        public void endOfBatch() {}

        @Override
        public long flush() {
            return EVERYTHING;
        }

        @Override
        public void report(LossReport report) {}

        @Override
        public boolean hasArrived(long mark) {
            return calls.contains("hurry");
        }

        @Override
        public void hurry() {
            calls.add("hurry");
        }

        @Override
        public boolean finish() {
            calls.add("finish");
            return calls.contains("hurry");
        }
    }

    @Test
    void drain_flushDoesNotSucceed_leavesTimeForTheEnd() {
        Waiting sink = new Waiting();
        AsyncRing<NumberSlot> ring = new AsyncRing<>(
                AsyncConfig.builder().ringSize(16).build(),
                "test-draining",
                NumberSlot::new,
                sink,
                SinkTraits.of("The sender"),
                sink.tally,
                (message, cause) -> {},
                TimeSource.system());
        assertThat(ring.admits(Severity.INFO)).isTrue();
        ring.publish(ring.claim(Severity.INFO, 0));

        long left = RingAppender.drain(ring, Duration.ofSeconds(1), () -> {});

        assertThat(left).isZero();
        assertThat(ring.hasEnded()).isTrue();
        assertThat(sink.calls).containsExactly("event", "hurry", "finish");
    }
}
