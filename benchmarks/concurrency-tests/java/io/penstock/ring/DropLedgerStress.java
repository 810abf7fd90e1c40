package io.penstock.ring;

import io.penstock.sink.TimeSource;

import io.penstock.DropReason;
import io.penstock.Severity;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JZ_Result;

/**
 * Two drops of the same kind at the same time are two, and the episode is open.
 *
 * <p>Seen to fail with {@link DropLedger} with plain counters.
 */
@JCStressTest
@Outcome(id = "2, true", expect = Expect.ACCEPTABLE, desc = "both counted")
@Outcome(expect = Expect.FORBIDDEN, desc = "a drop that nobody counted")
@State
public class DropLedgerStress {

    private final DropLedger drops = new DropLedger(TimeSource.system());

    @Actor
    public void first() {
        drops.record(DropReason.RING_FULL, Severity.INFO);
    }

    @Actor
    public void second() {
        drops.record(DropReason.RING_FULL, Severity.INFO);
    }

    @Arbiter
    public void sums(JZ_Result result) {
        result.r1 = drops.drops().of(DropReason.RING_FULL, Severity.INFO);
        result.r2 = drops.inEpisode();
    }
}
