package io.penstock.ring;

import io.penstock.sink.Sleeper;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * A drain thread has died in its nap, and somebody is about to wake it when its successor naps for the first time: whoever comes
 * afterwards must find the successor.
 *
 * <p>Seen to fail with {@link DrainNap#wake} that takes the napping thread back without looking whose nap it is.
 */
@JCStressTest
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "the successor is woken")
@Outcome(id = "false", expect = Expect.FORBIDDEN, desc = "it sleeps on")
@State
public class DrainNapSuccessorStress {

    /** A nap that ends by an exception leaves its thread napping for good. */
    private static final RuntimeException ASLEEP = new RuntimeException("asleep", null, false, false) {
        private static final long serialVersionUID = 1;
    };

    private volatile Thread successor;
    private volatile boolean woken;

    private final DrainNap nap = new DrainNap(1_000_000, 16, new Sleeper() {
        @Override
        public void nap(long nanos) {
            throw ASLEEP;
        }

        @Override
        public void wake(Thread drainThread) {
            woken |= drainThread == successor;
        }
    });

    public DrainNapSuccessorStress() {
        sleep();
    }

    private void sleep() {
        try {
            nap.idle(true, () -> true);
        } catch (RuntimeException asleep) {
            // As it should.
        }
    }

    @Actor
    public void lateWaker() {
        nap.wake();
    }

    @Actor
    public void successor() {
        successor = Thread.currentThread();
        sleep();
    }

    @Arbiter
    public void afterwards(Z_Result result) {
        nap.wake();
        result.r1 = woken;
    }
}
