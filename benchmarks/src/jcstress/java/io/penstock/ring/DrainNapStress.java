package io.penstock.ring;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;

/**
 * The drain thread says that it naps and looks at the ring once more; a producer publishes and looks whether it naps. One of them
 * must see the other, or the drain thread sleeps on with an event in the ring.
 */
@JCStressTest(Mode.Termination)
@Outcome(id = "TERMINATED", expect = Expect.ACCEPTABLE, desc = "saw the event, or was woken")
@Outcome(id = "STALE", expect = Expect.FORBIDDEN, desc = "sleeps on")
@State
public class DrainNapStress {

    private final Doze doze = new Doze();
    private final DrainNap nap = new DrainNap(1_000_000, 16, doze);
    /** Written in the order of a release, as Disruptor publishes. */
    private final AtomicLong published = new AtomicLong(-1);

    @Actor
    public void drainThread() {
        nap.idle(() -> published.getAcquire() < 0);
    }

    @Signal
    public void producer() {
        published.setRelease(0);
        VarHandle.fullFence();
        nap.wake(null);
    }

    /** Sleeps until woken, however long. */
    private static final class Doze implements Sleeper {

        private volatile boolean woken;

        @Override
        public void nap(long nanos) {
            while (!woken) {
                Thread.onSpinWait();
            }
        }

        @Override
        public void wake(Thread drainThread) {
            woken = true;
        }
    }
}
