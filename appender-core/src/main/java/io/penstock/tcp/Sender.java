package io.penstock.tcp;

import io.penstock.Destination;
import io.penstock.SenderState;
import io.penstock.SenderStats;
import io.penstock.TcpConfig;
import io.penstock.ring.Announcer;
import io.penstock.ring.TimeSource;
import io.penstock.wire.ProtocolException;
import io.penstock.wire.WireProtocol;
import io.penstock.wire.WireProtocol.Unit;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What keeps one connection alive at a time, and gets the window's records across it: dials, links, waits after a
 * failure, fails over and back, ends. Confined to the drain thread, but for {@link #stats}.
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
    private final ConnectionFactory connections;
    private final SelectorSleeper sleeper;
    private final TimeSource time;
    private final Destinations destinations;
    private final Backoff backoff;
    private final Dialer dialer;
    private final Failback failback;
    private final Outage outage;
    private final Standstill standstill;
    private final StatsBoard board = new StatsBoard();

    private @Nullable LinkBuffers buffers;
    private @Nullable Link link;

    private boolean dialled;
    private boolean believed;
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
        this.connections = connections;
        this.sleeper = sleeper;
        this.time = time;
        this.destinations =
                new Destinations(config.destinations(), config.failbackAfter().toNanos());
        this.backoff =
                new Backoff(config.backoff().toNanos(), config.maxBackoff().toNanos(), random);
        this.dialer = new Dialer(names, sleeper, config.connectTimeout(), config.maxBackoff(), time);
        this.failback = new Failback(
                destinations,
                new Dialer(names, sleeper, config.connectTimeout(), config.failbackAfter(), time),
                sleeper);
        this.outage = new Outage(config, window.books(), announcer);
        this.standstill = new Standstill(config, protocol.acknowledges() != Unit.NONE, window, outage);
    }

    /** Any thread: where to learn how many events were dropped during an outage. */
    void countDrops(LongSupplier soFar) {
        outage.countDrops(soFar);
    }

    /** Any thread. */
    SenderStats stats() {
        return board.read();
    }

    /** One round: moves on what can be moved on. False: nothing moved. */
    boolean advance() {
        if (closed) {
            return false;
        }
        long now = time.nanos();
        boolean ready = sleeper.takeReady();
        try {
            return step(now, ready);
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
        Destination destination = destinations.present();
        boolean linked = false;
        try {
            if (channel.keyFor(sleeper.selector()) == null) {
                channel.register(sleeper.selector(), SelectionKey.OP_READ);
            }
            StateProbe probe = connections.probe(channel);
            int sendBuffer = probe.ackedBytes() == StateProbe.UNKNOWN
                    ? SocketSettings.PORTABLE_SEND_BUFFER
                    : SocketSettings.grow(channel);
            LinkBuffers shared = buffers == null ? new LinkBuffers() : buffers;
            buffers = shared;
            Connection connection = connections.open(channel, destination);
            link = new Link(
                    destination,
                    connection,
                    new KernelView(probe, connection, sendBuffer, window, config.writeTimeout(), now),
                    protocol.openSession(),
                    protocol.acknowledges() != Unit.NONE,
                    window,
                    config,
                    shared,
                    sleeper,
                    now);
            believed = false;
            sentBeforeLink = window.books().sentUpTo();
            linked = true;
        } finally {
            if (!linked) {
                sleeper.close(channel);
            }
        }
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
            if (!believed && linked.isGood(now)) {
                believe(linked);
            }
            if (believed && !finishing && failback.advance(now)) {
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

    /** The connection has lived long enough: the next failure is the first of its kind. */
    private void believe(Link linked) {
        believed = true;
        backoff.reset();
        destinations.good();
        outage.ended(linked.destination(), linked.openedNanos());
        standstill.good();
    }

    private void onLost(Link linked, Throwable failure, long now) {
        long possiblyLostBefore = window.books().possiblyLost();
        linked.readLast(failure, now);
        boolean nothingToDo = window.isEmpty();
        String circumstances = linked.kernel().circumstances();
        standstill.losing(failure, linked.isGood(now));
        hangUp(linked, now);
        if (nothingToDo && failure instanceof EOFException && mayRest()) {
            dialled = false;
            restingAt = window.added();
            failback.abort();
            return;
        }
        if (nothingToDo && finishing && protocol.acknowledges() != Unit.NONE) {
            // Everything was acknowledged, and the end is what we were about to ask for.
            return;
        }
        outage.failed(
                linked.destination(), linked.wasOpen(), possiblyLostBefore, reasonOf(failure), circumstances, now);
        standstill.lost(linked.destination());
        if (succeed(now)) {
            return;
        }
        boolean wait = believed || destinations.failed();
        retryNanos = wait ? now + backoff.nextNanos() : now;
    }

    /**
     * Whether a peer that ends a quiet connection, as many do after some idle time, may be left alone until there is a
     * record for it: it has got everything. What would be sent again was sent again on this connection already, or there
     * is nothing. Otherwise it would get its replay window again and again, for ever.
     */
    private boolean mayRest() {
        boolean nothingNew = window.bytes() == 0 || window.books().sentUpTo() == sentBeforeLink;
        return nothingNew && believed && !failback.hasSuccessor() && !finishing;
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
        if (!succeed(now)) {
            finished = finishing && window.isEmpty();
            retryNanos = now + backoff.nextNanos();
        }
    }

    /** The first destination takes over, if it has accepted meanwhile. */
    private boolean succeed(long now) {
        SocketChannel next = failback.succeed();
        if (next == null) {
            return false;
        }
        try {
            link(next, now);
            outage.announce(
                    "Back at " + destinations.first() + ", the first destination, which accepts connections", null);
        } catch (IOException | RuntimeException failure) {
            onFailedAttempt(failure, now);
        }
        return true;
    }

    private void hangUp(Link linked, long now) {
        link = null;
        linked.close(now);
    }

    /** No record will be added any more. */
    void finish() {
        finishing = true;
        failback.abort();
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
        return finished;
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
        failback.close();
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
            if (believed && !finishing) {
                failback.tellDeadline();
            }
        } else if (dialer.isBusy()) {
            sleeper.dueAt(dialer.deadline());
        } else if (dialled && !finished) {
            sleeper.dueAt(retryNanos);
        }
    }

    private void publish() {
        Link linked = link;
        boolean open = linked != null && linked.wasOpen();
        board.write(
                window,
                linksMade,
                protocolErrors,
                standstill.connections(),
                open ? linked.kernel().probeName() : "",
                open ? linked.destination() : null,
                state());
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
