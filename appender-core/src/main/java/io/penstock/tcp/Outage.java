package io.penstock.tcp;

import io.penstock.Destination;
import io.penstock.TcpConfig;
import io.penstock.sink.Announcer;
import io.penstock.tcp.window.WindowBooks;
import io.penstock.wire.ProtocolException;
import io.penstock.words.DurationWords;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the host's status channel is told about the time without a connection: one line when it begins, one when it is
 * over. Confined to the drain thread.
 */
final class Outage {

    private final TcpConfig config;
    private final Announcer announcer;
    private final WindowBooks books;
    private volatile @Nullable LongSupplier droppedSoFar;
    private boolean running;
    private long beganNanos;
    private long attempts;
    private long resentBefore;
    private long possiblyLostBefore;
    private long droppedBefore;

    Outage(TcpConfig config, WindowBooks books, Announcer announcer) {
        this.config = config;
        this.books = books;
        this.announcer = announcer;
    }

    /** Any thread: where to learn how many events were dropped. */
    void countDrops(LongSupplier soFar) {
        droppedSoFar = soFar;
    }

    boolean isRunning() {
        return running;
    }

    /** An attempt begins. */
    void trying() {
        attempts++;
    }

    /**
     * The first connection failed, or the present one was lost. Says so once.
     *
     * @param circumstances what else is known; may be empty
     */
    void failed(
            Destination destination,
            boolean wasConnected,
            long possiblyLostBefore,
            Throwable reason,
            String circumstances,
            long now) {
        if (running) {
            return;
        }
        running = true;
        beganNanos = now;
        attempts = 0;
        resentBefore = books.resent();
        this.possiblyLostBefore = possiblyLostBefore;
        droppedBefore = dropped();
        announce(
                (wasConnected ? "The connection to " + destination + " was lost" : destination + " cannot be reached")
                        + " (" + reason(reason) + (circumstances.isEmpty() ? "" : "; " + circumstances)
                        + "); trying again, at intervals of at most maxBackoff="
                        + DurationWords.of(config.maxBackoff())
                        + "; until then the sender keeps maxInFlightBytes=" + config.maxInFlightBytes()
                        + " and overflowPolicy decides",
                isExpected(reason) ? null : reason);
    }

    /** There is a good connection again. Says so, with the numbers, if an outage was running. */
    void ended(Destination destination, long connectedNanos) {
        if (!running) {
            return;
        }
        running = false;
        announce(
                "Connected to " + destination + " after "
                        + Duration.ofNanos(connectedNanos - beganNanos).toMillis()
                        + " ms and " + attempts + " attempts; resent " + (books.resent() - resentBefore)
                        + " records, possibly lost " + (books.possiblyLost() - possiblyLostBefore)
                        + (droppedSoFar == null
                                ? ""
                                : ", dropped " + (dropped() - droppedBefore) + " events meanwhile"),
                null);
    }

    /** The sender has ended, and so many records that were sent may not have arrived. Says so, if there are any. */
    void gaveUp(Destination destination, long doubtful) {
        if (doubtful > 0) {
            announce(
                    "The sender ended before " + destination + " had: " + doubtful
                            + " records that were sent are possibly lost; raise drainTimeout, or use delivery=acked",
                    null);
        }
    }

    private long dropped() {
        LongSupplier soFar = droppedSoFar;
        return soFar == null ? 0 : soFar.getAsLong();
    }

    /** The network's doing needs no stack trace. */
    private static boolean isExpected(Throwable reason) {
        return reason instanceof IOException || reason instanceof ProtocolException;
    }

    void announce(String message, @Nullable Throwable cause) {
        try {
            announcer.warn(message, cause);
        } catch (Throwable failing) {
            // If the status channel itself throws, there is nobody left to tell.
        }
    }

    static String reason(Throwable failure) {
        String message = failure.getMessage();
        boolean says = message != null && !message.isEmpty();
        return isExpected(failure) && says && message != null ? message : failure.toString();
    }
}
