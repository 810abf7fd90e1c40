package io.penstock.ring;

import static io.penstock.ring.TestRing.tiny;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.DropReason;
import io.penstock.Severity;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A stage at admission, as one that writes each event to a file before the drain thread can see it. */
class AdmissionStageTest {

    /** Notes what it sees, and that the drain thread has not seen it. */
    private static final class Journal implements AdmissionStage<NumberedSlot> {
        private final RecordingSink sink;
        private final List<String> entries = new ArrayList<>();

        Journal(RecordingSink sink) {
            this.sink = sink;
        }

        @Override
        public void admitted(NumberedSlot slot) {
            if (slot.number < 0) {
                throw new StackOverflowError("on purpose");
            }
            String seen = sink.seen.contains(slot.number) ? " delivered" : "";
            entries.add(slot.sequence + ":" + slot.number + " "
                    + Thread.currentThread().getName() + seen);
        }
    }

    @Test
    void admitted_eachAcceptedEvent_isSeenFilledOnItsCallersThreadBeforeTheDrainThread() {
        RecordingSink sink = new RecordingSink();
        Journal journal = new Journal(sink);
        String caller = Thread.currentThread().getName();
        try (TestRing ring = new TestRing(tiny(), journal, sink)) {
            ring.offer(Severity.INFO, 7);
            ring.offer(Severity.ERROR, 8);
            assertThat(ring.ring.flush(TestRing.LONG)).isTrue();

            assertThat(journal.entries).containsExactly("0:7 " + caller, "1:8 " + caller);
            assertThat(sink.seen).containsExactly(7L, 8L);
        }
    }

    @Test
    void admitted_droppedEvents_areNotSeen() throws InterruptedException {
        BlockingSink sink = new BlockingSink();
        Journal journal = new Journal(sink);
        try (TestRing ring = new TestRing(tiny(), journal, sink)) {
            ring.offer(Severity.INFO, 0);
            sink.awaitEntered();
            int accepted = 1 + ring.fill(Severity.INFO, 1);

            assertThat(ring.books().dropped()).isOne();
            assertThat(journal.entries).hasSize(accepted);
            sink.release();
        }
    }

    /** The host gives the slot up, as after any failure between claim and publish. */
    @Test
    void admitted_throws_eventIsCountedAndLaterOnesFlow() {
        RecordingSink sink = new RecordingSink();
        try (TestRing ring = new TestRing(tiny(), new Journal(sink), sink)) {
            ring.offer(Severity.INFO, 1);
            NumberedSlot slot = ring.ring.claim(Severity.INFO, 0);
            long sequence = slot.sequence;
            try {
                TestRing.fill(slot, 0, -1);
                ring.ring.publish(slot);
            } catch (Throwable stackEnded) {
                slot.givenUp = sequence;
            }
            ring.offer(Severity.INFO, 2);
            assertThat(ring.ring.flush(TestRing.LONG)).isTrue();

            assertThat(sink.seen).containsExactly(1L, 2L);
            assertThat(ring.books().dropped(DropReason.CAPTURE_FAILED)).isOne();
            assertThat(ring.books().accepted()).isEqualTo(2);
        }
    }
}
