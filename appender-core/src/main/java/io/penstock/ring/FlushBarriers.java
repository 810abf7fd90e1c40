package io.penstock.ring;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Those who wait until the drain thread has passed a sequence and flushed. */
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

    /** Drain thread: whether somebody waits for a sequence up to this one. */
    boolean isReached(long consumed) {
        for (Barrier barrier : waiting) {
            if (barrier.sequence <= consumed) {
                return true;
            }
        }
        return false;
    }

    /** Drain thread: lets those go who waited for a sequence up to this one. */
    void open(long consumed, boolean flushed) {
        waiting.removeIf(barrier -> barrier.sequence <= consumed && barrier.open(flushed));
    }

    /** Whoever still waits when the drain thread ends waits in vain. */
    void abandon() {
        waiting.removeIf(barrier -> barrier.open(false));
    }

    static final class Barrier {
        private final long sequence;
        private final CountDownLatch opened = new CountDownLatch(1);
        private volatile boolean flushed;

        private Barrier(long sequence) {
            this.sequence = sequence;
        }

        private boolean open(boolean success) {
            flushed = success;
            opened.countDown();
            return true;
        }

        boolean await(long nanos) throws InterruptedException {
            return opened.await(nanos, TimeUnit.NANOSECONDS) && flushed;
        }
    }
}
