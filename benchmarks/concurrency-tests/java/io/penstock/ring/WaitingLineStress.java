package io.penstock.ring;

import java.util.concurrent.TimeUnit;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * A caller that waits for room, and looks once more after it has joined and after each call, is called or sees the room: it never
 * waits on, even if it was called before in vain.
 *
 * <p>Seen to fail with a waiter that forgets having been called before it waits instead of after; {@link WaitingLine#join} that does not
 * get in line.
 */
@JCStressTest
@Outcome(id = "false", expect = Expect.ACCEPTABLE, desc = "got its room")
@Outcome(id = "true", expect = Expect.FORBIDDEN, desc = "waits on until its time is up")
@State
public class WaitingLineStress {

    /** Longer than any machine stands still. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final WaitingLine waiters = new WaitingLine();
    private volatile boolean room;

    /** Somebody is first in line: the first looks for himself now and then, which would hide that nobody called. */
    public WaitingLineStress() {
        waiters.join(false);
    }

    @Actor
    public void caller(Z_Result result) {
        WaitingLine.Waiter waiter = waiters.join(false);
        while (!room) {
            long start = System.nanoTime();
            waiter.await(PATIENCE_NANOS);
            result.r1 |= System.nanoTime() - start >= PATIENCE_NANOS;
        }
        waiters.leave(waiter, true);
    }

    @Actor
    public void drainThread() {
        // Somebody else takes what this call is for.
        waiters.call(2);
        room = true;
        waiters.call(2);
    }
}
