package io.penstock.ring;

/** Where in its life a ring is. Safe for any thread. */
final class Phase {

    /*
     * How the hot path gets by without counting producers in and out: the phase is read after the claim. The claim is a
     * compare-and-set on the cursor, and stop() writes the phase and then reads the cursor: either the claimer sees the new
     * phase, or stop() sees the claim and waits for it (Dekker). So nothing accepted is forgotten.
     */

    /** Without an event so far, and without a drain thread. */
    static final int NEW = 0;

    static final int RUNNING = 1;
    /** Runs, and the process ends: callers wait for their events. */
    static final int ENDING = 2;
    /** Takes no more events, and the drain thread works off those accepted. */
    static final int STOPPING = 3;

    static final int STOPPED = 4;

    /**
     * Written by {@link #move} only. A field to be read, since whoever has claimed a slot may have no stack left for a call.
     */
    volatile int now = NEW;

    boolean isOpen() {
        int seen = now;
        return seen == RUNNING || seen == ENDING;
    }

    /** Whether it was at {@code from}, and is at {@code to} now. */
    synchronized boolean move(int from, int to) {
        if (now != from) {
            return false;
        }
        now = to;
        return true;
    }
}
