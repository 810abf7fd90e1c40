package io.penstock.ring;

import io.penstock.sink.Sleeper;

import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * After a long silence the drain thread says that it sleeps and looks at the ring once more; a producer claims, and then looks
 * whether it sleeps. One of them must see the other, or the first event after a silence waits for the end of the sleep.
 *
 * <p>Seen to fail with {@code asleep} said after the second look at the ring; also the flags not volatile and the fence gone.
 */
@JCStressTest
@Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "the claim was seen in time")
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "seen in time, and called all the same")
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "slept, and was found asleep")
@Outcome(id = "true, false", expect = Expect.FORBIDDEN, desc = "sleeps, and nobody knows")
@State
public class DrainSleepStress {

    private static final long NAP_NANOS = 50_000;
    private static final int NAPS_BEFORE_SLEEP = 64;

    // A sleep that ends by an exception leaves the drain thread asleep for good.
    private static final RuntimeException ASLEEP = new RuntimeException("asleep", null, false, false) {
        private static final long serialVersionUID = 1;
    };

    private final AtomicLong cursor = new AtomicLong(-1);
    private boolean slept;
    private boolean foundAsleep;

    private final DrainNap nap = new DrainNap(NAP_NANOS, 16, new Sleeper() {
        @Override
        public void nap(long nanos) {
            if (nanos > NAP_NANOS) {
                throw ASLEEP;
            }
        }

        @Override
        public void wake(Thread drainThread) {}
    });

    public DrainSleepStress() {
        for (int round = 0; round < NAPS_BEFORE_SLEEP; round++) {
            nap.idle(true, () -> true);
        }
    }

    @Actor
    public void drainThread() {
        try {
            // Disruptor's cursor, read with an acquire fence.
            nap.idle(true, () -> cursor.getAcquire() < 0);
        } catch (RuntimeException asleep) {
            slept = true;
        }
    }

    @Actor
    public void producer() {
        // As AsyncRing does: claim, then look, then publish.
        cursor.compareAndSet(-1, 0);
        foundAsleep = nap.isAsleep();
    }

    @Arbiter
    public void afterwards(ZZ_Result result) {
        result.r1 = slept;
        result.r2 = foundAsleep;
    }
}
