package io.penstock.ring;

import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * A flush against stop: whoever flushes is let go when his event was delivered and flushed, or at once if the ring has stopped; never
 * only when his patience has ended.
 *
 * <p>Seen to fail with {@link RingLife} that lets nobody go at its end; seldom, and not in every fork, with {@link Arrivals#flush}
 * that looks at the phase before it adds its barrier.
 */
@JCStressTest
@Outcome(id = {"true, true", "false, true"}, expect = Expect.ACCEPTABLE, desc = "flushed, whether the event came in time or not")
@Outcome(expect = Expect.FORBIDDEN, desc = "waited in vain, or the event was not flushed")
@State
public class FlushAgainstStopStress {

    /** Longer than any machine stands still. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final StressRing events = new StressRing();

    @Actor
    public void caller(ZZ_Result result) {
        result.r1 = events.append(1);
        result.r2 = events.ring.flush(PATIENCE) && (!result.r1 || events.flushed() == 1);
    }

    @Actor
    public void stop() {
        events.ring.stop();
    }

    @Arbiter
    public void endDrainThread() {
        events.ring.stop();
    }
}
