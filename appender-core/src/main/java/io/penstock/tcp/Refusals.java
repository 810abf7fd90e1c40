package io.penstock.tcp;

import io.penstock.Destination;
import io.penstock.tcp.window.Answers;

/** Tells of records that were given up because the peer refused them again and again. Confined to the drain thread. */
final class Refusals {

    private final Answers answers;
    private final Outage outage;
    private long told;

    Refusals(Answers answers, Outage outage) {
        this.answers = answers;
        this.outage = outage;
    }

    /** If there are any that were not told of. */
    void tell(Destination destination) {
        long fresh = answers.refusedForGood() - told;
        if (fresh == 0) {
            return;
        }
        told += fresh;
        outage.announce(
                "The peer refused " + fresh + " records " + Answers.MOST_REFUSALS + " times, the last with \""
                        + answers.lastRefusal() + "\": they are given up and count as failed; see why " + destination
                        + " does not take them",
                null);
    }
}
