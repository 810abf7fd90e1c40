package io.penstock.tcp;

import io.penstock.Destination;
import io.penstock.TcpConfig;
import io.penstock.net.SelectorSleeper;
import io.penstock.tcp.window.InFlightWindow;
import io.penstock.tcp.window.Suspects;
import io.penstock.tcp.window.TakenOut;
import java.io.IOException;
import java.net.SocketTimeoutException;

/**
 * What is known of a record that no connection gets any further: connection after connection is lost with it as the
 * oldest. Confined to the drain thread.
 *
 * <p>Either the receiver cannot take it, or another one behind it, and ends every connection on which it comes: too long,
 * a wrong encoding. Or the receiver keeps dying, whatever comes. From here the two look the same at first. So the record
 * is looked for and {@linkplain SetAside set aside}, which costs it nothing but its place:
 *
 * <pre>
 *  lost, lost, lost ──▶ sent one at a time, each after the answer to the one before ──lost, lost──▶ set aside
 *                   └─▶ (no acknowledgements) less and less sent, see CulpritSearch ──found───────────┘
 * </pre>
 *
 * <p>Without acknowledgements a receiver that keeps dying would be sent less and less as well, and get no further. So the search
 * begins with nothing: if the connection ends all the same, the search is put off for some connections.
 */
final class Standstill {

    /** Chosen, not measured: two in a row happen when a receiver is killed while it starts. */
    static final int WORTH_TELLING = 3;

    /** Without acknowledgements more: a proxy with nobody behind it accepts, takes bytes and closes, too. */
    static final int WORTH_TELLING_UNACKNOWLEDGED = 10;

    private static final int SUSPICIOUS = 3;
    private static final int CONVINCING = 2;

    /** Connections without any progress, each sent all there is, before a search is worth another try. */
    private static final int PAUSE = 8;

    private final TcpConfig config;
    private final boolean acknowledging;
    private final InFlightWindow window;
    private final Suspects suspects;
    private final SetAside aside;
    private final Outage outage;
    private final CulpritSearch search;

    private long record = -1;
    private long answers;
    private long lost;
    private long endedByPeer;
    private long longestLife;
    private boolean told;
    /** So many connections may still be lost before the next search. */
    private int pause;
    /** There was no progress since a connection ended that had been sent nothing. */
    private boolean endsWithoutRecords;

    private boolean finishing;
    /** Nothing was taken since the last record was set aside: the next one is no surprise. */
    private boolean goesOn;

    // Of the connection that is being lost.
    private boolean underWay;
    private boolean watched;
    private boolean byPeer;
    private boolean alone;
    private long touchedEnd;
    private String reason = "";

    Standstill(TcpConfig config, boolean acknowledging, InFlightWindow window, SetAside aside, Outage outage) {
        this.config = config;
        this.acknowledging = acknowledging;
        this.window = window;
        this.suspects = window.suspects();
        this.aside = aside;
        this.outage = outage;
        this.search = new CulpritSearch(window);
    }

    /** In every round: whether the oldest record is another one by now. */
    void look() {
        if (window.oldestSequence() != record) {
            record = window.oldestSequence();
            moved();
        }
        if (window.answers().taken() != answers) {
            answers = window.answers().taken();
            goesOn = false;
        }
    }

    /** On an open connection, in every round. True: what was suspected before has proved harmless in part. */
    boolean search(long now) {
        return search.advance(now);
    }

    /** Whether not everything is sent that there is, until a record to blame is found, or none. */
    boolean isSearching() {
        return search.isRunning();
    }

    /** Little time is left: what a search holds back is sent, and the next one is short. */
    void finish() {
        finishing = true;
        search.stop();
    }

    /** The connection makes progress, and is none the worse for having been sent the replay window. */
    void good() {
        if (!acknowledging && !search.isRunning()) {
            moved();
            goesOn = false;
        }
    }

    private void moved() {
        lost = 0;
        endedByPeer = 0;
        longestLife = 0;
        told = false;
        pause = 0;
        endsWithoutRecords = false;
    }

