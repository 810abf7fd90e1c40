package io.penstock.ring;

import com.lmax.disruptor.RingBuffer;
import io.penstock.sink.TimeSource;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;

/**
 * All that is decided about waiting for room: who may take it, how long a caller sleeps, and whom the drain thread calls
 * when there is some.
 *
 * <p>Callers sleep until the drain thread calls them. Callers that looked for themselves every so often would take the core
 * away from the one thread that can make room: 200 of them on two cores made a run take more than twice as long. And it
 * calls them only when a good part of the ring is free, so that one wake-up is good for many events; it calls a few, and
 * each of them the next as long as there is plenty left.
 */
final class SpaceWaiters {

    /**
     * How many waiting callers are called at first; each of them calls the next if much room is left. If all were woken
     * together, most would find that the first of them have taken all the room; of 1,000 virtual threads nearly all did.
     */
    private static final int CALLED_FIRST = 4;

    /**
     * How long the called ones have to take the room before twice as many are called, in case they are not scheduled. A
     * thread needs some 50 µs to wake up; when more were called while the first were still waking up, most were woken for
     * nothing. Doubling at this pace calls 1,000 in 2 ms.
     */
    private static final long PATIENCE_NANOS = TimeUnit.MICROSECONDS.toNanos(250);

    /**
     * The longest time without a call. A slow sink may need long until much room is free, so until then waiting callers are
     * called one by one.
     */
    private static final long LONGEST_WITHOUT_CALL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /**
     * How much more time a waiting caller gives the drain thread when its own time is up. If the whole machine stood still,
     * the drain thread could not make room before.
     */
    private static final long LAST_CHANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** The callers that wait. A caller that runs out of stack can only write a field of it, so it is visible to the ring. */
    final WaitingLine line = new WaitingLine();

    private final RingBuffer<?> ring;
    private final ByteBudget budget;
    private final TimeSource time;
    private final Runnable wakeDrainThread;
    private final int roomWorthACall;
    private final int ampleRoom;

    // The drain thread's.
    private long lastCallNanos;
    /** How many were called since there was enough room for a call; 0 if there is not enough. */
    private int calledTogether;
    /** The sequence up to which the ring was consumed when callers were called last. */
    private long calledAt = -1;

    /** @param headroom so many slots must be free for an ordinary event */
    SpaceWaiters(RingBuffer<?> ring, ByteBudget budget, int headroom, Runnable wakeDrainThread, TimeSource time) {
        this.ring = ring;
        this.budget = budget;
        this.time = time;
        this.wakeDrainThread = wakeDrainThread;
        this.roomWorthACall = Math.max(ring.getBufferSize() / 2, headroom);
        this.ampleRoom = headroom + (roomWorthACall - headroom) / 16;
        this.lastCallNanos = time.nanos() - LONGEST_WITHOUT_CALL_NANOS;
    }

    // --- Callers ---

    /** Whether nobody waits. Any thread. */
    boolean isEmpty() {
        return line.isEmpty();
    }

    /**
     * Whether a newcomer may look for room before he waits. The callers in the line were called when far more slots were
     * free. As long as there is ample room they will find some; if this caller queued up behind them, each event would cost
     * everybody a wait in the line.
     */
    boolean mayOvertake() {
        return line.isEmpty() || hasAmpleRoom();
    }

    private boolean hasAmpleRoom() {
        return ring.hasAvailableCapacity(ampleRoom);
    }

    /**
     * Whether a caller in line may take room if there is some. The callers before it wait for these slots. If newcomers took
     * them one by one, the ring would never get half empty, and everybody would queue up for each event.
     *
     * @param needed how many slots must be free for its event
     */
    boolean mayTake(boolean hasWaited, int needed) {
        return hasWaited || needed == 1 || hasAmpleRoom();
    }

    /** A caller in line sleeps until it is called, at most so long, but for a last chance when its time is up. */
    void await(WaitingLine.Waiter waiter, long left, boolean again) {
        // Waits in the line. The drain thread is woken when a caller begins to wait; callers that go on waiting need
        // not wake it again.
        if (!again || waiter.isFirst() || left <= 0) {
            wakeDrainThread.run();
        }
        waiter.await(Math.max(left, LAST_CHANCE_NANOS));
    }

    /** As {@link WaitingLine#leave}. */
    void leave(WaitingLine.Waiter waiter) {
        line.leave(waiter, hasAmpleRoom());
    }

    /** Calls everybody: there will never be room any more. Any thread. */
    void callAll() {
        line.call(Integer.MAX_VALUE);
    }

    // --- The drain thread ---

    /** In each round, and when slots were given back: calls those who wait, if that is worth their while by now. */
    void call(long consumed) {
        if (line.isEmpty()) {
            forgetCalls();
            return;
        }
        // The line is read after the room was made. A caller that joins too late to be seen here looks for room after
        // joining, and finds it: see WaitingLine.join.
        VarHandle.fullFence();
        int room = (int) ring.remainingCapacity();
        long now = time.nanos();
        long silence = now - lastCallNanos;
        if (room >= roomWorthACall && budget.hasGoodRoom()) {
            // Once all were called and nothing was consumed since, those who still wait need something else, and
            // calling them again would go on without end.
            boolean helps = calledTogether < ring.getBufferSize() || consumed != calledAt;
            if (calledTogether == 0) {
                call(CALLED_FIRST, consumed, now);
            } else if (helps && silence >= PATIENCE_NANOS) {
                call(Math.min(2 * calledTogether, ring.getBufferSize()), consumed, now);
            }
        } else {
            // They are called only if slots were released since the last call. Called again for the same room they
            // would find nothing and wake the drain thread; while the sink has no room and only reserved slots are
            // free, that would go on without end.
            long released = consumed - calledAt;
            if (released != 0 && silence >= LONGEST_WITHOUT_CALL_NANOS) {
                // One caller is called for each released slot, since a slow sink may not make much room for long. If
                // more slots were released the sink is fast and will soon have made much room, so a few calls are
                // enough.
                call(released <= DrainLoop.LARGEST_RELEASE ? (int) released : CALLED_FIRST, consumed, now);
            }
            forgetCalls();
        }
    }

    /** Writes only what changes: callers read from the same cache line in each claim. */
    private void forgetCalls() {
        if (calledTogether != 0) {
            calledTogether = 0;
        }
    }

    private void call(int most, long consumed, long now) {
        line.call(most);
        calledTogether = most;
        calledAt = consumed;
        lastCallNanos = now;
    }

    /** In each round: lets those leave whose stack has ended. */
    void settle() {
        line.settle();
    }
}
