package io.penstock.ring;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/**
 * A caller whose stack has ended leaves its bytes to the drain thread, which is just giving back those of another: all is free after
 * the next round.
 *
 * <p>Seen to fail with {@link ByteBudget#settle} that sets {@code owed} back to 0.
 */
@JCStressTest
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "all is free")
@Outcome(expect = Expect.FORBIDDEN, desc = "bytes leaked, or were given back twice")
@State
public class ByteBudgetOwedStress {

    private final ByteBudget budget = new ByteBudget(200, 1);

    public ByteBudgetOwedStress() {
        stackEnds(budget.reserve(130));
    }

    /** As AsyncRing does. */
    private void stackEnds(long reserved) {
        budget.owed += reserved;
    }

    @Actor
    public void caller() {
        long reserved = budget.reserve(140);
        if (reserved != ByteBudget.REFUSED) {
            stackEnds(reserved);
        }
    }

    @Actor
    public void drainThread() {
        budget.settle();
    }

    @Arbiter
    public void nextRound(J_Result result) {
        budget.settle();
        result.r1 = budget.sharedInUse();
    }
}
