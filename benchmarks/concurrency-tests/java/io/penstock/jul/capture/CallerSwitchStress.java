package io.penstock.jul.capture;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Two formatters are set at the same time, of which one shows the caller: if that one is in force in the end, the intake infers the
 * caller.
 *
 * <p>Seen to fail with {@link CallerSwitch#end} that believes the one who ends last to have been set last.
 */
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "the caller is shown, and inferred")
@Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "neither")
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "inferred in vain: which of the two came last is not known")
@Outcome(id = "true, false", expect = Expect.FORBIDDEN, desc = "the caller is shown, and not known")
@State
public class CallerSwitchStress {

    // Only its switch is used.
    private final RecordIntake intake = new RecordIntake(null, null, null, null, false, (message, cause) -> {});
    private final CallerSwitch callerSwitch = new CallerSwitch(intake);
    /** What the formatter in force does. */
    private volatile boolean showsCaller;

    @Actor
    public void first() {
        set(true);
    }

    @Actor
    public void second() {
        set(false);
    }

    private void set(boolean shows) {
        callerSwitch.begin(shows, null);
        showsCaller = shows;
        callerSwitch.end(shows, null, true);
    }

    @Arbiter
    public void afterwards(ZZ_Result result) {
        result.r1 = showsCaller;
        result.r2 = intake.infersCaller();
    }
}
