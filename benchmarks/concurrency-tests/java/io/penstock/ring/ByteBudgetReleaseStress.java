package io.penstock.ring;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/**
 * What was reserved and given back by two threads is free again.
 *
 * <p>Seen to fail with {@link ByteBudget#release} that reads and then sets, so that updates get lost.
 */
@JCStressTest
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "all is free")
@Outcome(expect = Expect.FORBIDDEN, desc = "bytes leaked, or were given back twice")
@State
public class ByteBudgetReleaseStress {

    private final ByteBudget budget = new ByteBudget(200, 1);

    @Actor
    public void first() {
        reserveAndRelease(130);
    }

    @Actor
    public void second() {
        reserveAndRelease(170);
    }

    private void reserveAndRelease(long bytes) {
        long reserved = budget.reserve(bytes);
        if (reserved != ByteBudget.REFUSED) {
            budget.release(reserved);
        }
    }

    @Arbiter
    public void afterwards(J_Result result) {
        result.r1 = budget.sharedInUse();
    }
}
