package io.penstock.jul.capture;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * A record is logged while a formatter is set that shows the caller: if it finds the formatter in force, its caller is inferred.
 *
 * <p>Seen to fail with {@link CallerSwitch#begin} that leaves the intake as it is.
 */
@JCStressTest
@Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "logged before")
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "logged just before, its caller is inferred all the same")
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "logged after, its caller is known")
@Outcome(id = "true, false", expect = Expect.FORBIDDEN, desc = "the caller is shown, and not known")
@State
public class CallerSwitchEventStress {

    // Only its switch is used.
    private final RecordIntake intake = new RecordIntake(null, null, null, null, false, (message, cause) -> {});
    private final CallerSwitch callerSwitch = new CallerSwitch(intake);
    /** What the formatter in force does. */
    private volatile boolean showsCaller;

    @Actor
    public void setter() {
        callerSwitch.begin(true, null);
        showsCaller = true;
        callerSwitch.end(true, null, true);
    }

    @Actor
    public void logger(ZZ_Result result) {
        result.r1 = showsCaller;
        result.r2 = intake.infersCaller();
    }
}
