package io.penstock.tcp;

import io.penstock.Destination;
import io.penstock.SenderState;
import io.penstock.SenderStats;
import io.penstock.Timing;
import io.penstock.stats.Durations;
import io.penstock.tcp.window.InFlightWindow;
import io.penstock.tcp.window.WindowBooks;
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
    private long bytesSent;
    private long setAside;
    private long windowBytes;
    private long acknowledgements;
    private long acknowledgementNanos;
    private long greatestAcknowledgementNanos;

    private long reconnects;
    private long protocolErrors;
    private long stuckConnections;
    private long roundTripNanos;
    private long retransmits;
    private String activeProbe = "";
    private @Nullable Destination connectedTo;
    private SenderState state = SenderState.IDLE;

    /**
     * Drain thread.
     *
     * @param open the present connection once records can be sent on it; null: there is none
     */
    void write(
            InFlightWindow window,
            SetAside aside,
            long connections,
            long violations,
            long stuck,
            @Nullable Link open,
            SenderState now) {
        long stamp = lock.writeLock();
        try {
            WindowBooks books = window.books();
            sent = books.sent();
            delivered = books.acknowledged();
            unconfirmed = books.unconfirmed();
            resent = books.resent();
            possiblyLost = books.possiblyLost();
            bytesSent = window.bytesSent() + aside.bytesSent();
            setAside = aside.size();
            windowBytes = window.bytes() + aside.bytes();
            Durations latencies = window.answers().latencies();
            acknowledgements = latencies.count();
            acknowledgementNanos = latencies.totalNanos();
            greatestAcknowledgementNanos = latencies.greatestNanos();
            reconnects = Math.max(0, connections - 1);
            protocolErrors = violations;
            stuckConnections = stuck;
            roundTripNanos = open == null ? 0 : open.kernel().roundTripNanos();
            retransmits = open == null ? 0 : open.kernel().retransmits();
            activeProbe = open == null ? "" : open.kernel().probeName();
            connectedTo = open == null ? null : open.destination();
            state = now;
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    SenderReading read() {
        // Not optimistic: readers are rare, and a torn read of references would have to be explained.
        long stamp = lock.readLock();
        try {
            return new SenderReading(
                    stats(),
                    bytesSent,
                    setAside,
                    new Timing(acknowledgements, acknowledgementNanos, greatestAcknowledgementNanos),
                    roundTripNanos,
                    retransmits);
        } finally {
            lock.unlockRead(stamp);
        }
    }

    private SenderStats stats() {
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
    }
}
