package io.penstock.ring;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * The drain thread clears away the first, whose stack has ended, while the second leaves: the third knows that it is first, and is the
 * only one left.
 *
 * <p>Seen to fail with {@link WaitingLine#settle} that finds out who is first before it has cleared away; {@link WaitingLine#leave} that
 * looks for a successor only if it knows itself to be first.
 */
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "looks for itself from now on, and is counted")
@Outcome(expect = Expect.FORBIDDEN, desc = "nobody looks, or the count is wrong")
@State
public class WaitingLineSettleSuccessionStress {

    private final WaitingLine waiters = new WaitingLine();
    private final WaitingLine.Waiter first = waiters.join(false);
    private final WaitingLine.Waiter second = waiters.join(false);
    private final WaitingLine.Waiter third = waiters.join(false);

    public WaitingLineSettleSuccessionStress() {
        first.gone = true;
        waiters.unsettled = true;
    }

    @Actor
    public void secondLeaves() {
        waiters.leave(second, true);
    }

    @Actor
    public void drainThread() {
        waiters.settle();
    }

    @Arbiter
    public void thirdIsLeft(ZZ_Result result) {
        result.r1 = third.isFirst();
        boolean counted = !waiters.isEmpty();
        waiters.leave(third, true);
        result.r2 = counted && waiters.isEmpty();
    }
}
