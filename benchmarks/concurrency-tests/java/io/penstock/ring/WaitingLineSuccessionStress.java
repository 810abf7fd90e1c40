package io.penstock.ring;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * Of the callers that wait for room the first and the second leave at the same time: the third knows that it is first.
 *
 * <p>Seen to fail with {@link WaitingLine#leave} that looks for its successor before it is gone, or only if it knows itself to be first.
 */
@JCStressTest
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "looks for itself from now on")
@Outcome(id = "false", expect = Expect.FORBIDDEN, desc = "nobody looks")
@State
public class WaitingLineSuccessionStress {

    private final WaitingLine waiters = new WaitingLine();
    private final WaitingLine.Waiter first = waiters.join(false);
    private final WaitingLine.Waiter second = waiters.join(false);
    private final WaitingLine.Waiter third = waiters.join(false);

    @Actor
    public void firstLeaves() {
        waiters.leave(first, true);
    }

    @Actor
    public void secondLeaves() {
        waiters.leave(second, true);
    }

    @Arbiter
    public void thirdIsLeft(Z_Result result) {
        result.r1 = third.isFirst();
    }
}
