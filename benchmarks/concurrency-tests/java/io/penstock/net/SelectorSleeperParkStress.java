package io.penstock.net;

import io.penstock.sink.TimeSource;
import java.util.concurrent.TimeUnit;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * The drain thread of a sender without sockets naps while somebody wakes it: it does not nap on, whoever is first.
 *
 * <p>Seen to fail with a nap that does not look at {@code woken} once it has said who sleeps.
 */
@JCStressTest
@Outcome(id = "false", expect = Expect.ACCEPTABLE, desc = "was woken, or did not nap")
@Outcome(id = "true", expect = Expect.FORBIDDEN, desc = "napped on until its time was up")
@State
public class SelectorSleeperParkStress {

    /** Longer than any machine stands still. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final SelectorSleeper sleeper = new SelectorSleeper(TimeSource.system());
    private volatile boolean begun;

    @Actor
    public void drainThread(Z_Result result) {
        begun = true;
        long start = System.nanoTime();
        sleeper.nap(PATIENCE_NANOS);
        result.r1 = System.nanoTime() - start >= PATIENCE_NANOS;
    }

    @Actor
    public void waker() {
        // Whoever comes long before finds nothing to race against.
        while (!begun) {
            Thread.onSpinWait();
        }
        sleeper.wakeNapping();
    }
}
