package io.penstock.tcp;

import io.penstock.net.Connection;
import io.penstock.net.SelectorSleeper;
import io.penstock.wire.ProtocolException;
import io.penstock.wire.WireSession;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** What the peer of one link says: read without waiting, and given to the protocol. Confined to the drain thread. */
final class LinkInput {

    /** Per round, so that a flood of answers does not keep the ring waiting: 256 KiB. */
    private static final int MOST_READS = 4;

    /** Without a word from the selector, the connection is read this often all the same. */
    private static final long LONGEST_WITHOUT_READ_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

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

    private final Connection connection;
    private final WireSession session;
    private final ByteBuffer bytes;
    private WireSession.Acknowledgements answers;
    private long readNanos;
    /** The peer may have sent more than was read in one round. */
    private boolean moreToRead;

    private boolean mayEnd;
    private boolean ended;

    /** @param bytes what was read and not understood yet; written to at its position */
    LinkInput(
            Connection connection,
            WireSession session,
            WireSession.Acknowledgements answers,
            ByteBuffer bytes,
            long now) {
        this.connection = connection;
        this.session = session;
        this.answers = answers;
        this.bytes = bytes;
        this.readNanos = now - LONGEST_WITHOUT_READ_NANOS;
    }

    /** No record will be sent until it is told {@linkplain #expectAnswers who} takes the answers. */
    void expectNoAnswers() {
        answers = NOTHING_AWAITED;
    }

    void expectAnswers(WireSession.Acknowledgements taker) {
        answers = taker;
    }

    /** From now on the end of the peer's side is no failure. */
    void expectEnd() {
        mayEnd = true;
    }

    /** Whether it has come, when it was expected. */
    boolean hasEnded() {
        return ended;
    }

    /** @param ready the selector says that there is something to read, or room to write */
    boolean isDue(boolean ready, long now) {
        return ready || moreToRead || now - readNanos >= LONGEST_WITHOUT_READ_NANOS;
    }

    boolean wasReadAt(long now) {
        return readNanos == now;
    }

    /** Reads what there is. False: nothing. */
    boolean read(long now) throws IOException, ProtocolException {
        readNanos = now;
        moreToRead = false;
        boolean moved = false;
        for (int reads = 0; reads < MOST_READS; reads++) {
            int room = bytes.remaining();
            int count = connection.read(bytes);
            if (count < 0) {
                return onEnd();
            }
            if (count == 0) {
                return moved;
            }
            moved = true;
            bytes.flip();
            session.receive(bytes, answers);
            bytes.compact();
            if (!bytes.hasRemaining()) {
                throw new ProtocolException("the peer sent an answer of more than " + bytes.capacity() + " bytes");
            }
            if (count < room && !connection.holdsInput()) {
                return true;
            }
        }
        moreToRead = true;
        return true;
    }

    private boolean onEnd() throws EOFException {
        if (!mayEnd) {
            throw new EOFException(
                    session.isClosing() ? "the peer ended the session" : "the peer closed the connection");
        }
        boolean first = !ended;
        ended = true;
        return first;
    }

    void tellDeadline(SelectorSleeper sleeper, long now) {
        if (moreToRead) {
            sleeper.dueAt(now);
        }
    }
}
