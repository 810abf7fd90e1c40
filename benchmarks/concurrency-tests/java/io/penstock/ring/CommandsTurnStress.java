package io.penstock.ring;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Two callers bring a command each before there is a drain thread: both have run when both callers have returned, whoever ran them,
 * and not at the same time.
 *
 * <p>Written against a runner that does not look once more after it has taken its leave; one that does not ask whether there is one already.
 */
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "both ran, one after the other")
@Outcome(expect = Expect.FORBIDDEN, desc = "one was left behind, or they ran at the same time")
@State
public class CommandsTurnStress {

    private final Phase phase = new Phase();
    private final Commands commands = new Commands();
    private int runs;

    private void run() {
        commands.add(Commands.BEFORE_THE_FIRST, this::command);
        commands.runEarly(phase, failure -> {});
    }

    private void command() {
        int before = runs;
        // Long enough for the other to come in between, if he can.
        for (int i = 0; i < 10; i++) {
            Thread.onSpinWait();
        }
        runs = before + 1;
    }

    @Actor
    public void first() {
        run();
    }

    @Actor
    public void second() {
        run();
    }

    @Arbiter
    public void afterwards(ZZ_Result result) {
        result.r1 = runs == 2;
        result.r2 = !commands.isRunningEarly();
    }
}
