package io.penstock.tcp;

import io.penstock.Destination;
import io.penstock.TcpConfig;
import io.penstock.net.SelectorSleeper;
import io.penstock.sink.TimeSource;
import io.penstock.tcp.dial.Dialer;
import io.penstock.tcp.dial.NameService;
import io.penstock.tcp.window.InFlightWindow;
import io.penstock.tcp.window.TakenOut;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The records at which connections ended, out of the way of the others: each is tried again at growing intervals, alone
 * on a connection beside the one that carries the others. Confined to the drain thread.
 *
 * <pre>
 *  added ──2 s──▶ tried ──taken──────────────────────────────────▶ gone
 *                 ▲   └──ended by the peer──▶ counted, if the destination took others meanwhile
 *                 └──4 s, 8 s, ... 1 min──────────┘   └──maxResends counted──▶ failed
 * </pre>
 */
final class SetAside {

    private static final long FIRST_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long LONGEST_INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final TcpConfig config;
    private final boolean acknowledging;
    private final Links links;
    private final Dialer dialer;
    private final Outage outage;
    private final List<Aside> waiting = new ArrayList<>();
    private long bytes;
    private long bytesSent;

    private @Nullable Aside tried;
    private Destination destination;
    private @Nullable Link link;
    private @Nullable InFlightWindow only;
    private @Nullable LinkBuffers buffers;
    private boolean outlived;
    private boolean writtenSeen;
    private long writtenNanos;
    private boolean finishing;

    SetAside(
            TcpConfig config,
            boolean acknowledging,
            Links links,
            NameService names,
            SelectorSleeper sleeper,
            Outage outage,
            TimeSource time) {
        this.config = config;
        this.acknowledging = acknowledging;
        this.links = links;
        this.outage = outage;
        this.destination = config.destinations().get(0);
        this.dialer =
                new Dialer(names, sleeper, config.connectTimeout(), Duration.ofNanos(LONGEST_INTERVAL_NANOS), time);
    }

    /** Whether a record of so many bytes can be set aside: what is, is bounded by half of what the window may hold. */
    boolean hasRoomFor(int frameBytes) {
        return waiting.isEmpty() || bytes + frameBytes <= config.maxInFlightBytes() / 2;
    }

    /**
     * One more; only if there {@linkplain #hasRoomFor is room}.
     *
     * @param taken what the destination had taken by then, see {@link Progress#taken}
     */
    void add(TakenOut records, Destination at, long taken, long now) {
        Aside aside = new Aside(records);
        bytes += aside.records.bytes();
        aside.destination = at;
        aside.takenBefore = taken;
        aside.intervalNanos = FIRST_INTERVAL_NANOS;
        aside.dueNanos = now + FIRST_INTERVAL_NANOS;
        waiting.add(aside);
    }

    /** How many bytes of frames are set aside. */
    long bytes() {
        return bytes;
    }

    /** How many records, or batches that are acknowledged as a whole, are set aside. */
    int size() {
        return waiting.size();
    }

    /** How many bytes of frames were written to connections of its own. */
    long bytesSent() {
        return bytesSent;
    }

    /** Whether any of the records before a mark is among them. */
    boolean holdsBefore(long mark) {
        return !waiting.isEmpty() && waiting.stream().anyMatch(aside -> aside.records.sequence() < mark);
    }

    /**
     * Goes on with a try, or begins one if that is due.
     *
     * @param mayTry nothing speaks against another connection to this destination
     * @param taken what it has taken so far
     */
    boolean advance(Destination at, boolean mayTry, long taken, long now, boolean ready) {
        if (waiting.isEmpty()) {
            return false;
        }
        Aside present = tried;
        if (present == null) {
            present = mayTry ? due(now) : null;
            if (present == null) {
                return false;
            }
            tried = present;
            destination = at;
            try {
                dialer.begin(at, now);
            } catch (IOException | RuntimeException failure) {
                notTried(present, now);
                return true;
            }
        }
        return link == null ? dialOn(present, now) : drive(present, link, taken, now, ready);
    }

    private @Nullable Aside due(long now) {
        for (Aside aside : waiting) {
            if (finishing ? !aside.triedAtTheEnd : now - aside.dueNanos >= 0) {
                return aside;
            }
        }
        return null;
    }

    private boolean dialOn(Aside present, long now) {
        try {
            SocketChannel channel = dialer.advance(now);
            if (channel == null) {
                return false;
            }
            if (buffers == null) {
                buffers = new LinkBuffers();
            }
            InFlightWindow window = present.records.windowOfItsOwn(config);
            only = window;
            outlived = false;
            writtenSeen = false;
            link = links.make(channel, destination, window, buffers, now);
        } catch (IOException | RuntimeException failure) {
            notTried(present, now);
        }
        return true;
    }

