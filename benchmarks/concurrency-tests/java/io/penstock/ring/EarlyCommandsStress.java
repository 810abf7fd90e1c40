package io.penstock.ring;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * A command comes while the drain thread is about to begin: it has run when the drain thread begins, which sees what it has changed,
 * or the caller learns that it is too late.
 *
 * <p>Seen to fail with {@link EarlyCommands#run} that does not ask whether it is over; {@link EarlyCommands#end} that does not wait for the
 * runner.
 */
@JCStressTest
@Outcome(id = "true, 1", expect = Expect.ACCEPTABLE, desc = "ran before the drain thread began")
@Outcome(id = "false, 0", expect = Expect.ACCEPTABLE, desc = "too late")
@Outcome(expect = Expect.FORBIDDEN, desc = "forgotten, or running beside the drain thread")
@State
public class EarlyCommandsStress {

    private final EarlyCommands commands = new EarlyCommands((message, cause) -> {});
    /** Plain, as what a command changes at a sink. */
    private int runs;

    @Actor
    public void caller(ZI_Result result) {
        result.r1 = commands.run(() -> runs++);
    }

    @Actor
    public void drainThread(ZI_Result result) {
        commands.end();
        result.r2 = runs;
    }
}
