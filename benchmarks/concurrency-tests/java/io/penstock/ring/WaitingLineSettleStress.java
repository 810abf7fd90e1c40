package io.penstock.ring;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * A second caller's stack ends in the queue while the drain thread clears the first one away: both are gone after the next round, and
 * a newcomer is first.
 *
 * <p>Seen to fail with {@link WaitingLine#settle} that takes back {@code unsettled} when it is done instead of before.
 */
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "nobody is left behind")
@Outcome(expect = Expect.FORBIDDEN, desc = "one stands in the queue for ever")
@State
public class WaitingLineSettleStress {

    private final WaitingLine waiters = new WaitingLine();
    private final WaitingLine.Waiter second;

    public WaitingLineSettleStress() {
        stackEnds(waiters.join(false));
        second = waiters.join(false);
    }

    /** As AsyncRing does. */
    private void stackEnds(WaitingLine.Waiter waiter) {
        waiter.gone = true;
        waiters.unsettled = true;
    }

    @Actor
    public void caller() {
        stackEnds(second);
    }

    @Actor
    public void drainThread() {
        waiters.settle();
    }

    @Arbiter
    public void nextRound(ZZ_Result result) {
        waiters.settle();
        result.r1 = waiters.isEmpty();
        result.r2 = waiters.join(false).isFirst();
    }
}
