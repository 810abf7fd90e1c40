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
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
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

    /** Per round, so that a flood of answers does not keep the ring waiting: 256 KiB. */
    private static final int MOST_READS = 4;

    /** Per round, so that flushes and answers are not kept waiting: 1 MiB of full batches. */
    private static final int MOST_WRITES = 16;

    /** Without a word from the selector, the connection is read this often all the same. */
    private static final long LONGEST_WITHOUT_READ_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final Duration FAREWELL = Duration.ofSeconds(1);

    /** Without acknowledgements only the end of the peer's side says that it has read everything; a slow one takes a while. */
    private static final Duration FAREWELL_UNACKNOWLEDGED = Duration.ofSeconds(5);

    private static final WireSession.Acknowledgements NOTHING_AWAITED = new WireSession.Acknowledgements() {
        @Override
        public void acknowledged(long unit) throws ProtocolException {
            throw new ProtocolException("an answer to a record, and none was sent");
        }

        @Override
        public void refused(long unit, String reason) throws ProtocolException {
            throw new ProtocolException("an answer to a record, and none was sent");
        }
    };

    private final Destination destination;
    private final Connection connection;
    private final KernelView kernel;
    private final WireSession session;
    private final boolean acknowledging;
    private final InFlightWindow window;
    private final Answers answers;
    private final SelectorSleeper sleeper;
    private final ByteBuffer in;
    private final ByteBuffer control;

    private final StallTimer establishTimer;
    private final StallTimer greetTimer;
    private final StallTimer writeTimer;
    private final StallTimer ackTimer;
    private final StallTimer farewellTimer;
    private final ConnectionLimits limits;

    private SenderState state = SenderState.ESTABLISHING;
    private boolean wasOpen;
    private long openedNanos;
    private @Nullable Progress progress;
    /** Greeted, and nothing more than that, until it is told to go on. */
    private boolean standingBy;

    private boolean greeted;
    private long greetedNanos;
    private long readNanos;
    private long bytesWritten;
    private int held;
    /** The peer may have sent more than was read in one round. */
    private boolean moreToRead;
    /** The connection took less than it was given, or holds something back: wait for room. */
    private boolean blocked;
    /** The last write may have ended within a record. */
    private boolean cutShort;
    /** No record is written any more, so that the connection can end. */
    private boolean pausing;

    private boolean stopping;
    private boolean halfClosed;
    private boolean ended;

    Link(
            Destination destination,
            Connection connection,
            KernelView kernel,
            WireSession session,
            boolean acknowledging,
            InFlightWindow window,
            TcpConfig config,
            LinkBuffers buffers,
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
        buffers.clear();
        this.in = buffers.in;
        this.control = buffers.control;
        this.readNanos = now - LONGEST_WITHOUT_READ_NANOS;
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
        boolean moved = false;
        answers.now(now);
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
        boolean wantsToWrite = blocked || control.hasRemaining();
        sleeper.interest(
                connection.channel(),
                SelectionKey.OP_READ | connection.interest() | (wantsToWrite ? SelectionKey.OP_WRITE : 0));
        return moved;
    }

    private boolean establish(long now) throws IOException {
        if (!connection.establish()) {
            establishTimer.watch(true, 0, now);
            return false;
        }
        establishTimer.reset();
        control.clear();
        session.greet(control);
        control.flip();
        state = SenderState.GREETING;
        return true;
    }

    private boolean greet(long now) throws IOException, ProtocolException {
        boolean moved = writeControl();
        if (!session.isOpen() || standingBy) {
            moved |= read(now);
        }
        if (!control.hasRemaining() && session.isOpen()) {
            greetTimer.reset();
            if (!greeted) {
                greeted = true;
                greetedNanos = now;
            }
            if (standingBy) {
                return moved;
            }
            window.connected(session);
            wasOpen = true;
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
        if (ready || moreToRead || now - readNanos >= LONGEST_WITHOUT_READ_NANOS) {
            moved = read(now);
        }
        if (session.isClosing()) {
            // It may still acknowledge; the end of its side throws.
            blocked = false;
            farewellTimer.watch(true, 0, now);
            return moved;
        }
        moved |= write(now);
        moved |= noteHeld();
        if (answers.mustReconnect()) {
            throw new IOException("the peer refused a record: " + answers.lastRefusal());
        }
        kernel.settle(moved, isGood(now), now);
        writeTimer.watch(blocked, bytesWritten, now);
        ackTimer.watch(answers.areAwaited(), answers.oldestAwaited(), now);
        pausing |= limits.areReached(bytesWritten + answers.taken(), now);
        boolean nothingUnderWay = !blocked && !answers.areAwaited();
        if (stopping ? window.isEmpty() && !blocked : pausing && nothingUnderWay) {
            control.clear();
            session.farewell(control);
            control.flip();
            state = SenderState.ENDING;
            return true;
        }
        return moved;
    }

    private boolean write(long now) throws IOException, ProtocolException {
        boolean moved = false;
        // The rest of a batch goes out even while pausing: a record may be cut in two.
        boolean mayWrite = !pausing || stopping || cutShort;
        for (int writes = 0; mayWrite && writes < MOST_WRITES; writes++) {
            ByteBuffer next = window.nextBytes();
            if (next == null) {
                cutShort = false;
                break;
            }
            if (writes > 0 || readNanos != now) {
                read(now);
            }
            kernel.check();
            if (session.isClosing()) {
                break;
            }
            int offered = next.remaining();
            int written = connection.write(next);
            if (written > 0) {
                moved = true;
                bytesWritten += written;
                window.wrote(written);
                kernel.wrote(written);
            }
            cutShort = written < offered;
            mayWrite = !cutShort && (!pausing || stopping);
        }
        blocked = !connection.flush() || cutShort;
        return moved;
    }

    /** True if the kernel took what the connection held: somebody may wait for just that. */
    private boolean noteHeld() {
        int before = held;
        held = connection.held();
        window.holds(held);
        return held < before;
    }

    private boolean read(long now) throws IOException, ProtocolException {
        readNanos = now;
        moreToRead = false;
        boolean moved = false;
        for (int reads = 0; reads < MOST_READS; reads++) {
            int room = in.remaining();
            int count = connection.read(in);
            if (count < 0) {
                return onEnd();
            }
            if (count == 0) {
                return moved;
            }
            moved = true;
            in.flip();
            session.receive(in, standingBy ? NOTHING_AWAITED : answers);
            in.compact();
            if (!in.hasRemaining()) {
                throw new ProtocolException("the peer sent an answer of more than " + in.capacity() + " bytes");
            }
            if (count < room && !connection.holdsInput()) {
                return true;
            }
        }
        moreToRead = true;
        return true;
    }

    private boolean onEnd() throws EOFException {
        if (!halfClosed) {
            throw new EOFException(
                    session.isClosing() ? "the peer ended the session" : "the peer closed the connection");
        }
        boolean first = !ended;
        ended = true;
        return first;
    }

    private boolean end(long now) throws IOException, ProtocolException {
        boolean moved = writeControl();
        boolean flushed = connection.flush() && !control.hasRemaining();
        if (flushed && !halfClosed) {
            halfClosed = true;
            connection.shutdownOutput();
            connection.flush();
            moved = true;
        }
        moved |= read(now);
        blocked = !connection.flush();
        kernel.settleAtTheEnd(moved, isGood(now), now);
        try {
            farewellTimer.watch(!ended, 0, now);
        } catch (SocketTimeoutException noFarewell) {
            if (acknowledging) {
                // All that mattered was acknowledged.
                ended = true;
            } else if (!stopping) {
                throw noFarewell;
            }
        }
        return moved;
    }

    private boolean writeControl() throws IOException {
        int before = control.remaining();
        if (before > 0) {
            connection.write(control);
        }
        blocked = !connection.flush();
        return control.remaining() != before;
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
    }

    /** Records may be sent from now on. */
    void takeOver() {
        standingBy = false;
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
        if (wasOpen) {
            window.letGoBefore(kernel.agedBytes(now));
        }
    }

    /** Whether the connection has ended in good order. */
    boolean hasEnded() {
        return ended;
    }

    /** What shows that the peer is there; null before it {@linkplain #wasOpen was open}. */
    @Nullable
    Progress progress() {
        return progress;
    }

    /** Whether this was a real connection: see {@link #GOOD_AFTER_NANOS}. */
    boolean isGood(long now) {
        return wasOpen && now - openedNanos >= GOOD_AFTER_NANOS;
    }

    boolean wasOpen() {
        return wasOpen;
    }

    /** When the first record could be written; only if it {@link #wasOpen}. */
    long openedNanos() {
        return openedNanos;
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
        if (wasOpen && !isGood(now)) {
            sleeper.dueAt(openedNanos + GOOD_AFTER_NANOS);
        }
        if (standingBy && greeted && !isReady(now)) {
            sleeper.dueAt(greetedNanos + GOOD_AFTER_NANOS);
        }
        if (state == SenderState.OPEN && !pausing) {
            limits.tellDeadline(sleeper);
        }
        if (moreToRead) {
            sleeper.dueAt(now);
        }
    }

    /** The connection fails: takes what the peer had said before, so that it need not be sent again. */
    void readLast(Throwable failure, long now) {
        if (wasOpen && acknowledging && failure instanceof IOException) {
            try {
                answers.now(now);
                read(now);
            } catch (IOException | ProtocolException | RuntimeException atItsEnd) {
                // As was known already.
            }
        }
    }

    /** Lets go of the socket. What was not acknowledged is in the window, for the next connection. */
    void close(long now) {
        try {
            if (wasOpen) {
                window.holds(connection.held());
                kernel.settleLast(isGood(now), now);
                window.disconnected(ended);
            }
        } finally {
            connection.close();
            sleeper.close(connection.channel());
        }
    }
}
