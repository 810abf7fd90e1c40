package io.penstock.ring;

import java.util.Arrays;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JIJ_Result;

/**
 * Two producers go around the ring: what one claims, fills and publishes is delivered once and whole, then cleared, and only then
 * another's.
 *
 * <p>Seen to fail with {@link DrainLoop} that gives a slot back before it is delivered, or does not clear it.
 */
@JCStressTest
@Outcome(id = "1200, 0, 0", expect = Expect.ACCEPTABLE, desc = "each delivered once, nothing held afterwards")
@Outcome(expect = Expect.FORBIDDEN, desc = "an event was overwritten, cleared too early, delivered twice, or is still held")
@State
public class SlotReuseStress {

    private static final int EVENTS = 24;

    private final StressRing events = new StressRing();

    @Actor
    public void first() {
        append(1);
    }

    @Actor
    public void second() {
        append(49);
    }

    private void append(long number) {
        for (int event = 0; event < EVENTS; event++) {
            while (!events.append(number)) {
                Thread.onSpinWait();
            }
        }
    }

    @Arbiter
    public void afterwards(JIJ_Result result) {
        events.ring.stop();
        result.r1 = events.delivered();
        result.r2 = events.empty();
        result.r3 = Arrays.stream(events.slots).mapToLong(slot -> slot.number).sum();
    }
}