    /**
     * A connection is about to be closed, because of this failure.
     *
     * @param good whether it had made progress
     * @param wasOpen whether a record could be sent on it
     * @param livedNanos since then; 0 if none could
     */
    void losing(Throwable failure, boolean good, boolean wasOpen, long livedNanos) {
        watched = search.isWatching() && wasOpen;
        // A refusal is an answer; it has its own count.
        underWay = (suspects.isOldestUnderWay() || watched)
                && !window.answers().mustReconnect()
                && (acknowledging || !good || search.isRunning());
        // Whether it said so before is no matter: rsyslog sends serverclose on account of a record, too.
        byPeer = failure instanceof IOException && !(failure instanceof SocketTimeoutException);
        alone = suspects.isIsolating();
        touchedEnd = suspects.touchedEnd();
        longestLife = Math.max(longestLife, livedNanos);
        reason = Outage.reason(failure);
    }

    /**
     * It was closed. Its last answers, or what the kernel knew, may have got the oldest record further after all.
     *
     * @param taken what the destination had taken so far
     */
    void lost(Destination destination, long taken, long now) {
        look();
        if (!underWay) {
            return;
        }
        if (!watched) {
            lost++;
        }
        if (!told && lost >= (acknowledging ? WORTH_TELLING : WORTH_TELLING_UNACKNOWLEDGED)) {
            told = true;
            outage.announce(acknowledging ? stuck(destination) : inCircles(destination), null);
        }
        if (!byPeer) {
            return;
        }
        endedByPeer++;
        if (acknowledging) {
            judge(destination, taken, now);
        } else {
            narrow(destination, taken, now);
        }
    }

    private void judge(Destination destination, long taken, long now) {
        if (alone && (goesOn || endedByPeer >= CONVINCING)) {
            setAside(window.oldestSequence(), destination, taken, now);
        } else if (goesOn || endedByPeer >= SUSPICIOUS) {
            suspects.isolate();
        }
    }

    private void narrow(Destination destination, long taken, long now) {
        if (watched) {
            search.stop();
            endsWithoutRecords = true;
            pause = PAUSE;
        } else if (search.isRunning()) {
            search.ended(touchedEnd);
        } else if (pause > 0) {
            pause--;
        } else if (goesOn || endedByPeer >= SUSPICIOUS) {
            // A receiver may close what is idle, and refuse a record besides: the second time nothing is put off.
            boolean watches = !goesOn && !endsWithoutRecords && !finishing;
            search.begin(touchedEnd, finishing ? 0 : longestLife, watches);
        }
        long found = search.found();
        if (found >= 0) {
            search.stop();
            if (suspects.frameBytes(found) > 0) {
                setAside(found, destination, taken, now);
            }
        }
    }

    private void setAside(long culprit, Destination destination, long taken, long now) {
        // With nobody to let pass there is nothing to be gained.
        if (suspects.isOnly(culprit) || !aside.hasRoomFor(suspects.frameBytes(culprit))) {
            return;
        }
        TakenOut out = suspects.takeOut(culprit);
        aside.add(out, destination, taken, now);
        if (!goesOn) {
            outage.announce(
                    "Set aside the " + out.words() + ": connections to " + destination + " ended with it, the last one"
                            + " because " + reason
                            + ". The others go on; it is tried again alone at growing intervals, "
                            + (config.maxResends() == 0
                                    ? "for ever (maxResends=0)"
                                    : "and fails after maxResends=" + config.maxResends() + " tries")
                            + ". Look into the receiver's own log; a record too long for it, or an encoding it does not"
                            + " take, does that",
                    null);
        }
        goesOn = true;
        record = window.oldestSequence();
    }

    /** How many connections were lost in a row since the oldest record got further. */
    long connections() {
        return lost;
    }

    private String stuck(Destination destination) {
        return lost + " connections in a row to " + destination + " were lost while " + oldest()
                + " waited for its acknowledgement, the last one because " + reason + ". It is sent first on each. If"
                + " the receiver ends connections because of one record, that is looked for and set aside; its own log"
                + " says most";
    }

    private String inCircles(Destination destination) {
        return lost + " connections in a row to " + destination + " were lost without any progress, each after it had"
                + " been sent the replay window from " + oldest() + " on; the last one because " + reason + ". Look"
                + " into the receiver's own log, or for a proxy with nobody behind it";
    }

    private String oldest() {
        return "record " + (record + 1) + " since the start (" + suspects.frameBytes(record) + " bytes)";
    }

    /** Tells when {@link #search} has something to do. */
    void tellDeadline(SelectorSleeper sleeper) {
        search.tellDeadline(sleeper);
    }
}
