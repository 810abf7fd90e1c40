package io.penstock.tcp;

import io.penstock.Destination;
import io.penstock.SenderState;
import io.penstock.TcpConfig;
import io.penstock.net.Connection;
import io.penstock.net.SelectorSleeper;
import io.penstock.tcp.window.Answers;
import io.penstock.tcp.window.InFlightWindow;
import io.penstock.wire.ProtocolException;
import io.penstock.wire.WireSession;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection from the moment the peer accepted it to its end: TLS, greeting, records, farewell. Confined to the
 * drain thread; every method returns at once.
 *
 * <pre>
 *  ESTABLISHING ──▶ GREETING ──▶ OPEN ──▶ ENDING ──▶ ended
 * </pre>
 *
 * <p>What goes wrong is thrown, and the link is of no use any more: {@link #close} it.
 */
final class Link {

    /** Only then is it certain that this was no listener about to die, and no proxy that only accepts. */
    static final long GOOD_AFTER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final Duration FAREWELL = Duration.ofSeconds(1);

    /** Without acknowledgements only the end of the peer's side says that it has read everything; a slow one takes a while. */
    private static final Duration FAREWELL_UNACKNOWLEDGED = Duration.ofSeconds(5);

    private final Destination destination;
    private final Connection connection;
    private final KernelView kernel;
    private final WireSession session;
    private final boolean acknowledging;
    private final InFlightWindow window;
    private final Answers answers;
    private final LinkInput input;
    private final LinkOutput output;
    private final SelectorSleeper sleeper;
    private final Runnable whenClosed;

    private final StallTimer establishTimer;
    private final StallTimer greetTimer;
    private final StallTimer writeTimer;
    private final StallTimer ackTimer;
    private final StallTimer farewellTimer;
    private final ConnectionLimits limits;

    private SenderState state = SenderState.ESTABLISHING;
    private long openedNanos;
    private @Nullable Progress progress;
    /** Greeted, and nothing more than that, until it is told to go on. */
    private boolean standingBy;

    private boolean greeted;
    private long greetedNanos;
    /** No record is written any more, so that the connection can end. */
    private boolean pausing;

    private boolean stopping;
    private boolean halfClosed;
    /** The peer was not waited for any longer. */
    private boolean unanswered;

    /** @param whenClosed the buffers are others' from then on */
    Link(
            Destination destination,
            Connection connection,
            KernelView kernel,
            WireSession session,
            boolean acknowledging,
            InFlightWindow window,
            TcpConfig config,
            LinkBuffers buffers,
            Runnable whenClosed,
            SelectorSleeper sleeper,
            long now) {
        this.destination = destination;
        this.connection = connection;
        this.kernel = kernel;
        this.session = session;
        this.acknowledging = acknowledging;
        this.window = window;
        this.answers = window.answers();
        this.sleeper = sleeper;
        this.whenClosed = whenClosed;
        buffers.clear();
        this.input = new LinkInput(connection, session, answers, buffers.in, now);
        this.output = new LinkOutput(connection, session, window, kernel, input, buffers.control);
        this.limits = new ConnectionLimits(config);
        this.farewellTimer = new StallTimer(
                "farewell", acknowledging ? FAREWELL : FAREWELL_UNACKNOWLEDGED, "the peer did not end its side");
        this.establishTimer =
                new StallTimer("connectTimeout", config.connectTimeout(), "the TLS handshake has been under way");
        this.greetTimer = new StallTimer("ackTimeout", config.ackTimeout(), "the peer did not answer the greeting");
        this.writeTimer = new StallTimer("writeTimeout", config.writeTimeout(), "the peer took no bytes");
        this.ackTimer =
                new StallTimer("ackTimeout", config.ackTimeout(), "a record has been waiting for its acknowledgement");
    }

    /**
     * Moves on whatever can be moved on; false: nothing could.
     *
     * @param ready the selector says that there is something to read, or room to write
     */
    boolean advance(long now, boolean ready) throws IOException, ProtocolException {
        answers.now(now);
        boolean moved = false;
        if (state == SenderState.ESTABLISHING) {
            moved = establish(now);
        }
        if (state == SenderState.GREETING) {
            moved |= greet(now);
        }
        if (state == SenderState.OPEN) {
            moved |= exchange(now, ready);
        }
        if (state == SenderState.ENDING) {
            moved |= end(now);
        }
        int writing = output.wantsToWrite() ? SelectionKey.OP_WRITE : 0;
        sleeper.interest(connection.channel(), SelectionKey.OP_READ | connection.interest() | writing);
        return moved;
    }

    private boolean establish(long now) throws IOException {
        if (!connection.establish()) {
            establishTimer.watch(true, 0, now);
            return false;
        }
        establishTimer.reset();
        output.say(session::greet);
        state = SenderState.GREETING;
        return true;
    }

    private boolean greet(long now) throws IOException, ProtocolException {
        boolean moved = output.speak();
        if (!session.isOpen() || standingBy) {
            moved |= input.read(now);
        }
        if (output.hasSpoken() && session.isOpen()) {
            greetTimer.reset();
            if (!greeted) {
                greeted = true;
                greetedNanos = now;
            }
            if (standingBy) {
                return moved;
            }
            window.connected(session);
            openedNanos = now;
            progress = new Progress(acknowledging, window, kernel);
            state = SenderState.OPEN;
            return true;
        }
        greetTimer.watch(true, 0, now);
        return moved;
    }

    private boolean exchange(long now, boolean ready) throws IOException, ProtocolException {
        boolean moved = false;
        if (input.isDue(ready, now)) {
            moved = input.read(now);
        }
        if (session.isClosing()) {
            // It may still acknowledge; the end of its side throws.
            output.giveUp();
            farewellTimer.watch(true, 0, now);
            return moved;
        }
        moved |= output.write(!pausing || stopping, now);
        moved |= output.noteHeld();
        if (answers.mustReconnect()) {
            throw new IOException("the peer refused a record: " + answers.lastRefusal());
        }
        kernel.settle(moved, isGood(now), now);
        writeTimer.watch(output.isBlocked(), output.written(), now);
        ackTimer.watch(answers.areAwaited(), answers.oldestAwaited(), now);
        pausing |= limits.areReached(output.written() + answers.taken(), now);
        boolean nothingUnderWay = stopping ? window.isEmpty() : pausing && !answers.areAwaited();
        if (nothingUnderWay && !output.isBlocked()) {
            output.say(session::farewell);
            state = SenderState.ENDING;
            return true;
        }
        return moved;
    }

    private boolean end(long now) throws IOException, ProtocolException {
        boolean moved = output.speak();
        if (output.hasSpoken() && output.flush() && !halfClosed) {
            halfClosed = true;
            input.expectEnd();
            connection.shutdownOutput();
            connection.flush();
            moved = true;
        }
        moved |= input.read(now);
        output.flush();
        kernel.settleAtTheEnd(moved, isGood(now), now);
        try {
            farewellTimer.watch(!hasEnded(), 0, now);
        } catch (SocketTimeoutException noFarewell) {
            if (acknowledging) {
                // All that mattered was acknowledged.
                unanswered = true;
            } else if (!stopping) {
                throw noFarewell;
            }
        }
        return moved;
    }

    /** Everything is to be written, acknowledged if the protocol can, and then the connection to end. */
    void stop() {
        stopping = true;
    }

    /** No more is to be written, and the connection to end once nothing is outstanding. */
    void pause() {
        pausing = true;
    }

    /** It is to be greeted and then to wait for {@link #takeOver}. Before the first {@link #advance}. */
    void standBy() {
        standingBy = true;
        input.expectNoAnswers();
    }

    /** Records may be sent from now on. */
    void takeOver() {
        standingBy = false;
        input.expectAnswers(answers);
    }

    /** Whether it stands by, was greeted, and has stayed open for a while since. */
    boolean isReady(long now) {
        return standingBy && greeted && now - greetedNanos >= GOOD_AFTER_NANOS;
    }

    /** Whether we have ended our side, and the peer merely does not answer that. */
    boolean isHalfClosed() {
        return halfClosed;
    }

    /** The peer has ended its side in good order, as people say: what arrived two seconds before was not what it minded. */
    void letGoOfAged(long now) {
        if (wasOpen()) {
            window.letGoBefore(kernel.agedBytes(now));
        }
    }

    /** Whether the connection has ended in good order. */
    boolean hasEnded() {
        return unanswered || input.hasEnded();
    }

    /** What shows that the peer is there; null before it {@linkplain #wasOpen was open}. */
    @Nullable
    Progress progress() {
        return progress;
    }

    /** Whether this was a real connection: see {@link #GOOD_AFTER_NANOS}. */
    boolean isGood(long now) {
        return wasOpen() && now - openedNanos >= GOOD_AFTER_NANOS;
    }

    /** Whether records could be written. */
    boolean wasOpen() {
        return state == SenderState.OPEN || state == SenderState.ENDING;
    }

    /** When the first record could be written; only if it {@link #wasOpen}. */
    long openedNanos() {
        return openedNanos;
    }

    /** How long records could be sent so far; 0 if they never could. */
    long livedNanos(long now) {
        return wasOpen() ? now - openedNanos() : 0;
    }

    SenderState state() {
        return state;
    }

    Destination destination() {
        return destination;
    }

    /** Only before {@link #close}. */
    KernelView kernel() {
        return kernel;
    }

    /** When the link has something to do even if nothing comes. */
    void tellDeadlines(long now) {
        establishTimer.tellDeadline(sleeper);
        greetTimer.tellDeadline(sleeper);
        writeTimer.tellDeadline(sleeper);
        ackTimer.tellDeadline(sleeper);
        kernel.tellDeadlines(sleeper, now);
        if (state != SenderState.ENDING || acknowledging || !stopping) {
            farewellTimer.tellDeadline(sleeper);
        }
        if (wasOpen() && !isGood(now)) {
            sleeper.dueAt(openedNanos + GOOD_AFTER_NANOS);
        }
        if (standingBy && greeted && !isReady(now)) {
            sleeper.dueAt(greetedNanos + GOOD_AFTER_NANOS);
        }
        if (state == SenderState.OPEN && !pausing) {
            limits.tellDeadline(sleeper);
        }
        input.tellDeadline(sleeper, now);
    }

    /** The connection fails: takes what the peer had said before, so that it need not be sent again. */
    void readLast(Throwable failure, long now) {
        if (wasOpen() && acknowledging && failure instanceof IOException) {
            try {
                answers.now(now);
                input.read(now);
            } catch (IOException | ProtocolException | RuntimeException atItsEnd) {
                // As was known already.
            }
        }
    }

    /** Lets go of the socket. What was not acknowledged is in the window, for the next connection. */
    void close(long now) {
        try {
            if (wasOpen()) {
                window.holds(connection.held());
                kernel.settleLast(isGood(now), now);
                window.disconnected(hasEnded());
            }
        } finally {
            connection.close();
            sleeper.close(connection.channel());
            whenClosed.run();
        }
    }
}
