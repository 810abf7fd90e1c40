package io.penstock.sink;

import java.util.concurrent.locks.LockSupport;

/** How the drain thread waits when there is nothing to do: parked, or in a selector for a sink that has a socket. */
public interface Sleeper {

    /** For sinks that wait for nothing but events. */
    Sleeper PARKED = new Sleeper() {
        @Override
        public void nap(long nanos) {
            LockSupport.parkNanos(this, nanos);
        }

        @Override
        public void wake(Thread drainThread) {
            LockSupport.unpark(drainThread);
        }
    };

    /**
     * On the drain thread: waits at most so long, less if the sink has something to do earlier. Returns at once if
     * {@link #wake} was called since the last nap; may return for no reason.
     */
    void nap(long nanos);

    /** Any thread: ends the nap of the drain thread, or the next one if it has not begun. */
    void wake(Thread drainThread);

    /** On the drain thread, instead of all other calls: what it napped for is garbage, and lets go of what is open. */
    default void abandon() {}
}
