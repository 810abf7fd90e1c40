package io.penstock.ring;

import io.penstock.sink.Sleeper;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * The drain thread says that it naps and looks at the ring once more; a producer publishes and looks whether it naps. One of them
 * must see the other, or the drain thread sleeps on with an event in the ring.
 *
 * <p>Seen to fail with {@link DrainNap#idle} without its second look at the ring; also {@code napping} not volatile and the fence gone.
 */
@JCStressTest
@Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "the event was seen in time")
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "seen in time, and called all the same")
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "slept, and was woken")
@Outcome(id = "true, false", expect = Expect.FORBIDDEN, desc = "sleeps on")
@State
public class DrainNapStress {

    // No thread really sleeps: a nap that ends by an exception leaves the drain thread napping for good, and what then
    // counts is whether anybody calls it.
    private static final RuntimeException ASLEEP = new RuntimeException("asleep", null, false, false) {
        private static final long serialVersionUID = 1;
    };

    /** Written in the order of a release, as Disruptor publishes. */
    private final AtomicLong published = new AtomicLong(-1);

    private boolean slept;
    private boolean woken;

    private final DrainNap nap = new DrainNap(1_000_000, 16, new Sleeper() {
        @Override
        public void nap(long nanos) {
            throw ASLEEP;
        }

        @Override
        public void wake(Thread drainThread) {
            woken = true;
        }
    });

    @Actor
    public void drainThread() {
        try {
            nap.idle(true, () -> published.getAcquire() < 0);
        } catch (RuntimeException asleep) {
            slept = true;
        }
    }

    @Actor
    public void producer() {
        published.setRelease(0);
        // As AsyncRing.wake does.
        VarHandle.fullFence();
        nap.wake();
    }

    @Arbiter
    public void afterwards(ZZ_Result result) {
        result.r1 = slept;
        result.r2 = woken;
    }
}
