package io.penstock.ring;

import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * How the drain thread idles. Confined to the drain thread, but for {@link #wake}.
 *
 * <p>Nobody waits for the drain thread as long as the ring has room, so it has no reason to hurry: it sleeps for as
 * long as a batch takes to fill an eighth of the ring, at most {@code maxIdleNap}. A producer therefore never has to
 * signal, and hardly ever finds the drain thread working on the cache lines it writes. Under load the naps shrink to
 * nothing, then the thread spins and yields before it naps again.
 */
final class DrainNap {

    private static final int SPINS = 100;
    private static final int YIELDS = 10;
    /** Below it a park costs more than it saves: the kernel's timer slack alone is 50 µs. */
    private static final long SHORTEST_NANOS = 50_000;

    private final long longestNanos;
    private final int largeBatch;
    private final int mediumBatch;
    private long napNanos = SHORTEST_NANOS;
    private int idleRounds;
    private volatile boolean napping;

    DrainNap(long longestNanos, int ringSize) {
        this.longestNanos = longestNanos;
        this.largeBatch = Math.max(1, ringSize / 8);
        this.mediumBatch = Math.max(1, ringSize / 32);
    }

    /** A poll found so many events. */
    void worked(int events) {
        idleRounds = 0;
        if (events >= largeBatch) {
            napNanos = 0;
        } else if (events >= mediumBatch) {
            napNanos /= 2;
        }
    }

    /**
     * A poll found nothing: waits a little, longer every time.
     *
     * @param nothingToDo looked at once more after the nap was made known, so that a {@link #wake} cannot fall between
     */
    void idle(NothingToDo nothingToDo) {
        if (napNanos < SHORTEST_NANOS) {
            hesitate();
            return;
        }
        napping = true;
        // The ring's cursor is a plain read with an acquire fence after it: it must not overtake the write above.
        VarHandle.fullFence();
        if (nothingToDo.stillTrue()) {
            LockSupport.parkNanos(this, napNanos);
        } else {
            // Most likely a producer was suspended between claim and publish: let it have the core.
            Thread.yield();
        }
        napping = false;
        // A sink may have left the flag set; with it no park would ever wait again.
        Thread.interrupted();
        napNanos = Math.min(2 * napNanos, longestNanos);
    }

    private void hesitate() {
        if (++idleRounds <= SPINS) {
            Thread.onSpinWait();
        } else if (idleRounds <= SPINS + YIELDS) {
            Thread.yield();
        } else {
            napNanos = SHORTEST_NANOS;
        }
    }

    /** Any thread: ends the nap of {@code thread}, if it naps. Pairs with the look at the ring in {@link #idle}. */
    void wake(Thread thread) {
        if (napping) {
            // One unpark is enough for all who come meanwhile.
            napping = false;
            LockSupport.unpark(thread);
        }
    }

    /** Whether the drain thread may sleep. */
    interface NothingToDo {
        boolean stillTrue();
    }
}
