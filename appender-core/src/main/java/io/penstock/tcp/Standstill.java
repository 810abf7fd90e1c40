package io.penstock.tcp;

import io.penstock.Destination;
import io.penstock.TcpConfig;
import java.io.IOException;
import java.net.SocketTimeoutException;

/**
 * What is known of a record that no connection gets any further: connection after connection is lost with it as the
 * oldest. Confined to the drain thread.
 *
 * <p>Either the receiver cannot take it, and ends every connection on which it comes: too long, a wrong encoding. Or the
 * receiver keeps dying, whatever comes. From here the two look the same, so by default all that is done is to say so,
 * once per record. Only with {@code maxResends} is a record ever given up:
 *
 * <pre>
 *  lost, lost, ... maxResends times ──▶ sent alone ──lost──▶ given up, counts as failed
 *                                          └──answered──▶ the next one alone, until what was sent before is through
 * </pre>
 *
 * <p>Each further record that is given up without any answer in between takes twice as many connections: a receiver that
 * keeps dying costs few records, however long it goes on.
 */
final class Standstill {

    /** Chosen, not measured: two in a row happen when a receiver is killed while it starts. */
    static final int WORTH_TELLING = 3;

    /** Without acknowledgements more: a proxy with nobody behind it accepts, takes bytes and closes, too. */
    static final int WORTH_TELLING_UNACKNOWLEDGED = 10;

    /** Beyond that the next record's turn does not come in this life of the process. */
    private static final int MOST_DOUBLINGS = 20;

    private final int maxResends;
    private final boolean acknowledging;
    private final InFlightWindow window;
    private final Outage outage;

    private long record = -1;
    private long answers;
    private long lost;
    private long endedByPeer;
    private boolean told;
    private int givenUpInARow;

    // Of the connection that is being lost.
    private boolean underWay;
    private boolean byPeer;
    private boolean alone;
    private String reason = "";

    Standstill(TcpConfig config, boolean acknowledging, InFlightWindow window, Outage outage) {
        this.maxResends = config.maxResends();
        this.acknowledging = acknowledging;
        this.window = window;
        this.outage = outage;
    }

    /** In every round: whether the oldest record is another one by now. */
    void look() {
        if (window.oldestSequence() != record) {
            record = window.oldestSequence();
            moved();
        }
        if (window.answers().taken() != answers) {
            answers = window.answers().taken();
            givenUpInARow = 0;
        }
    }

    /** The connection is good, and none the worse for having been sent the replay window. */
    void good() {
        if (!acknowledging) {
            moved();
        }
    }

    private void moved() {
        lost = 0;
        endedByPeer = 0;
        told = false;
    }

    /**
     * A connection is about to be closed, because of this failure.
     *
     * @param good whether it lived for a while
     */
    void losing(Throwable failure, boolean good) {
        // A refusal is an answer; it has its own count.
        underWay = window.isOldestUnderWay() && !window.answers().mustReconnect() && (acknowledging || !good);
        // Whether it said so before is no matter: rsyslog sends serverclose on account of a record, too.
        byPeer = failure instanceof IOException && !(failure instanceof SocketTimeoutException);
        alone = window.isIsolating();
        reason = Outage.reason(failure);
    }

    /** It was closed. Its last answers, or what the kernel knew, may have got the oldest record further after all. */
    void lost(Destination destination) {
        look();
        if (!underWay) {
            return;
        }
        lost++;
        if (byPeer) {
            endedByPeer++;
        }
        if (!told && lost >= (acknowledging ? WORTH_TELLING : WORTH_TELLING_UNACKNOWLEDGED)) {
            told = true;
            outage.announce(acknowledging ? stuck(destination) : inCircles(destination), null);
        }
        if (acknowledging && maxResends > 0 && endedByPeer >= resendsAllowed()) {
            judge(destination);
        }
    }

    private void judge(Destination destination) {
        if (!alone || !byPeer || endedByPeer == resendsAllowed()) {
            window.isolate();
            return;
        }
        outage.announce(givenUp(destination), null);
        givenUpInARow = Math.min(givenUpInARow + 1, MOST_DOUBLINGS);
        window.giveUpOldest();
        look();
    }

    private long resendsAllowed() {
        return (long) maxResends << givenUpInARow;
    }

    /** How many connections were lost in a row since the oldest record got further. */
    long connections() {
        return lost;
    }

    private String stuck(Destination destination) {
        return lost + " connections in a row to " + destination + " were lost while " + oldest()
                + " waited for its acknowledgement, the last one because " + reason + ". It is sent first on each, and"
                + " those behind it wait: look into the receiver's own log; a record too long for it, or an encoding it"
                + " does not take, does that. "
                + (maxResends == 0
                        ? "It is sent again for ever, unless maxResends is set"
                        : "With maxResends=" + maxResends + " it will be sent alone, and given up if that ends the"
                                + " connection, too");
    }

    private String inCircles(Destination destination) {
        return lost + " connections in a row to " + destination + " were lost within a second, each after it had been"
                + " sent the replay window from " + oldest() + " on; the last one because " + reason + ". Unless the"
                + " receiver is merely down behind a proxy, look into its own log; a record too long for it, or an"
                + " encoding it does not take, does that. With delivery=bestEffort nothing is sent again that was"
                + " written";
    }

    private String givenUp(Destination destination) {
        return "Gave up " + oldest() + ", which counts as failed: " + endedByPeer + " connections in a row to "
                + destination + " ended with it, on the last it was sent alone (maxResends=" + maxResends
                + "); look into the receiver's own log for why it does not take it";
    }

    private String oldest() {
        return "record " + (record + 1) + " since the start (" + window.oldestBytes() + " bytes)";
    }
}
