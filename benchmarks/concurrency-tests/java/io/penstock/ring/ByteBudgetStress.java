package io.penstock.ring;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;

/**
 * Two events of which only one fits into the shared half of the byte budget; what both give back is free again.
 *
 * <p>Seen to fail with the compare-and-set in {@link ByteBudget#reserve} made a plain set after the look.
 */
@JCStressTest
@Outcome(id = {"60, -1, 60", "-1, 60, 60"}, expect = Expect.ACCEPTABLE, desc = "one got in")
@Outcome(expect = Expect.FORBIDDEN, desc = "both, none, or a sum that is wrong")
@State
public class ByteBudgetStress {

    // 100 shared bytes, 100 for the one slot.
    private final ByteBudget budget = new ByteBudget(200, 1);

    @Actor
    public void first(JJJ_Result result) {
        result.r1 = budget.reserve(160);
    }

    @Actor
    public void second(JJJ_Result result) {
        result.r2 = budget.reserve(160);
    }

    @Arbiter
    public void afterwards(JJJ_Result result) {
        result.r3 = budget.sharedInUse();
    }
}
