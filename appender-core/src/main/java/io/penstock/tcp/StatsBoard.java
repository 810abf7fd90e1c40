package io.penstock.tcp;

import io.penstock.Destination;
import io.penstock.SenderState;
import io.penstock.SenderStats;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;

/**
 * Where the drain thread writes down how the sender is doing, without allocating, and any thread reads a consistent
 * snapshot.
 */
final class StatsBoard {

    private final StampedLock lock = new StampedLock();
    private long sent;
    private long delivered;
    private long unconfirmed;
    private long resent;
    private long possiblyLost;
    private long reconnects;
    private long protocolErrors;
    private long stuckConnections;
    private long windowBytes;
    private String activeProbe = "";
    private @Nullable Destination connectedTo;
    private SenderState state = SenderState.IDLE;

    /** Drain thread. */
    void write(
            InFlightWindow window,
            long asideBytes,
            long connections,
            long violations,
            long stuck,
            String probe,
            @Nullable Destination destination,
            SenderState now) {
        long stamp = lock.writeLock();
        try {
            WindowBooks books = window.books();
            sent = books.sent();
            delivered = books.acknowledged();
            unconfirmed = books.unconfirmed();
            resent = books.resent();
            possiblyLost = books.possiblyLost();
            reconnects = Math.max(0, connections - 1);
            protocolErrors = violations;
            stuckConnections = stuck;
            windowBytes = window.bytes() + asideBytes;
            activeProbe = probe;
            connectedTo = destination;
            state = now;
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    SenderStats read() {
        // Not optimistic: readers are rare, and a torn read of references would have to be explained.
        long stamp = lock.readLock();
        try {
            return new SenderStats(
                    sent,
                    delivered,
                    unconfirmed,
                    resent,
                    possiblyLost,
                    reconnects,
                    protocolErrors,
                    stuckConnections,
                    windowBytes,
                    activeProbe,
                    connectedTo == null ? "" : connectedTo.toString(),
                    state);
        } finally {
            lock.unlockRead(stamp);
        }
    }
}
