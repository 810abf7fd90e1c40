package io.penstock.tcp.window;

import io.penstock.sink.Tally;
import io.penstock.wire.WireProtocol;
import java.util.List;

/**
 * The books of the in-flight window: what became of the records, in the order in which they were added, and so of the
 * events among them. Confined to the drain thread.
 *
 * <p>All counts are of events, as in the {@link Tally}, which learns of each change: our own reports are records, too,
 * and nobody's loss.
 */
public final class WindowBooks {

    private final OwnRecords own;
    private final Tally tally;
    /** Records before this one were completely written once, on whichever connection, or given up. */
    private long sentUpTo;

    private long unconfirmedInWindow;
    private long sent;
    private long resent;
    private long acknowledged;
    private long failed;
    private long failedUnsent;
    private long possiblyLost;

    /** Nothing happened; the first record has this sequence. */
    WindowBooks(OwnRecords own, Tally tally, long firstSequence) {
        this.own = own;
        this.tally = tally;
        this.sentUpTo = firstSequence;
    }

    /** The records from {@code first} to {@code end}, exclusive, were completely written, for the first time or again. */
    void written(long first, long end) {
        long events = own.eventsBetween(first, end);
        if (end > sentUpTo) {
            long firstTime = own.eventsBetween(sentUpTo, end);
            sentUpTo = end;
            sent += firstTime;
            unconfirmedInWindow += firstTime;
            events -= firstTime;
            tally.sent(firstTime);
        }
        resent += events;
    }

    /** The records from {@code first} to {@code end}, exclusive, have arrived. */
    void acknowledged(long first, long end) {
        long events = own.eventsBetween(first, end);
        unconfirmedInWindow -= events;
        acknowledged += events;
        tally.acknowledged(events);
    }

    /** The records from {@code first} to {@code end}, exclusive, sent or not, will never arrive. */
    void failed(long first, long end) {
        long sentEnd = Math.max(first, Math.min(sentUpTo, end));
        long sentEvents = own.eventsBetween(first, sentEnd);
        long unsentEvents = own.eventsBetween(sentEnd, end);
        // What was not sent never will be: it must not be taken for sent with those behind it.
        sentUpTo = Math.max(sentUpTo, end);
        unconfirmedInWindow -= sentEvents;
        failed += sentEvents + unsentEvents;
        failedUnsent += unsentEvents;
        tally.refused(sentEvents);
        tally.failed(unsentEvents);
    }

    /**
     * The records from {@code first} to {@code end}, exclusive, are taken out of the window, whose counts do not know them
     * from here on.
     *
     * @param unsettled where they are until it is known what becomes of them
     * @return the same records, by what the books say of their events
     */
    TakenOut takeOut(KeptBatch records, WireProtocol protocol, List<TakenOut> unsettled) {
        long first = records.sequence(0);
        long end = records.sequence(records.records());
        long sentEnd = Math.max(first, Math.min(sentUpTo, end));
        long sentEvents = own.eventsBetween(first, sentEnd);
        long unsentEvents = own.eventsBetween(sentEnd, end);
        // Not to be taken for sent with those behind it.
        sentUpTo = Math.max(sentUpTo, end);
        unconfirmedInWindow -= sentEvents;
        for (long sequence = first; sequence < end; sequence++) {
            if (own.eventsBetween(sequence, sequence + 1) > 0) {
                own.add(sequence);
            }
        }
        TakenOut out = new TakenOut(records, protocol, this, unsettled, sentEvents, unsentEvents);
        unsettled.add(out);
        return out;
    }

    /** What was taken out was completely written: events that had been before, and others. */
    void takenOutWritten(long sentBefore, long firstTime) {
        sent += firstTime;
        resent += sentBefore;
        tally.sent(firstTime);
    }

    /** What was taken out and written has arrived. */
    void takenOutAcknowledged(long events) {
        acknowledged += events;
        tally.acknowledged(events);
    }

    /** What was taken out will never arrive. */
    void takenOutFailed(long sentEvents, long unsentEvents) {
        failed += sentEvents + unsentEvents;
        failedUnsent += unsentEvents;
        tally.refused(sentEvents);
        tally.failed(unsentEvents);
    }

    /** The records from {@code first} to {@code end}, exclusive, will not be sent again; returns how many events they are. */
    long letGo(long first, long end) {
        long events = own.eventsBetween(first, end);
        unconfirmedInWindow -= events;
        return events;
    }

    /** A connection was lost, and so may be what had been let go of in favour of it. */
    void possiblyLost(long events) {
        possiblyLost += events;
    }

    /** A mark behind the records that were written completely at least once. */
    public long sentUpTo() {
        return sentUpTo;
    }

    /** How many events were written for the first time. */
    public long sent() {
        return sent;
    }

    /** How often an event was written that had been written before. */
    public long resent() {
        return resent;
    }

    /** How many events were acknowledged. */
    public long acknowledged() {
        return acknowledged;
    }

    /** How many events were sent of which it is not known what became of them, whether they are still kept or not. */
    public long unconfirmed() {
        return sent - acknowledged - (failed - failedUnsent);
    }

    /** How many events are kept that were completely written at least once. */
    long unconfirmedInWindow() {
        return unconfirmedInWindow;
    }

    /** How many events were given up: refused {@value Answers#MOST_REFUSALS} times, or the one that held up all others. */
    long failed() {
        return failed;
    }

    /** How many events had been let go of shortly before a connection broke, and were not acknowledged. */
    public long possiblyLost() {
        return possiblyLost;
    }
}
