package io.penstock.collector.memory;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Bytes that all connections may hold together. Safe for any thread; nobody ever waits in here. */
public final class MemoryBudget {

    private final long most;
    /** Those who wait for room are called a little later than there is any, so that not every byte calls them all. */
    private final long enough;

    private final AtomicLong taken = new AtomicLong();
    private final Set<Runnable> waiting = ConcurrentHashMap.newKeySet();

    /** @param most bytes; whoever takes something when less is taken may go beyond, by that one thing */
    public MemoryBudget(long most) {
        if (most < 1) {
            throw new IllegalArgumentException("most=" + most + " lets nobody take anything; give a number above 0");
        }
        this.most = most;
        this.enough = most - most / 4;
    }

    public long most() {
        return most;
    }

    public long taken() {
        return taken.get();
    }

    public boolean isFull() {
        return taken.get() >= most;
    }

    /**
     * Takes so many, room or no room: what is there is there.
     *
     * @return all that is taken now
     */
    public long take(long bytes) {
        return taken.addAndGet(bytes);
    }

    public void giveBack(long bytes) {
        if (taken.addAndGet(-bytes) <= enough) {
            callAll();
        }
    }

    /** Calls it once, when there is room: now, or on the thread that makes room. So it only passes on. Nobody is in the list twice. */
    public void whenFree(Runnable call) {
        waiting.add(call);
        // Room that was made before it stood in the list called nobody.
        if (!isFull()) {
            callAll();
        }
    }

    /** It is not to be called any more. */
    public void forget(Runnable call) {
        waiting.remove(call);
    }

    @SuppressWarnings(
            "ModifyCollectionInEnhancedForLoop") // made for many threads: its iterator goes on whatever is removed
    private void callAll() {
        // Asked first: a table that was large once is walked through for long.
        if (waiting.isEmpty()) {
            return;
        }
        for (Runnable call : waiting) {
            if (waiting.remove(call)) {
                call.run();
            }
        }
    }
}
