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
     * So many of those who wait are called at first, and each calls the next if there is much left. Woken all together, most
     * find that the first of them have taken everything: of 1,000 virtual threads nearly all did.
     */
    private static final int CALLED_FIRST = 4;

    /**
     * Those called are left so long to take the room before twice as many are called: they may not be scheduled. A thread
     * needs some 50 µs to wake up. With a call for each step, while the first were on their way, most were woken
     * for nothing. Doubled that often, 1,000 are called in 2 ms.
     */
    private static final long PATIENCE_NANOS = TimeUnit.MICROSECONDS.toNanos(250);

    /** A slow sink may take long to make much room; meanwhile those who wait get in one by one. */
    private static final long LONGEST_WITHOUT_CALL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** When its time is up, a waiting caller leaves the drain thread so long to make room after all. */
    private static final long LAST_CHANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** Those who wait. A field for callers whose stack ends, who can tell of it by a write only. */
    final WaitingLine line = new WaitingLine();

    private final RingBuffer<?> ring;
    private final ByteBudget budget;
    private final TimeSource time;
    private final Runnable wakeDrainThread;
    private final int roomWorthACall;
    private final int ampleRoom;

    // The drain thread's.
    private long lastCallNanos;
    /** How many were called for the room there is; 0 if it is not worth a call. */
    private int calledTogether;
    /** Up to where the ring was consumed when those who wait for room were called last. */
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
     * Whether a newcomer may look for room before he waits. Those who wait were called when far more was free. As long as
     * room is ample they will find some, and queueing up behind them would only cost everybody a place in the line per event.
     */
    boolean mayOvertake() {
        return line.isEmpty() || hasAmpleRoom();
    }

    private boolean hasAmpleRoom() {
        return ring.hasAvailableCapacity(ampleRoom);
    }

    /**
     * Whether a caller in line may take room if there is some. Those before him wait for these slots: taken one by one, the
     * ring would never get half empty, and everybody would queue up for each event.
     *
     * @param needed how many slots must be free for its event
     */
    boolean mayTake(boolean hasWaited, int needed) {
        return hasWaited || needed == 1 || hasAmpleRoom();
    }

    /** A caller in line sleeps until it is called, at most so long, but for a last chance when its time is up. */
    void await(WaitingLine.Waiter waiter, long left, boolean again) {
        // The drain thread must know that somebody waits; that he still does, it need not be told by each.
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
            calledTogether = 0;
            return;
        }
        // Whoever came too late for the last call has looked for room after it: see WaitingLine.join.
        VarHandle.fullFence();
        int room = (int) ring.remainingCapacity();
        long now = time.nanos();
        long silence = now - lastCallNanos;
        if (room >= roomWorthACall && budget.hasGoodRoom()) {
            // Once all were called, those who still wait do so for something else, and would be called without end.
            boolean helps = calledTogether < ring.getBufferSize() || consumed != calledAt;
            if (calledTogether == 0) {
                call(CALLED_FIRST, consumed, now);
            } else if (helps && silence >= PATIENCE_NANOS) {
                call(Math.min(2 * calledTogether, ring.getBufferSize()), consumed, now);
            }
        } else {
            // Called again for the same room they would find nothing, and wake the drain thread for it: without end, as
            // long as a sink that has no room for anybody leaves the priority slots free.
            long released = consumed - calledAt;
            if (released != 0 && silence >= LONGEST_WITHOUT_CALL_NANOS) {
                // One for each slot, or those who were not called would wait until others leave them one. A faster sink
                // will make much room soon.
                call(released <= DrainLoop.LARGEST_RELEASE ? (int) released : CALLED_FIRST, consumed, now);
            }
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
