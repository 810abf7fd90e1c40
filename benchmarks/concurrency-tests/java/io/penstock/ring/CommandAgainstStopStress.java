package io.penstock.ring;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * A command against stop: it runs once, be it before the first event, on the drain thread, or on its caller because the ring has
 * stopped.
 *
 * <p>Seen to fail with {@link RingLife#execute} without its second look at the phase: in every run, a few times.
 */
@JCStressTest
@Outcome(id = "true, 1", expect = Expect.ACCEPTABLE, desc = "ran once")
@Outcome(expect = Expect.FORBIDDEN, desc = "forgotten, or run twice")
@State
public class CommandAgainstStopStress {

    private final StressRing events = new StressRing();
    private int runs;

    @Actor
    public void caller(ZI_Result result) {
        events.append(1);
        events.ring.execute(() -> runs++);
        result.r1 = true;
    }

    @Actor
    public void stop() {
        events.ring.stop();
    }

    @Arbiter
    public void afterwards(ZI_Result result) {
        // Also ends the drain thread if the event came last.
        events.ring.stop();
        result.r2 = runs;
    }
}
