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
 * The drain thread dies and sees to its successor, while a caller looks again and again whether there is one: one successor is
 * started, not two and not none.
 *
 * <p>Seen to fail with {@link DrainThread} that does not ask whether the one to be replaced is still the current one, or whether the loop
 * had ended after it found the thread dead.
 */
@JCStressTest
@Outcome(id = "2, true", expect = Expect.ACCEPTABLE, desc = "one successor ran the loop to its end")
@Outcome(expect = Expect.FORBIDDEN, desc = "two successors, or none")
@State
public class DrainThreadSuccessorStress {

    private static final Error DEADLY = new Error("deadly", null, false, false) {
        private static final long serialVersionUID = 1;
    };

    private final AtomicInteger runs = new AtomicInteger();
    private final DrainThread thread = new DrainThread("drain", this::loop, (message, cause) -> {});

    private void loop() {
        if (runs.incrementAndGet() == 1) {
            throw DEADLY;
        }
    }

    @Actor
    public void starter() {
        thread.start();
    }

    @Actor
    public void reviver() {
        while (!thread.hasEnded()) {
            thread.reviveIfDead();
        }
    }

    @Arbiter
    public void afterwards(IZ_Result result) {
        result.r2 = thread.join(Duration.ofSeconds(10));
        result.r1 = runs.get();
    }
}
