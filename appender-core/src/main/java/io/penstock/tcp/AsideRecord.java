package io.penstock.tcp;

import io.penstock.Destination;
import io.penstock.tcp.window.TakenOut;
import java.util.concurrent.TimeUnit;

/** A record that was set aside: when it is tried again, and how often it was refused. Confined to the drain thread. */
final class AsideRecord {

    static final long LONGEST_INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long FIRST_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final TakenOut records;
    private Destination destination;
    private long takenBefore;
    private int refusals;
    private long intervalNanos = FIRST_INTERVAL_NANOS;
    private long dueNanos;
    private boolean triedAtTheEnd;

    /**
     * Set aside just now.
     *
     * @param taken what the destination had taken by then, see {@link Progress#taken}
     */
    AsideRecord(TakenOut records, Destination destination, long taken, long now) {
        this.records = records;
        this.destination = destination;
        this.takenBefore = taken;
        this.dueNanos = now + FIRST_INTERVAL_NANOS;
    }

    TakenOut records() {
        return records;
    }

    /**
     * The destination has ended a connection on which the record was alone. That counts against the record only if the
     * same destination took others since it last ended one: else it may be the destination.
     */
    void refused(Destination by, long taken) {
        if (taken > takenBefore && by.equals(destination)) {
            refusals++;
        }
        takenBefore = taken;
        destination = by;
    }

    /** How many times that counted. */
    int refusals() {
        return refusals;
    }

    /** The next try comes later, and the one after it later still. */
    void tried(boolean finishing, long now) {
        triedAtTheEnd |= finishing;
        intervalNanos = Math.min(2 * intervalNanos, LONGEST_INTERVAL_NANOS);
        dueNanos = now + intervalNanos;
    }

    /** Another record was taken. Perhaps it was the receiver all the time: one that was never refused is tried at once. */
    void reconsider(long now) {
        if (refusals == 0) {
            dueNanos = now;
        }
    }

    /** When it is to be tried, as long as the sender does not end. */
    long dueNanos() {
        return dueNanos;
    }

    /** Whether it had its last try, when the sender began to end. */
    boolean isTriedAtTheEnd() {
        return triedAtTheEnd;
    }
}
