package io.penstock.ring;

import com.lmax.disruptor.RingBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Callers that wait until their events have arrived: whoever flushes, and everybody once the JVM shutdown has begun. Safe
 * for any thread.
 */
final class Arrivals {

    private final RingBuffer<?> ring;
    private final FlushBarriers barriers;
    private final DrainLoop<?> loop;
    private final DrainThread thread;
    private final Phase phase;
    private final RingEnd end;

    Arrivals(
            RingBuffer<?> ring,
            FlushBarriers barriers,
            DrainLoop<?> loop,
            DrainThread thread,
            Phase phase,
            RingEnd end) {
        this.ring = ring;
        this.barriers = barriers;
        this.loop = loop;
        this.thread = thread;
        this.phase = phase;
        this.end = end;
    }

    /** See {@link AsyncRing#flush}. */
    boolean flush(Duration longest) {
        if (phase.now == Phase.NEW) {
            return true;
        }
        if (thread.isInsideSink()) {
            return false;
        }
        FlushBarriers.Barrier barrier = barriers.add(ring.getCursor());
        try {
            // The phase is read after the barrier was added. A drain thread that ends opens all barriers that it
            // finds; a caller whose barrier comes later finds the ring stopped.
            if (phase.now == Phase.STOPPED) {
                return !loop.isAbandoned();
            }
            thread.wake();
            return await(barrier, TimeUnit.NANOSECONDS.convert(longest)) && barrier.isFlushed();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            barriers.remove(barrier);
        }
    }

    /**
     * Waits in steps, because meanwhile the process may begin to end, or the drain thread may turn out to wait for the
     * calling thread.
     */
    private boolean await(FlushBarriers.Barrier barrier, long longest) throws InterruptedException {
        long start = System.nanoTime();
        for (Looks looks = new Looks(); ; looks.next()) {
            long left = end.within(longest - (System.nanoTime() - start));
            if (barrier.await(Math.min(left, looks.nanos()))) {
                return true;
            }
            if (left <= looks.nanos() || Standoff.exists(thread.current())) {
                return false;
            }
        }
    }

    /**
     * Waits until a published event has arrived. The process ends, so no later event would get it written. When the time is
     * up, or the thread is interrupted, only the wait is over; the event stays accepted.
     */
    void await(long sequence) {
        if (!thread.mayBeWaitedFor()) {
            thread.wake();
            return;
        }
        FlushBarriers.Barrier barrier = barriers.add(sequence);
        try {
            // The phase is read after the barrier was added, for the reason given in flush().
            if (phase.now != Phase.STOPPED) {
                thread.wake();
                awaitForCaller(barrier);
            }
        } finally {
            barriers.remove(barrier);
            thread.endWait();
        }
    }

    private void awaitForCaller(FlushBarriers.Barrier barrier) {
        long start = System.nanoTime();
        boolean interrupted = false;
        boolean arrived = false;
        try {
            Looks looks = new Looks();
            for (long left = end.forCaller(); !arrived && left > 0; left = end.forCaller()) {
                try {
                    arrived = barrier.await(Math.min(left, looks.nanos()));
                } catch (InterruptedException flag) {
                    interrupted = true;
                }
                if (!arrived && Standoff.exists(thread.current())) {
                    return;
                }
                looks.next();
                end.spent(start);
                start = System.nanoTime();
            }
            if (!arrived) {
                end.expired();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
