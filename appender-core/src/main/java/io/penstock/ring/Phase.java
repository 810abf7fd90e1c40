package io.penstock.ring;

/** Where in its life a ring is. Safe for any thread. */
final class Phase {

    /*
     * How the hot path gets by without counting producers in and out: the phase is read after the claim. The claim is a
     * compare-and-set on the cursor, and stop() writes the phase and then reads the cursor: either the claimer sees the new
     * phase, or stop() sees the claim and waits for it (Dekker). So nothing accepted is forgotten.
     */

    /** The ring has had no event, and has no drain thread. */
    static final int NEW = 0;

    static final int RUNNING = 1;
    /** The ring runs and the process has begun to end, so callers wait for their events. */
    static final int ENDING = 2;
    /** The ring takes no more events, and the drain thread works off those that were accepted. */
    static final int STOPPING = 3;

    static final int STOPPED = 4;

    /**
     * The present phase, written by {@link #move} only. It is read as a field, because a thread that has claimed a slot may
     * have no stack left for a call.
     */
    volatile int now = NEW;

    boolean isOpen() {
        int seen = now;
        return seen == RUNNING || seen == ENDING;
    }

    /** Moves from one phase to another. False: the ring was in another phase, and stays in it. */
    synchronized boolean move(int from, int to) {
        if (now != from) {
            return false;
        }
        now = to;
        return true;
    }
}
