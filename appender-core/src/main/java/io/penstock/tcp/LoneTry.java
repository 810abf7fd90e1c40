package io.penstock.tcp;

import io.penstock.Destination;
import io.penstock.TcpConfig;
import io.penstock.net.SelectorSleeper;
import io.penstock.tcp.dial.Dialer;
import io.penstock.tcp.window.InFlightWindow;
import io.penstock.tcp.window.TakenOut;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * One try to get a record across alone, on a connection beside the one that carries the others. Confined to the drain
 * thread.
 *
 * <pre>
 *  dialling ──accepted──▶ written ──acknowledged, or two seconds without an end──▶ TAKEN
 *      │                    └──ended by the peer──▶ REFUSED
 *      └──anything else──▶ UNKNOWN
 * </pre>
 */
final class LoneTry {

    enum Outcome {
        UNDER_WAY,
        TAKEN,
        /** The connection outlived the record, but did not end in good order. */
        TAKEN_AS_FAR_AS_CAN_BE_SEEN,
        REFUSED,
        /** Nothing is known of the record by it. */
        UNKNOWN
    }

    private final AsideRecord aside;
    private final TakenOut records;
    private final Destination destination;
    private final Dialer dialer;
    private final Links links;
    private final boolean acknowledging;
    private final TcpConfig config;
    private @Nullable Link link;
    /** With a copy of the record and nothing else; as soon as there is a {@link #link}. */
    private @Nullable InFlightWindow window;

    private Outcome outcome = Outcome.UNDER_WAY;
    private boolean begun;
    private boolean writtenSeen;
    private long writtenNanos;
    private boolean outlived;

    LoneTry(
            AsideRecord aside,
            Destination destination,
            TcpConfig config,
            boolean acknowledging,
            Dialer dialer,
            Links links) {
        this.aside = aside;
        this.records = aside.records();
        this.destination = destination;
        this.acknowledging = acknowledging;
        this.dialer = dialer;
        this.links = links;
        this.config = config;
    }

    AsideRecord aside() {
        return aside;
    }

    Destination destination() {
        return destination;
    }

    Outcome outcome() {
        return outcome;
    }

    /**
     * Moves on what can be moved on. False: nothing moved.
     *
     * @param hasTime false: the sender ends, and does not wait for what may come of it
     */
    boolean advance(boolean hasTime, long now, boolean ready) {
        if (link == null || window == null) {
            return dial(now);
        }
        boolean moved = drive(link, window, hasTime, now, ready);
        if (outcome != Outcome.UNDER_WAY && window.books().sentUpTo() > records.sequence()) {
            records.written();
        }
        return moved;
    }

    private boolean dial(long now) {
        try {
            if (!begun) {
                begun = true;
                dialer.begin(destination, now);
            }
            SocketChannel channel = dialer.advance(now);
            if (channel == null) {
                return false;
            }
            window = records.windowOfItsOwn(config);
            link = links.make(channel, destination, window, now);
        } catch (Throwable failure) {
            // An Error as well: a try that never ended would hold up the end of the sender.
            outcome = Outcome.UNKNOWN;
        }
        return true;
    }

    private boolean drive(Link open, InFlightWindow only, boolean hasTime, long now, boolean ready) {
        try {
            boolean moved = open.advance(now, ready);
            if (open.wasOpen() && only.isEmpty() && !outlived && hasOutlived(hasTime, now)) {
                outlived = true;
                open.pause();
            }
            if (open.hasEnded() || acknowledging && outlived) {
                outcome = Outcome.TAKEN;
            }
            return moved || outcome != Outcome.UNDER_WAY;
        } catch (Throwable failure) {
            open.readLast(failure, now);
            outcome = outcomeOf(failure, open, only);
            return true;
        }
    }

    private Outcome outcomeOf(Throwable failure, Link open, InFlightWindow only) {
        boolean written = only.suspects().touchedEnd() > records.sequence() || only.isEmpty();
        boolean byPeer = failure instanceof IOException && !(failure instanceof SocketTimeoutException);
        if (acknowledging && only.isEmpty()) {
            return Outcome.TAKEN;
        }
        if (!acknowledging && outlived && !byPeer) {
            return Outcome.TAKEN_AS_FAR_AS_CAN_BE_SEEN;
        }
        return open.wasOpen() && written && byPeer ? Outcome.REFUSED : Outcome.UNKNOWN;
    }

    /** Whether the record is out and the connection has survived it; with acknowledgements it then has one. */
    private boolean hasOutlived(boolean hasTime, long now) {
        if (!writtenSeen) {
            writtenSeen = true;
            writtenNanos = now;
        }
        return acknowledging || !hasTime || now - writtenNanos >= AgedBytes.NANOS;
    }

    /** How many bytes of frames were written. */
    long bytesSent() {
        return window == null ? 0 : window.bytesSent();
    }

    /** Lets go of the socket. */
    void close(long now) {
        dialer.abort();
        if (link != null) {
            link.close(now);
        }
    }

    void tellDeadlines(SelectorSleeper sleeper, long now) {
        if (link == null) {
            sleeper.dueAt(dialer.deadline());
            return;
        }
        link.tellDeadlines(now);
        if (writtenSeen && !outlived) {
            sleeper.dueAt(writtenNanos + AgedBytes.NANOS);
        }
    }
}
