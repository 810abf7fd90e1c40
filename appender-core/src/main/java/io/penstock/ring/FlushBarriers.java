package io.penstock.ring;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;

/** Those who wait until the drain thread has passed a sequence and flushed, and the sink is done with it. */
final class FlushBarriers {

    private final Queue<Barrier> waiting = new ConcurrentLinkedQueue<>();

    /** Any thread. */
    Barrier add(long sequence) {
        Barrier barrier = new Barrier(sequence);
        waiting.add(barrier);
        return barrier;
    }

    void remove(Barrier barrier) {
        waiting.remove(barrier);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Drain thread: whether somebody waits for a sequence up to this one, for whom was not flushed yet. */
    boolean isReached(long consumed) {
        for (Barrier barrier : waiting) {
            if (barrier.sequence <= consumed && !barrier.reached) {
                return true;
            }
        }
        return false;
    }

    /** Drain thread: what was waited for, up to this sequence, was flushed, and lies before {@code mark} in the sink. */
    void reached(long consumed, long mark) {
        for (Barrier barrier : waiting) {
            if (barrier.sequence <= consumed && !barrier.reached) {
                barrier.reached = true;
                barrier.mark = mark;
            }
        }
    }

    /** Drain thread: what was waited for, up to this sequence, could not be flushed. */
    void failed(long consumed) {
        waiting.removeIf(barrier -> barrier.sequence <= consumed && !barrier.reached && barrier.open(false));
    }

    /** Drain thread: lets those go whose events have arrived. */
    void openArrived(LongPredicate hasArrived) {
        waiting.removeIf(barrier -> barrier.reached && hasArrived.test(barrier.mark) && barrier.open(true));
    }

    /** Lets those go who waited for a sequence up to this one. */
    void open(long consumed, boolean flushed) {
        waiting.removeIf(barrier -> barrier.sequence <= consumed && barrier.open(flushed));
    }

    /** Lets everybody go who still waits when the drain thread ends, and tells them that their flush failed. */
    void abandon() {
        waiting.removeIf(barrier -> barrier.open(false));
    }

    static final class Barrier {
        private final long sequence;
        private final CountDownLatch opened = new CountDownLatch(1);
        /** These two fields are confined to the drain thread. */
        private boolean reached;

        private long mark;
        private volatile boolean flushed;

        private Barrier(long sequence) {
            this.sequence = sequence;
        }

        private boolean open(boolean success) {
            flushed = success;
            opened.countDown();
            return true;
        }

        /** Waits until the barrier opens. False: the time is up. */
        boolean await(long nanos) throws InterruptedException {
            return opened.await(nanos, TimeUnit.NANOSECONDS);
        }

        /** Whether everything before the barrier was flushed; only once it is open. */
        boolean isFlushed() {
            return flushed;
        }
    }
}
