package io.penstock.ring;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * A caller gets in line while the only one before it leaves: it sees that nobody is before it, or is told so by the one who leaves.
 *
 * <p>Seen to fail with {@link WaitingLine#join} that looks whether anybody is in line before it gets in line; {@link WaitingLine#leave}
 * that looks for its successor before it is gone.
 */
@JCStressTest
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "looks for itself from now on")
@Outcome(id = "false", expect = Expect.FORBIDDEN, desc = "nobody looks")
@State
public class WaitingLineJoinStress {

    private final WaitingLine waiters = new WaitingLine();
    private final WaitingLine.Waiter only = waiters.join(false);
    private WaitingLine.Waiter newcomer;

    @Actor
    public void onlyOneLeaves() {
        waiters.leave(only, false);
    }

    @Actor
    public void newcomer() {
        newcomer = waiters.join(false);
    }

    @Arbiter
    public void newcomerIsLeft(Z_Result result) {
        result.r1 = newcomer.isFirst();
    }
}
