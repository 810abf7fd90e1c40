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
import io.penstock.tcp.window.Answers;
import io.penstock.tcp.window.InFlightWindow;
import io.penstock.wire.ProtocolException;
import io.penstock.wire.WireProtocol;
import io.penstock.wire.WireProtocol.Unit;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What keeps one connection alive at a time, and gets the window's records across it: dials, links, waits after a
 * failure, fails over and back, ends. Confined to the drain thread, but for {@link #board}.
 *
 * <pre>
 *  IDLE ──first record──▶ dialling ──accepted──▶ linked ──▶ CLOSED
 *                         ▲      │failed            │lost
 *                         └───WAITING◀──────────────┘
 * </pre>
 */
final class Sender {

    private final TcpConfig config;
    private final WireProtocol protocol;
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
    private final StatsBoard board = new StatsBoard();

    private @Nullable LinkBuffers buffers;
    private @Nullable Link link;

    private boolean dialled;
    private long retryNanos;
    private long linksMade;
    private long protocolErrors;
    /** So many records had been added when there was last no need for a connection; none at the beginning. */
    private long restingAt;
    /** So far had been sent when the present connection was made. */
    private long sentBeforeLink;
    /** So many records that the peer refused for good were reported. */
    private long refusedTold;

    private boolean finishing;
    private boolean finished;
    private boolean closed;

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
        this.aside = new SetAside(config, protocol.acknowledges() != Unit.NONE, links, names, sleeper, outage, time);
        this.standstill = new Standstill(config, protocol.acknowledges() != Unit.NONE, window, aside, outage);
        this.health = new Health(backoff, destinations, standstill, outage);
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
        if (closed) {
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
        Link linked = link;
        boolean needless = finishing && window.isEmpty() && (linked == null || !linked.wasOpen());
        if (needless) {
            return giveUp(linked, now);
        }
        if (linked != null) {
            return advance(linked, now, ready);
        }
        if (dialer.isBusy()) {
            return dialOn(now);
        }
        if (dialled ? now - retryNanos >= 0 : finishing || window.added() > restingAt) {
            return dial(now);
        }
        return false;
    }

    /** Nothing is left that a connection would be good for. */
    private boolean giveUp(@Nullable Link linked, long now) {
        boolean first = !finished;
        finished = true;
        dialer.abort();
        if (linked != null) {
            hangUp(linked, now);
        }
        return first;
    }

    private boolean dial(long now) {
        if (!dialled && destinations.isFailbackDue(now)) {
            destinations.failBack();
        }
        dialled = true;
        outage.trying();
        destinations.trying(now);
        try {
            dialer.begin(destinations.present(), now);
        } catch (IOException | RuntimeException failure) {
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
            link(channel, now);
        } catch (IOException | RuntimeException failure) {
            onFailedAttempt(failure, now);
        }
        return true;
    }

    private void onFailedAttempt(Throwable failure, long now) {
        outage.failed(destinations.present(), false, window.books().possiblyLost(), failure, "", now);
        retryNanos = destinations.failed() ? now + backoff.nextNanos() : now;
    }

    private void link(SocketChannel channel, long now) throws IOException {
        LinkBuffers shared = buffers == null ? new LinkBuffers() : buffers;
        buffers = shared;
        begin(links.make(channel, destinations.present(), window, shared, now));
    }

    private void begin(Link fresh) {
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
            tellRefused();
            standstill.look();
            if (!wasOpen && linked.wasOpen()) {
                linksMade++;
            }
            moved |= health.look(linked, now);
            if (!finishing && health.isGood(linked, now) && failback.advance(now, ready)) {
                linked.pause();
                moved = true;
            }
        } catch (ProtocolException violation) {
            protocolErrors++;
            onLost(linked, violation, now);
            return true;
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
        Link linked = link;
        if (finishing) {
            return finished;
        }
        return linked == null ? !dialled : health.isGood(linked, now);
    }

    private void onLost(Link linked, Throwable failure, long now) {
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
        standstill.losing(failure, health.isBelieved(), linked.wasOpen() ? now - linked.openedNanos() : 0);
        hangUp(linked, now);
        if (nothingToDo && orderly && window.bytes() == 0 && !failback.hasSuccessor() && !finishing) {
            rest(now);
            return;
        }
        if (nothingToDo && finishing && protocol.acknowledges() != Unit.NONE) {
            // Everything was acknowledged, and the end is what we were about to ask for.
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
        boolean wait = again || destinations.failed();
        retryNanos = wait ? now + backoff.nextNanos() : now;
    }

    /**
     * Whether an orderly end is believed to be no more than that. Else what was sent on the connection is tried elsewhere,
     * once: a proxy with nobody behind it ends connections in good order, too.
     */
    private boolean mayBeBelieved() {
        return destinations.isOnly() || health.isProven() || window.books().sentUpTo() == sentBeforeLink;
    }

    /** No connection is needed until there is a record for it. */
    private void rest(long now) {
        dialled = false;
        restingAt = window.added();
        failback.abort(now);
    }

    /** Whether all records were written, and there is no connection because there is no need for one. Drain thread. */
    boolean isResting() {
        return !dialled && !dialer.isBusy() && restingAt == window.added();
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
        if (finishing) {
            finished = window.isEmpty();
            retryNanos = now + backoff.nextNanos();
            return;
        }
        destinations.ended();
        retryNanos = now;
        if (window.isEmpty()) {
            rest(now);
        }
    }

    /** The first destination takes over, if it is ready. */
    private boolean succeed(long now) {
        LinkBuffers present = buffers;
        LinkBuffers next = failback.buffers();
        Link successor = present == null ? null : failback.succeed(present, now);
        if (successor == null) {
            return false;
        }
        buffers = next;
        begin(successor);
        outage.announce("Back at " + destinations.first() + ", the first destination, which answers again", null);
        return true;
    }

    private void hangUp(Link linked, long now) {
        health.end(linked, now);
        link = null;
        linked.close(now);
    }

    /** Whether a record before this mark is waiting until it is tried again alone. Drain thread. */
    boolean hasSetAsideBefore(long mark) {
        return aside.holdsBefore(mark);
    }

    /** No record will be added any more. */
    void finish() {
        finishing = true;
        failback.abort(time.nanos());
        aside.finish();
        hurry();
    }

    /**
     * The end is near. What is left has only this chance: a peer that is back already must not be missed because the next
     * attempt is half a minute away.
     */
    void hurry() {
        backoff.reset();
        long soon = time.nanos() + config.backoff().toNanos();
        if (dialled && retryNanos - soon > 0) {
            retryNanos = soon;
        }
    }

    /** After {@link #finish}: everything was written and acknowledged as far as that can be, and the connection ended. */
    boolean isFinished() {
        return finished && aside.isFinished();
    }

    /** Lets go of everything at once. */
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        long now = time.nanos();
        long possiblyLostBefore = window.books().possiblyLost();
        Link linked = link;
        if (linked != null) {
            if (linked.wasOpen()) {
                outage.ended(linked.destination(), linked.openedNanos());
            }
            hangUp(linked, now);
        }
        dialer.abort();
        failback.abort(now);
        aside.close(now);
        sleeper.close();
        giveUpWindow(possiblyLostBefore);
        publish();
    }

    private void giveUpWindow(long possiblyLostBefore) {
        window.giveUp();
        long doubtful = window.books().possiblyLost() - possiblyLostBefore;
        if (doubtful > 0) {
            outage.announce(
                    "The sender ended before " + destinations.present() + " had: " + doubtful
                            + " records that were sent are possibly lost; raise drainTimeout, or use delivery=acked",
                    null);
        }
    }

    private void tellRefused() {
        long given = window.answers().refusedForGood() - refusedTold;
        if (given > 0) {
            refusedTold = window.answers().refusedForGood();
            outage.announce(
                    "The peer refused " + given + " records " + Answers.MOST_REFUSALS
                            + " times, the last with \""
                            + window.answers().lastRefusal() + "\": they are given up and count as failed; see why "
                            + destinations.present() + " does not take them",
                    null);
        }
    }

    private void tellDeadlines(long now) {
        sleeper.clearDeadline();
        Link linked = link;
        if (linked != null) {
            linked.tellDeadlines(now);
            standstill.tellDeadline(sleeper);
            if (!finishing && health.isGood(linked, now)) {
                failback.tellDeadline(sleeper, now);
            }
        } else if (dialer.isBusy()) {
            sleeper.dueAt(dialer.deadline());
        } else if (dialled && !finished) {
            sleeper.dueAt(retryNanos);
        }
        aside.tellDeadlines(sleeper, mayTryAside(now), now);
    }

    private void publish() {
        Link linked = link;
        Link open = linked != null && linked.wasOpen() ? linked : null;
        board.write(window, aside, linksMade, protocolErrors, standstill.connections(), open, state());
    }

    private SenderState state() {
        Link linked = link;
        if (closed) {
            return SenderState.CLOSED;
        }
        if (linked != null) {
            return linked.state();
        }
        if (dialer.isBusy()) {
            return dialer.state();
        }
        return dialled ? SenderState.WAITING : SenderState.IDLE;
    }
}
