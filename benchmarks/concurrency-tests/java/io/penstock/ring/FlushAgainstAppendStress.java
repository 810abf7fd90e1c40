package io.penstock.ring;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Two callers append and flush: when flush returns true, the caller's own event has been delivered and flushed.
 *
 * <p>Seen to fail with {@link DrainLoop} that says it flushed and has not; barriers reached whatever their sequence; a barrier one
 * event too early in {@link AsyncRing#flush}.
 */
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "both flushed")
@Outcome(expect = Expect.FORBIDDEN, desc = "flush returned too early, or in vain")
@State
public class FlushAgainstAppendStress {

    private final StressRing events = new StressRing();

    @Actor
    public void first(ZZ_Result result) {
        result.r1 = appendAndFlush(1);
    }

    @Actor
    public void second(ZZ_Result result) {
        result.r2 = appendAndFlush(2);
    }

    private boolean appendAndFlush(long number) {
        return events.append(number) && events.flush() && (events.flushed() & number) != 0;
    }

    @Arbiter
    public void endDrainThread() {
        events.ring.stop();
    }
}
