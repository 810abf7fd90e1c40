package io.penstock.ring;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IJ_Result;

/**
 * Whoever sees that a slot was given up sees what its producer had put there: severity and reserved bytes go into the books.
 *
 * <p>Seen to fail with {@link RingSlot#givenUp} not volatile: in every run, once in a thousand to ten thousand rounds.
 */
@JCStressTest
@Outcome(id = "-1, -1", expect = Expect.ACCEPTABLE, desc = "not yet given up")
@Outcome(id = "3, 7", expect = Expect.ACCEPTABLE, desc = "given up, and complete")
@Outcome(expect = Expect.FORBIDDEN, desc = "given up, and incomplete")
@State
public class GivenUpSlotStress {

    private final RingSlot slot = new RingSlot() {
        @Override
        protected void clear() {}
    };

    @Actor
    public void producer() {
        slot.sequence = 5;
        slot.severity = 3;
        slot.reservedBytes = 7;
        slot.occupied = true;
        slot.givenUp = 5;
    }

    @Actor
    public void drainThread(IJ_Result result) {
        // It has looked at this slot before, as it does lap after lap. What it read then no compiler may use again behind
        // a volatile read; behind a plain one they do, which is what makes the mutation show wherever they compile.
        if (slot.severity != 0 || slot.reservedBytes != 0) {
            result.r1 = -1;
            result.r2 = -1;
            return;
        }
        boolean givenUp = slot.givenUp == 5;
        result.r1 = givenUp ? slot.severity : -1;
        result.r2 = givenUp ? slot.reservedBytes : -1;
    }
}