    private boolean drive(Aside present, Link open, long taken, long now, boolean ready) {
        InFlightWindow window = only;
        if (window == null) {
            return false;
        }
        try {
            boolean moved = open.advance(now, ready);
            if (open.wasOpen() && window.isEmpty() && !outlived && hasOutlived(now)) {
                outlived = true;
                open.pause();
                if (acknowledging) {
                    arrived(present, window, now);
                    return true;
                }
            }
            if (open.hasEnded()) {
                arrived(present, window, now);
                return true;
            }
            return moved;
        } catch (Throwable failure) {
            open.readLast(failure, now);
            boolean written = window.touchedEnd() > present.records.sequence() || window.isEmpty();
            boolean byPeer = failure instanceof IOException && !(failure instanceof SocketTimeoutException);
            if (acknowledging && window.isEmpty()) {
                arrived(present, window, now);
            } else if (!acknowledging && outlived && !byPeer) {
                // It took the record, and merely does not answer our end.
                arrived(present, window, now);
                present.records.possiblyLost();
            } else if (open.wasOpen() && written && byPeer) {
                refused(present, window, taken, now);
            } else {
                noteWritten(present, window);
                notTried(present, now);
            }
            return true;
        }
    }

    /** Whether the record is out and the connection has survived it; with acknowledgements it then has one. */
    private boolean hasOutlived(long now) {
        if (!writtenSeen) {
            writtenSeen = true;
            writtenNanos = now;
        }
        return acknowledging || finishing || now - writtenNanos >= AgedBytes.NANOS;
    }

    private void arrived(Aside present, InFlightWindow window, long now) {
        noteWritten(present, window);
        if (acknowledging) {
            present.records.acknowledged();
        }
        remove(present, now);
        outage.announce(
                "The " + present.records.words() + ", which had been set aside, was taken by " + destination
                        + (acknowledging ? "" : ", as far as can be seen") + " after " + present.tries
                        + " tries that failed",
                null);
        for (Aside other : waiting) {
            // Perhaps it was the receiver all the time.
            if (other.tries == 0) {
                other.dueNanos = now;
            }
        }
    }

    private void refused(Aside present, InFlightWindow window, long taken, long now) {
        noteWritten(present, window);
        if (taken > present.takenBefore && destination.equals(present.destination)) {
            present.tries++;
        }
        present.takenBefore = taken;
        present.destination = destination;
        if (config.maxResends() > 0 && present.tries >= config.maxResends()) {
            present.records.failed();
            remove(present, now);
            outage.announce(
                    "Gave up the " + present.records.words() + ", which counts as failed: " + destination + " ended "
                            + present.tries + " connections on which it was sent alone, and took others in between"
                            + " (maxResends=" + config.maxResends() + "); look into the receiver's own log for why it"
                            + " does not take it",
                    null);
            return;
        }
        notTried(present, now);
    }

    /** Nothing is known of the record by that: later again. */
    private void notTried(Aside present, long now) {
        hangUp(now);
        present.triedAtTheEnd |= finishing;
        present.intervalNanos = Math.min(2 * present.intervalNanos, LONGEST_INTERVAL_NANOS);
        present.dueNanos = now + present.intervalNanos;
    }

    private void noteWritten(Aside present, InFlightWindow window) {
        if (window.books().sentUpTo() > present.records.sequence()) {
            present.records.written();
        }
    }

    private void remove(Aside present, long now) {
        hangUp(now);
        waiting.remove(present);
        bytes -= present.records.bytes();
    }

    private void hangUp(long now) {
        tried = null;
        bytesSent += only == null ? 0 : only.bytesSent();
        only = null;
        dialer.abort();
        Link open = link;
        link = null;
        if (open != null) {
            open.close(now);
        }
    }

    /** Each is tried once more, without waiting. */
    void finish() {
        finishing = true;
    }

    /** After {@link #finish}: whether each was. */
    boolean isFinished() {
        return waiting.isEmpty() || tried == null && waiting.stream().allMatch(aside -> aside.triedAtTheEnd);
    }

    /** Lets go of everything; what was sent and cannot be acknowledged may be lost. */
    void close(long now) {
        hangUp(now);
        if (waiting.isEmpty()) {
            return;
        }
        if (!acknowledging) {
            waiting.forEach(aside -> aside.records.possiblyLost());
        }
        waiting.clear();
        bytes = 0;
    }

    /** Tells when there is something to do, given that a try may begin. */
    void tellDeadlines(SelectorSleeper sleeper, boolean mayTry, long now) {
        Link open = link;
        if (open != null) {
            open.tellDeadlines(now);
            if (writtenSeen && !outlived) {
                sleeper.dueAt(writtenNanos + AgedBytes.NANOS);
            }
        } else if (dialer.isBusy()) {
            sleeper.dueAt(dialer.deadline());
        } else if (mayTry && !waiting.isEmpty()) {
            // Asked first, because this runs in every round, and an iterator is an object.
            for (Aside aside : waiting) {
                if (!finishing) {
                    sleeper.dueAt(aside.dueNanos);
                } else if (!aside.triedAtTheEnd) {
                    sleeper.dueAt(now);
                }
            }
        }
    }

    /** When it is tried again, and how the tries so far ended. */
    private static final class Aside {

        private final TakenOut records;
        private int tries;
        private long takenBefore;
        private @Nullable Destination destination;
        private long intervalNanos;
        private long dueNanos;
        private boolean triedAtTheEnd;

        Aside(TakenOut records) {
            this.records = records;
        }
    }
}
