package io.penstock.ring;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/**
 * An event on its way from unconfirmed to delivered is never in both counts, for who reads in the order of the books.
 *
 * <p>Seen to fail with {@link RingTally#acknowledged} that adds first and takes away then.
 */
@JCStressTest
@Outcome(id = {"0, 0", "0, 1", "1, 0"}, expect = Expect.ACCEPTABLE, desc = "in one of them, or between")
@Outcome(expect = Expect.FORBIDDEN, desc = "counted twice")
@State
public class TallyStress {

    private final RingTally tally = new RingTally();

    @Actor
    public void drainThread() {
        tally.sent(1);
        tally.acknowledged(1);
    }

    @Actor
    public void reader(JJ_Result result) {
        result.r1 = tally.delivered();
        result.r2 = tally.unconfirmed();
    }
}
