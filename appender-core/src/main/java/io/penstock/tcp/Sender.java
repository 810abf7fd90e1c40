package io.penstock.tcp;

import io.penstock.SenderState;
import io.penstock.TcpConfig;
import io.penstock.net.SelectorSleeper;
import io.penstock.sink.Announcer;
import io.penstock.sink.TimeSource;
import io.penstock.tcp.dial.Backoff;
import io.penstock.tcp.dial.Destinations;
import io.penstock.tcp.dial.Dialer;
import io.penstock.tcp.dial.NameService;
import io.penstock.tcp.window.InFlightWindow;
import io.penstock.wire.ProtocolException;
import io.penstock.wire.WireProtocol;
import io.penstock.wire.WireProtocol.Unit;
import java.io.EOFException;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What keeps one connection alive at a time, and gets the window's records across it: dials, links, waits after a
 * failure, fails over and back, ends. Confined to the drain thread, but for {@link #board}.
 *
 * <pre>
 *  IDLE ──first record──▶ DIALLING ──accepted──▶ LINKED ──▶ CLOSED
 *   ▲                     ▲      │failed            │lost
 *   │                     └───WAITING◀──────────────┤
 *   └─────────── ended, and nothing to send ────────┘
 * </pre>
 */
final class Sender {

    private enum Phase {
        /** No connection is needed until there is another record for it, or ever again. */
        IDLE,
        DIALLING,
        LINKED,
        /** Until it is time for the next attempt. */
        WAITING,
        CLOSED
    }

    private final TcpConfig config;
    private final WireProtocol protocol;
    private final boolean acknowledging;
    private final InFlightWindow window;
    private final Links links;
    private final SelectorSleeper sleeper;
    private final TimeSource time;
    private final Destinations destinations;
    private final Backoff backoff;
    private final Dialer dialer;
    private final Failback failback;
    private final Outage outage;
    private final SetAside aside;
    private final Standstill standstill;
    private final Health health;
    private final Refusals refusals;
    private final StatsBoard board = new StatsBoard();

    private Phase phase = Phase.IDLE;
    /** The present connection; only while it is LINKED. */
    private @Nullable Link link;

    private long retryNanos;
    private long linksMade;
    private long protocolErrors;
    /** So many records had been added when it became IDLE. */
    private long idleSince;
    /** So far had been sent when the present connection was made. */
    private long sentBeforeLink;
    /** No record will be added any more. */
    private boolean finishing;

    Sender(
            TcpConfig config,
            WireProtocol protocol,
            InFlightWindow window,
            ConnectionFactory connections,
            NameService names,
            LongUnaryOperator random,
            SelectorSleeper sleeper,
            Announcer announcer,
            TimeSource time) {
        this.config = config;
        this.protocol = protocol;
        this.acknowledging = protocol.acknowledges() != Unit.NONE;
        this.window = window;
        this.links = new Links(config, protocol, connections, sleeper);
        this.sleeper = sleeper;
        this.time = time;
        this.destinations = new Destinations(config, random);
        this.backoff =
                new Backoff(config.backoff().toNanos(), config.maxBackoff().toNanos(), random);
        this.dialer = new Dialer(names, sleeper, config.connectTimeout(), config.maxBackoff(), time);
        this.failback = new Failback(
                destinations,
                new Dialer(names, sleeper, config.connectTimeout(), config.failbackAfter(), time),
                links,
                window);
        this.outage = new Outage(config, window.books(), announcer);
        this.aside = new SetAside(config, acknowledging, links, names, sleeper, outage, time);
        this.standstill = new Standstill(config, acknowledging, window, aside, outage);
        this.health = new Health(backoff, destinations, standstill, outage);
        this.refusals = new Refusals(window.answers(), outage);
    }

    /** Any thread: where to learn how many events were dropped during an outage. */
    void countDrops(LongSupplier soFar) {
        outage.countDrops(soFar);
    }

    /** What is known of this sender, for any thread; it holds nothing of it. */
    StatsBoard board() {
        return board;
    }

    /** One round: moves on what can be moved on. False: nothing moved. */
    boolean advance() {
        if (phase == Phase.CLOSED) {
            return false;
        }
        long now = time.nanos();
        boolean ready = sleeper.takeReady();
        try {
            boolean moved = step(now, ready);
            return aside.advance(destinations.present(), mayTryAside(now), health.taken(link, now), now, ready)
                    || moved;
        } finally {
            tellDeadlines(now);
            publish();
        }
    }

    private boolean step(long now, boolean ready) {
        if (finishing && window.isEmpty() && (link == null || !link.wasOpen())) {
            return rest(now);
        }
        return switch (phase) {
            case IDLE -> (finishing || window.added() > idleSince) && dial(now);
            case WAITING -> now - retryNanos >= 0 && dial(now);
            case DIALLING -> dialOn(now);
            case LINKED -> advance(linked(), now, ready);
            case CLOSED -> false;
        };
    }

    /** No connection is needed until there is a record for it. True: one was there, or on its way. */
    private boolean rest(long now) {
        boolean wasBusy = phase != Phase.IDLE;
        dialer.abort();
        failback.abort(now);
        if (link != null) {
            hangUp(link, now);
        }
        phase = Phase.IDLE;
        idleSince = window.added();
        return wasBusy;
    }

    private boolean dial(long now) {
        if (phase == Phase.IDLE && destinations.isFailbackDue(now)) {
            destinations.failBack();
        }
        phase = Phase.DIALLING;
        outage.trying();
        destinations.trying(now);
        try {
            dialer.begin(destinations.present(), now);
        } catch (Throwable failure) {
            onFailedAttempt(failure, now);
            return true;
        }
        return dialOn(now);
    }

    private boolean dialOn(long now) {
        try {
            SocketChannel channel = dialer.advance(now);
            if (channel == null) {
                return false;
            }
            begin(links.make(channel, destinations.present(), window, now));
        } catch (Throwable failure) {
            // An Error as well, for want of memory for instance: nobody else would ever dial again.
            onFailedAttempt(failure, now);
        }
        return true;
    }

    private void onFailedAttempt(Throwable failure, long now) {
        outage.failed(destinations.present(), false, window.books().possiblyLost(), failure, "", now);
        retry(destinations.failed(), now);
    }

    private void retry(boolean afterBackoff, long now) {
        phase = Phase.WAITING;
        retryNanos = afterBackoff ? now + backoff.nextNanos() : now;
    }

    private void begin(Link fresh) {
        phase = Phase.LINKED;
        link = fresh;
        health.begin();
        sentBeforeLink = window.books().sentUpTo();
    }

    private boolean advance(Link linked, long now, boolean ready) {
        boolean moved;
        boolean wasOpen = linked.wasOpen();
        try {
            if (finishing) {
                linked.stop();
            }
            moved = linked.advance(now, ready);
            refusals.tell(linked.destination());
            standstill.look();
            if (!wasOpen && linked.wasOpen()) {
                linksMade++;
            }
            moved |= health.look(linked, now);
            if (!finishing && health.isGood(linked, now) && failback.advance(now, ready)) {
                linked.pause();
                moved = true;
            }
        } catch (Throwable failure) {
            // Whatever it was: a connection that throws is of no use, and the back-off keeps it from throwing often.
            onLost(linked, failure, now);
            return true;
        }
        if (linked.hasEnded()) {
            onEnded(linked, now);
            return true;
        }
        return moved;
    }

    private boolean mayTryAside(long now) {
        if (finishing) {
            return isDone();
        }
        return phase == Phase.IDLE || link != null && health.isGood(link, now);
    }

    private void onLost(Link linked, Throwable failure, long now) {
        if (failure instanceof ProtocolException) {
            protocolErrors++;
        }
        long possiblyLostBefore = window.books().possiblyLost();
        linked.readLast(failure, now);
        boolean orderly = failure instanceof EOFException || linked.isHalfClosed();
        // More than twice in a row without getting any further is no restart.
        boolean again =
                health.isProven() && !(failure instanceof SocketTimeoutException) && standstill.connections() < 2;
        if (orderly && mayBeBelieved()) {
            linked.letGoOfAged(now);
        }
        boolean nothingToDo = window.isEmpty();
        String circumstances = linked.kernel().circumstances();
        standstill.losing(failure, health.isBelieved(), linked.wasOpen(), linked.livedNanos(now));
        hangUp(linked, now);
        // When everything was acknowledged at the end, its end is what we were about to ask for.
        boolean noLoss = finishing ? acknowledging : orderly && window.bytes() == 0 && !failback.hasSuccessor();
        if (nothingToDo && noLoss) {
            rest(now);
            return;
        }
        outage.failed(
                linked.destination(), linked.wasOpen(), possiblyLostBefore, reasonOf(failure), circumstances, now);
        standstill.lost(linked.destination(), health.taken(null, now), now);
        if (succeed(now)) {
            return;
        }
        if (again) {
            destinations.ended();
        }
        retry(again || destinations.failed(), now);
    }

    /**
     * Whether an orderly end is believed to be no more than that. Else what was sent on the connection is tried elsewhere,
     * once: a proxy with nobody behind it ends connections in good order, too.
     */
    private boolean mayBeBelieved() {
        return destinations.isOnly() || health.isProven() || window.books().sentUpTo() == sentBeforeLink;
    }

    private Throwable reasonOf(Throwable failure) {
        return failure instanceof ProtocolException
                ? new ProtocolException("protocol=" + protocol.name() + " was not kept: " + failure.getMessage())
                : failure;
    }

    private void onEnded(Link linked, long now) {
        hangUp(linked, now);
        if (succeed(now)) {
            return;
        }
        if (!finishing) {
            destinations.ended();
        }
        if (window.isEmpty()) {
            rest(now);
        } else {
            retry(finishing, now);
        }
    }

    /** The first destination takes over, if it is ready. */
    private boolean succeed(long now) {
        Link successor = failback.succeed(now);
        if (successor == null) {
            return false;
        }
        begin(successor);
        outage.announce("Back at " + destinations.first() + ", the first destination, which answers again", null);
        return true;
    }

    private void hangUp(Link linked, long now) {
        health.end(linked, now);
        link = null;
        if (phase == Phase.LINKED) {
            // Whatever comes next decides anew; should that throw, there is another attempt.
            phase = Phase.WAITING;
            retryNanos = now + config.backoff().toNanos();
        }
        linked.close(now);
    }

    /** No record will be added any more. */
    void finish() {
        finishing = true;
        failback.abort(time.nanos());
        aside.finish();
        standstill.finish();
        hurry();
    }

    /**
     * The end is near. What is left has only this chance: a peer that is back already must not be missed because the next
     * attempt is half a minute away.
     */
    void hurry() {
        backoff.reset();
        long soon = time.nanos() + config.backoff().toNanos();
        if (phase == Phase.WAITING && retryNanos - soon > 0) {
            retryNanos = soon;
        }
    }

    /** After {@link #finish}: everything was written and acknowledged as far as that can be, and the connection ended. */
    boolean isFinished() {
        return isDone() && aside.isFinished();
    }

    private boolean isDone() {
        return finishing && phase == Phase.IDLE && window.isEmpty();
    }

    /** Lets go of everything at once. */
    void close() {
        if (phase == Phase.CLOSED) {
            return;
        }
        phase = Phase.CLOSED;
        long now = time.nanos();
        long possiblyLostBefore = window.books().possiblyLost();
        if (link != null) {
            if (link.wasOpen()) {
                outage.ended(link.destination(), link.openedNanos());
            }
            hangUp(link, now);
        }
        dialer.abort();
        failback.abort(now);
        aside.close(now);
        sleeper.close();
        window.giveUp();
        outage.gaveUp(destinations.present(), window.books().possiblyLost() - possiblyLostBefore);
        publish();
    }

    private void tellDeadlines(long now) {
        sleeper.clearDeadline();
        switch (phase) {
            case LINKED -> tellDeadlines(linked(), now);
            case DIALLING -> sleeper.dueAt(dialer.deadline());
            case WAITING -> sleeper.dueAt(retryNanos);
            case IDLE, CLOSED -> {}
        }
        aside.tellDeadlines(sleeper, mayTryAside(now), now);
    }

    private void tellDeadlines(Link linked, long now) {
        linked.tellDeadlines(now);
        standstill.tellDeadline(sleeper);
        if (!finishing && health.isGood(linked, now)) {
            failback.tellDeadline(sleeper, now);
        }
    }

    private void publish() {
        Link open = link != null && link.wasOpen() ? link : null;
        board.write(window, aside, linksMade, protocolErrors, standstill.connections(), open, state());
    }

    private Link linked() {
        return Objects.requireNonNull(link, "LINKED without a link");
    }

    private SenderState state() {
        return switch (phase) {
            case IDLE -> SenderState.IDLE;
            case DIALLING -> dialer.state();
            case LINKED -> linked().state();
            case WAITING -> SenderState.WAITING;
            case CLOSED -> SenderState.CLOSED;
        };
    }
}
