package io.penstock.ring;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * A barrier that is added while the drain thread opens an earlier one is opened now, or when it looks again; never without having
 * been flushed for.
 *
 * <p>Seen to fail with {@link FlushBarriers#openArrived} that does not ask whether the barrier was reached.
 */
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "opened as flushed, and gone")
@Outcome(expect = Expect.FORBIDDEN, desc = "somebody waits for ever, or is told that nothing was flushed")
@State
public class FlushBarrierStress {

    private final FlushBarriers barriers = new FlushBarriers();
    private FlushBarriers.Barrier barrier;

    public FlushBarrierStress() {
        barriers.add(0);
    }

    @Actor
    public void caller() {
        barrier = barriers.add(0);
    }

    @Actor
    public void drainThread() {
        cycle();
    }

    private void cycle() {
        if (!barriers.isEmpty()) {
            if (barriers.isReached(0)) {
                barriers.reached(0, 0);
            }
            barriers.openArrived(mark -> true);
        }
    }

    @Arbiter
    public void nextCycle(ZZ_Result result) {
        cycle();
        try {
            result.r1 = barrier.await(0);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts an arbiter", e);
        }
        result.r2 = barriers.isEmpty();
    }
}
