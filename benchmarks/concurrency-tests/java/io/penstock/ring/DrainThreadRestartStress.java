package io.penstock.ring;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/**
 * Two callers find that there is no drain thread: one successor is started, not two and not none.
 *
 * <p>Seen to fail with {@link DrainThread} that replaces the thread without its lock; rarely, with one that asks whether the loop had
 * ended before it finds the thread dead.
 */
@JCStressTest
@Outcome(id = "1, true", expect = Expect.ACCEPTABLE, desc = "one thread ran the loop")
@Outcome(expect = Expect.FORBIDDEN, desc = "two consumers, or none")
@State
public class DrainThreadRestartStress {

    private final AtomicInteger runs = new AtomicInteger();
    private final DrainThread thread = new DrainThread("drain", runs::incrementAndGet, (message, cause) -> {});

    @Actor
    public void first() {
        thread.reviveIfDead();
    }

    @Actor
    public void second() {
        thread.reviveIfDead();
    }

    @Arbiter
    public void afterwards(IZ_Result result) {
        result.r2 = thread.join(Duration.ofSeconds(10));
        result.r1 = runs.get();
    }
}
