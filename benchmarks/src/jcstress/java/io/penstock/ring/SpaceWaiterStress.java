package io.penstock.ring;

import java.util.concurrent.TimeUnit;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;

/** A caller that waits for room, and looks once more after it has joined, is called or sees the room: it never waits on. */
@JCStressTest(Mode.Termination)
@Outcome(id = "TERMINATED", expect = Expect.ACCEPTABLE, desc = "got its room")
@Outcome(id = "STALE", expect = Expect.FORBIDDEN, desc = "waits on")
@State
public class SpaceWaiterStress {

    private final SpaceWaiters waiters = new SpaceWaiters();
    private volatile boolean room;

    @Actor
    public void caller() {
        SpaceWaiters.Waiter waiter = waiters.join(false);
        while (!room) {
            waiter.await(TimeUnit.HOURS.toNanos(1));
        }
        waiters.leave(waiter);
    }

    @Signal
    public void drainThread() {
        room = true;
        waiters.call(1);
    }
}
