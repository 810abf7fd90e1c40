package io.penstock.tcp.dial;

import io.penstock.Destination;
import io.penstock.LoadBalancing;
import io.penstock.TcpConfig;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;

/**
 * Whose turn it is: fail-over in order, and back to the first after a while, or one after the other. Confined to the
 * drain thread.
 */
public final class Destinations {

    /** A first destination that accepts and does nothing is not tried less often than this. */
    private static final long LONGEST_FAILBACK_NANOS = TimeUnit.HOURS.toNanos(1);

    private final List<Destination> inOrder;
    private final boolean inTurn;
    private final long failbackNanos;
    private int present;
    private int failedInARow;
    private long firstTriedNanos;
    private long failbackWaitNanos;
    /** The first one is the present one again, and has shown nothing yet. */
    private boolean onTrial;

    /** @param random a number from 0 up to and without its operand: where to begin, if it is one after the other */
    public Destinations(TcpConfig config, LongUnaryOperator random) {
        this.inOrder = config.destinations();
        this.inTurn = config.loadBalancing() == LoadBalancing.ROUND_ROBIN;
        this.failbackNanos = config.failbackAfter().toNanos();
        this.failbackWaitNanos = failbackNanos;
        this.present = inTurn ? (int) random.applyAsLong(inOrder.size()) : 0;
    }

    public Destination present() {
        return inOrder.get(present);
    }

    public Destination first() {
        return inOrder.get(0);
    }

    public boolean isOnly() {
        return inOrder.size() == 1;
    }

    /** The present one is about to be tried. */
    public void trying(long now) {
        if (present == 0) {
            firstTriedNanos = now;
        }
    }

    /** The present one failed: it is the next one's turn. True if each has failed since one was good: time to wait. */
    public boolean failed() {
        if (onTrial) {
            firstIsOfNoUse();
        }
        present = (present + 1) % inOrder.size();
        failedInARow++;
        return failedInARow % inOrder.size() == 0;
    }

    /** A connection to the present one has ended that had been good, or in good order: it is tried again, unless each has its turn. */
    public void ended() {
        failedInARow = 0;
        if (inTurn) {
            present = (present + 1) % inOrder.size();
        }
    }

    /** The present one is good: should it be lost, it is tried again before the others. */
    public void good() {
        failedInARow = 0;
        if (present == 0) {
            onTrial = false;
            failbackWaitNanos = failbackNanos;
        }
    }

    /** Whether the first one is not the present one and may be tried besides. */
    public boolean isFailbackDue(long now) {
        return mayFailBack() && now - failbackAt() >= 0;
    }

    public boolean mayFailBack() {
        return present != 0 && !inTurn;
    }

    /** When {@link #isFailbackDue} becomes true, if {@link #mayFailBack}. */
    public long failbackAt() {
        return firstTriedNanos + failbackWaitNanos;
    }

    /** The first one is tried besides the present one. */
    public void tryingFirst(long now) {
        firstTriedNanos = now;
    }

    /** The first one accepts, and that is all: the next way back is to take longer. */
    public void firstIsOfNoUse() {
        onTrial = false;
        failbackWaitNanos = Math.max(failbackNanos, Math.min(LONGEST_FAILBACK_NANOS, 2 * failbackWaitNanos));
    }

    /** The first one has greeted, or is worth another try: it is the present one from now on. */
    public void failBack() {
        present = 0;
        failedInARow = 0;
        onTrial = true;
    }
}
