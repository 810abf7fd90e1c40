package io.penstock.ring;

import io.penstock.sink.Sleeper;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * How the drain thread idles. Confined to the drain thread, but for {@link #wake}.
 *
 * <p>Nobody waits for the drain thread as long as the ring has room, so it has no reason to hurry: it sleeps for as
 * long as a batch takes to fill an eighth of the ring, at most {@code maxIdleNap}. A producer therefore never has to
 * signal, and hardly ever finds the drain thread working on the cache lines it writes. Under load the naps shrink to
 * nothing, then the thread spins and yields before it naps again. When nothing has come for long, it sleeps.
 */
final class DrainNap {

    private static final int SPINS = 100;
    private static final int YIELDS = 10;
    /**
     * The shortest nap. A shorter one would cost more than it saves, since the kernel alone may add 50 µs to it (timer
     * slack).
     */
    private static final long SHORTEST_NANOS = 50_000;

    /**
     * After so many naps for nothing, some 0.6 s with the default, the thread sleeps on and the next event has to wake
     * it: a hundred wake-ups a second cost an otherwise idle process more than 1 % of a core, one signal after a
     * silence costs one caller a few microseconds.
     */
    private static final int NAPS_BEFORE_SLEEP = 64;

    private static final long SLEEP_NANOS = 1_000_000_000;

    private final Sleeper sleeper;
    private final long longestNanos;
    private final int largeBatch;
    private final int mediumBatch;
    private long napNanos = SHORTEST_NANOS;
    private int idleRounds;
    /** How many naps of full length in a row found no event. */
    private int idleNaps;

    /**
     * The thread that naps, or null. This is the thread and not a flag, because a waker that looked up the thread elsewhere
     * might do so a moment before the drain thread dies, and then wake the dead one instead of its successor.
     */
    private final AtomicReference<@Nullable Thread> napping = new AtomicReference<>();

    private volatile boolean asleep;

    DrainNap(long longestNanos, int ringSize, Sleeper sleeper) {
        this.sleeper = sleeper;
        this.longestNanos = longestNanos;
        this.largeBatch = Math.max(1, ringSize / 8);
        this.mediumBatch = Math.max(1, ringSize / 32);
    }

    /** Tells how many events the last poll found. */
    void worked(int events) {
        idleRounds = 0;
        idleNaps = 0;
        if (events >= largeBatch) {
            napNanos = 0;
        } else if (events >= mediumBatch) {
            napNanos /= 2;
        }
    }

    /**
     * A poll found nothing: waits a little, longer every time.
     *
     * @param takesEvents whether the thread could do anything with an event. If not, no event has to wake it, however
     *     long it sleeps: while a peer is down, a window full and a ring filling, each call would pay for a signal
     * @param nothingToDo looked at once more after the nap was made known, so that a {@link #wake} cannot fall between
     */
    void idle(boolean takesEvents, NothingToDo nothingToDo) {
        if (napNanos < SHORTEST_NANOS) {
            hesitate();
            return;
        }
        boolean nothingForLong = idleNaps >= NAPS_BEFORE_SLEEP;
        announce(nothingForLong && takesEvents);
        if (nothingToDo.stillTrue()) {
            sleeper.nap(nothingForLong ? SLEEP_NANOS : napNanos);
        } else {
            // Most likely a producer was suspended between claim and publish, and this lets it have the core.
            Thread.yield();
        }
        getUp();
    }

    /** Whether the next {@link #idle} would be a sleep that each event ends. */
    boolean isAboutToSleep() {
        return idleNaps >= NAPS_BEFORE_SLEEP && napNanos >= SHORTEST_NANOS;
    }

    /**
     * The first half of such an {@link #idle}: what is left to do after it is {@link #sleep}, for which the thread need
     * hold on to nothing but this.
     *
     * @return false: there is something to do after all
     */
    boolean lieDown(NothingToDo nothingToDo) {
        announce(true);
        if (nothingToDo.stillTrue()) {
            return true;
        }
        getUp();
        Thread.yield();
        return false;
    }

    /** The second half; after {@link #lieDown} only. */
    void sleep() {
        try {
            sleeper.nap(SLEEP_NANOS);
        } finally {
            getUp();
        }
    }

    /** Called when the appender of a sleeping drain thread has become garbage: ends the sleep, and nobody will nap any more. */
    void abandon() {
        sleeper.abandon();
    }

    private void announce(boolean sleeps) {
        asleep = sleeps;
        napping.set(Thread.currentThread());
        // The ring's cursor is a plain read with an acquire fence after it: it must not overtake the write above.
        VarHandle.fullFence();
    }

    private void getUp() {
        napping.set(null);
        asleep = false;
        idleNaps = napNanos == longestNanos ? Math.min(idleNaps + 1, NAPS_BEFORE_SLEEP) : 0;
        // A sink may have left the interrupt flag set. With the flag set, park would return at once from then on, and
        // the drain thread would spin.
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

    /** Any thread: ends the nap, if there is one. Pairs with the look at the ring in {@link #idle}. */
    void wake() {
        Thread thread = napping.get();
        // Only the waker that removes the thread unparks it, so that many wakers cost one signal. Between the read
        // and the exchange a successor may have begun to nap; it has looked at the ring since, and must stay visible
        // to later wakers.
        if (thread != null && napping.compareAndSet(thread, null)) {
            sleeper.wake(thread);
        }
    }

    /**
     * Any thread, between the claim and the publish of a slot: whether the event must wake the drain thread. The claim
     * is a compare-and-set on the cursor, at which the drain thread looks once more after it has said that it sleeps: so
     * either the claimer sees it asleep, or it sees the claim and stays awake.
     */
    boolean isAsleep() {
        return asleep;
    }

    /** Whether the drain thread may sleep. */
    interface NothingToDo {
        boolean stillTrue();
    }
}
