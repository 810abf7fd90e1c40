package io.penstock.peer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Bytes on their way: they come out in order, each piece when it is due. For one thread at either end. */
final class DelayLine {

    /** A pipe that takes everything would hide what a peer that does not read does to the sender. */
    private static final int MOST_BYTES = 256 << 10;

    private record Piece(byte[] bytes, long dueNanos) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Piece> pieces = new ArrayDeque<>();
    private int held;
    private boolean ended;

    void put(byte[] bytes, long dueNanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (held > MOST_BYTES) {
                changed.await();
            }
            held += bytes.length;
            pieces.add(new Piece(bytes, dueNanos));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The next piece, once it is due; null: the end. */
    byte @Nullable [] take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                Piece first = pieces.peek();
                if (first == null) {
                    if (ended) {
                        return null;
                    }
                    changed.await();
                } else {
                    long wait = first.dueNanos - System.nanoTime();
                    if (wait <= 0) {
                        pieces.remove();
                        held -= first.bytes.length;
                        changed.signalAll();
                        return first.bytes;
                    }
                    changed.awaitNanos(wait);
                }
            }
        } finally {
            lock.unlock();
        }
    }
}
