package io.penstock.ring;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * A command comes while the drain thread is about to begin: it runs on its caller's thread before that, or on the drain thread.
 *
 * <p>Written against {@link Commands#runEarly} that asks for the phase before it says who runs; {@link Commands#awaitEarly} that does
 * not wait.
 */
@JCStressTest
@Outcome(id = "false, 1", expect = Expect.ACCEPTABLE, desc = "ran once, and not beside the drain thread")
@Outcome(expect = Expect.FORBIDDEN, desc = "forgotten, run twice, or run beside the drain thread")
@State
public class CommandsEarlyStress {

    private final Phase phase = new Phase();
    private final Commands commands = new Commands();
    private volatile boolean drains;
    private volatile boolean early;
    private boolean beside;
    private int runs;

    private void command() {
        beside |= early && drains;
        runs++;
        beside |= early && drains;
    }

    private static void failed(Throwable failure) {
        throw new AssertionError(failure);
    }

    @Actor
    public void caller() {
        commands.add(Commands.BEFORE_THE_FIRST, this::command);
        early = true;
        commands.runEarly(phase, CommandsEarlyStress::failed);
        early = false;
    }

    @Actor
    public void drainThread() {
        phase.move(Phase.NEW, Phase.RUNNING);
        commands.awaitEarly(Long.MAX_VALUE);
        drains = true;
    }

    /** What the drain thread does in its rounds. */
    @Arbiter
    public void afterwards(ZI_Result result) {
        commands.run(Commands.BEFORE_THE_FIRST, CommandsEarlyStress::failed);
        result.r1 = beside;
        result.r2 = runs;
    }
}
