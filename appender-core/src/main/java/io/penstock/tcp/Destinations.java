package io.penstock.tcp;

import io.penstock.Destination;
import java.util.List;

/** Whose turn it is: fail-over in order, and back to the first after a while. Confined to the drain thread. */
final class Destinations {

    private final List<Destination> inOrder;
    private final long failbackNanos;
    private int present;
    private int failedInARow;
    private long firstTriedNanos;

    Destinations(List<Destination> inOrder, long failbackNanos) {
        this.inOrder = inOrder;
        this.failbackNanos = failbackNanos;
    }

    Destination present() {
        return inOrder.get(present);
    }

    Destination first() {
        return inOrder.get(0);
    }

    /** The present one is about to be tried. */
    void trying(long now) {
        if (present == 0) {
            firstTriedNanos = now;
        }
    }

    /** The present one failed: it is the next one's turn. True if each has failed since one was good: time to wait. */
    boolean failed() {
        present = (present + 1) % inOrder.size();
        failedInARow++;
        return failedInARow % inOrder.size() == 0;
    }

    /** The present one is good: should it be lost, it is tried again before the others. */
    void good() {
        failedInARow = 0;
    }

    /** Whether the first one is not the present one and may be tried besides. */
    boolean isFailbackDue(long now) {
        return present != 0 && now - failbackAt() >= 0;
    }

    boolean mayFailBack() {
        return present != 0;
    }

    /** When {@link #isFailbackDue} becomes true, if {@link #mayFailBack}. */
    long failbackAt() {
        return firstTriedNanos + failbackNanos;
    }

    /** The first one is tried besides the present one. */
    void tryingFirst(long now) {
        firstTriedNanos = now;
    }

    /** The first one accepted a connection: it is the present one from now on. */
    void failBack() {
        present = 0;
        failedInARow = 0;
    }
}
