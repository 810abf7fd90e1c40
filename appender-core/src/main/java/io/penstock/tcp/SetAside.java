package io.penstock.tcp;

import io.penstock.Destination;
import io.penstock.TcpConfig;
import io.penstock.net.SelectorSleeper;
import io.penstock.sink.TimeSource;
import io.penstock.tcp.dial.Dialer;
import io.penstock.tcp.dial.NameService;
import io.penstock.tcp.window.TakenOut;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

    private final TcpConfig config;
    private final boolean acknowledging;
    private final Links links;
    private final Dialer dialer;
    private final Outage outage;
    private final List<AsideRecord> waiting = new ArrayList<>();
    private long bytes;
    private long bytesSent;
    private @Nullable LoneTry present;
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
        Duration longestPause = Duration.ofNanos(AsideRecord.LONGEST_INTERVAL_NANOS);
        this.dialer = new Dialer(names, sleeper, config.connectTimeout(), longestPause, time);
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
        bytes += records.bytes();
        waiting.add(new AsideRecord(records, at, taken, now));
    }

    /** How many records, or batches that are acknowledged as a whole, are set aside. */
    int size() {
        return waiting.size();
    }

    /** How many bytes of frames were written to connections of its own. */
    long bytesSent() {
        return bytesSent;
    }

    /** How many bytes of frames are set aside. */
    long bytes() {
        return bytes;
    }

    /**
     * Goes on with a try, or begins one if that is due.
     *
     * @param mayTry nothing speaks against another connection to this destination
     * @param taken what it has taken so far
     */
    boolean advance(Destination at, boolean mayTry, long taken, long now, boolean ready) {
        if (present == null) {
            AsideRecord due = mayTry ? due(now) : null;
            if (due == null) {
                return false;
            }
            present = new LoneTry(due, at, config, acknowledging, dialer, links);
        }
        LoneTry trying = present;
        boolean moved = trying.advance(!finishing, now, ready);
        switch (trying.outcome()) {
            case UNDER_WAY -> {
                return moved;
            }
            case TAKEN -> {
                trying.aside().records().arrived();
                onTaken(trying, now);
            }
            case TAKEN_AS_FAR_AS_CAN_BE_SEEN -> {
                trying.aside().records().givenUp();
                onTaken(trying, now);
            }
            case REFUSED -> onRefused(trying, taken, now);
            case UNKNOWN -> again(trying, now);
        }
        return true;
    }

    private @Nullable AsideRecord due(long now) {
        if (waiting.isEmpty()) {
            // Asked first, because this runs in every round, and an iterator is an object.
            return null;
        }
        for (AsideRecord aside : waiting) {
            if (finishing ? !aside.isTriedAtTheEnd() : now - aside.dueNanos() >= 0) {
                return aside;
            }
        }
        return null;
    }

    private void onTaken(LoneTry trying, long now) {
        remove(trying, now);
        outage.announce(
                "The " + trying.aside().records().words() + ", which had been set aside, was taken by "
                        + trying.destination() + (acknowledging ? "" : ", as far as can be seen") + " after "
                        + trying.aside().refusals() + " tries that failed",
                null);
        for (AsideRecord other : waiting) {
            other.reconsider(now);
        }
    }

    private void onRefused(LoneTry trying, long taken, long now) {
        AsideRecord aside = trying.aside();
        aside.refused(trying.destination(), taken);
        if (config.maxResends() == 0 || aside.refusals() < config.maxResends()) {
            again(trying, now);
            return;
        }
        aside.records().failed();
        remove(trying, now);
        outage.announce(
                "Gave up the " + aside.records().words() + ", which counts as failed: " + trying.destination()
                        + " ended " + aside.refusals()
                        + " connections on which it was sent alone, and took others in between (maxResends="
                        + config.maxResends() + "); look into the receiver's own log for why it does not take it",
                null);
    }

    private void again(LoneTry trying, long now) {
        hangUp(now);
        trying.aside().tried(finishing, now);
    }

    private void remove(LoneTry trying, long now) {
        hangUp(now);
        waiting.remove(trying.aside());
        bytes -= trying.aside().records().bytes();
    }

    private void hangUp(long now) {
        LoneTry trying = present;
        present = null;
        if (trying != null) {
            bytesSent += trying.bytesSent();
            trying.close(now);
        }
    }

    /** Each is tried once more, without waiting. */
    void finish() {
        finishing = true;
    }

    /** After {@link #finish}: whether each was. */
    boolean isFinished() {
        return waiting.isEmpty() || present == null && waiting.stream().allMatch(AsideRecord::isTriedAtTheEnd);
    }

    /** Lets go of everything; what was sent and cannot be acknowledged may be lost. */
    void close(long now) {
        hangUp(now);
        waiting.forEach(aside -> aside.records().givenUp());
        waiting.clear();
        bytes = 0;
    }

    /** Tells when there is something to do, given that a try may begin. */
    void tellDeadlines(SelectorSleeper sleeper, boolean mayTry, long now) {
        if (present != null) {
            present.tellDeadlines(sleeper, now);
        } else if (mayTry && !waiting.isEmpty()) {
            for (AsideRecord aside : waiting) {
                if (!finishing) {
                    sleeper.dueAt(aside.dueNanos());
                } else if (!aside.isTriedAtTheEnd()) {
                    sleeper.dueAt(now);
                }
            }
        }
    }
}
