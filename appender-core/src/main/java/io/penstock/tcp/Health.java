package io.penstock.tcp;

import io.penstock.tcp.dial.Backoff;
import io.penstock.tcp.dial.Destinations;
import org.jspecify.annotations.Nullable;

/**
 * Whether the present connection makes progress, and who is to know: back-off, order of destinations, standstill and
 * the report of an outage go by that, and not by whether somebody accepts. Confined to the drain thread.
 */
final class Health {

    private final Backoff backoff;
    private final Destinations destinations;
    private final Standstill standstill;
    private final Outage outage;
    private boolean believed;
    private boolean proven;
    /** What the connections before the present one took. */
    private long takenBefore;

    Health(Backoff backoff, Destinations destinations, Standstill standstill, Outage outage) {
        this.backoff = backoff;
        this.destinations = destinations;
        this.standstill = standstill;
        this.outage = outage;
    }

    /** Of a new connection nothing is known. */
    void begin() {
        believed = false;
        proven = false;
    }

    /** In every round. True: something can be moved on that could not before. */
    boolean look(Link linked, long now) {
        Progress progress = linked.progress();
        if (progress == null) {
            return false;
        }
        boolean passed = standstill.search(now);
        if (!believed && progress.isSeen(now)) {
            believed = true;
            backoff.reset();
            standstill.good();
        } else if (passed) {
            backoff.reset();
        }
        if (!proven && progress.isProven(now)) {
            proven = true;
            destinations.good();
        }
        if (isGood(linked, now)) {
            outage.ended(linked.destination(), linked.openedNanos());
        }
        return passed;
    }

    /** Whether there was any progress, see {@link Progress#isSeen}. */
    boolean isBelieved() {
        return believed;
    }

    /** Whether there was progress that nothing else explains, see {@link Progress#isProven}. */
    boolean isProven() {
        return proven;
    }

    /** Whether nothing speaks against the connection: it makes progress, or has nothing to make it with. */
    boolean isGood(Link linked, long now) {
        Progress progress = linked.progress();
        boolean hasNothingToShow = progress != null && progress.isIdle() && !standstill.isSearching();
        return believed || hasNothingToShow && linked.isGood(now);
    }

    /** What was taken since the start, see {@link Progress#taken}. */
    long taken(@Nullable Link linked, long now) {
        Progress progress = linked == null ? null : linked.progress();
        return takenBefore + (progress == null ? 0 : progress.taken(now));
    }

    /** The connection is about to be closed. */
    void end(Link linked, long now) {
        takenBefore = taken(linked, now);
    }
}
