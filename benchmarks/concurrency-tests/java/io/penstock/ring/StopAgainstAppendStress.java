package io.penstock.ring;

import io.penstock.AsyncConfig;
import io.penstock.Books;
import io.penstock.Severity;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;

/**
 * An event against stop: claim and publish on one side, phase and cursor on the other (Dekker; see the note in {@link AsyncRing}).
 * Starting the drain thread, by the first event, is part of the race.
 *
 * <p>Seen to fail with {@link AsyncRing#claim} without its second look at the phase.
 */
@JCStressTest
@Outcome(id = "1, 0, 0", expect = Expect.ACCEPTABLE, desc = "the event came in time, and was delivered")
@Outcome(id = "0, 1, 0", expect = Expect.ACCEPTABLE, desc = "it came too late, and was dropped and counted")
@Outcome(expect = Expect.FORBIDDEN, desc = "forgotten, counted twice, or left behind")
@State
public class StopAgainstAppendStress {

    private static final AsyncConfig CONFIG =
            AsyncConfig.builder().ringSize(16).prioritySlots(2).maxBlock(Duration.ZERO).build();

    private final AsyncRing<StressRing.Slot> ring = StressRing.of(CONFIG);

    @Actor
    public void producer() {
        if (ring.admits(Severity.INFO)) {
            StressRing.Slot slot = ring.claim(Severity.INFO, 1);
            if (slot != null) {
                ring.publish(slot);
            }
        }
    }

    @Actor
    public void stop() {
        ring.stop();
    }

    @Arbiter
    public void books(JJJ_Result result) {
        // Also ends the drain thread if the event came last.
        ring.stop();
        Books books = ring.books();
        result.r1 = books.delivered();
        result.r2 = books.dropped();
        result.r3 = books.pending();
    }
}
