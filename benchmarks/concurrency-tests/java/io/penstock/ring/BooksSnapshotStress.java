package io.penstock.ring;

import io.penstock.AsyncConfig;
import io.penstock.Severity;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZJJ_Result;

/**
 * The books are read while slots are claimed and given back because the ring has stopped: no snapshot has less than nothing
 * pending, and the sums are right afterwards.
 *
 * <p>Seen to fail with {@link Claims#accepted} that reads the cursor before what was given back.
 */
@JCStressTest
@Outcome(id = "false, 0, 200", expect = Expect.ACCEPTABLE, desc = "never less than nothing, and all dropped and counted")
@Outcome(expect = Expect.FORBIDDEN, desc = "less than nothing was pending, or a sum is wrong")
@State
public class BooksSnapshotStress {

    // Many of each: what is looked for takes an interrupt between two reads that are a few nanoseconds apart.
    private static final int CLAIMS = 200;

    private final AsyncRing<StressRing.Slot> ring =
            StressRing.of(AsyncConfig.builder().ringSize(256).build());
    private volatile boolean done;

    public BooksSnapshotStress() {
        ring.stop();
    }

    @Actor
    public void lateProducer() {
        for (int claim = 0; claim < CLAIMS; claim++) {
            // Without the question before it: as if the ring had been stopped since.
            ring.claim(Severity.INFO, 1);
        }
        done = true;
    }

    @Actor
    public void reader(ZJJ_Result result) {
        do {
            result.r1 |= ring.books().pending() < 0;
        } while (!done);
    }

    @Arbiter
    public void afterwards(ZJJ_Result result) {
        result.r2 = ring.books().accepted();
        result.r3 = ring.books().dropped();
    }
}
