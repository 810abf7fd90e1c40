package io.penstock.tcp.window;

import io.penstock.Delivery;
import io.penstock.TcpConfig;
import io.penstock.encode.Utf8Buffer;
import io.penstock.sink.Tally;
import io.penstock.wire.WireProtocol;
import io.penstock.wire.WireProtocol.Unit;
import io.penstock.wire.WireSession;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The records that may have to be written, for the first time or again: framed once, kept until they are acknowledged
 * or, without acknowledgements, until they are out of the replay window. Confined to the drain thread.
 *
 * <pre>
 *  record ──RecordFramer──▶ KeptBatches ──WriteCursor──▶ next bytes
 *                            ▲       ▲
 *                         Answers  ReplayWindow   what lets go of them: an acknowledgement, or enough bytes behind them
 *                            │       │
 *                            ▼       ▼
 *                           WindowBooks           what became of the events
 * </pre>
 *
 * <p>On a new connection the cursor goes back to the oldest record, and a record of which half was written is written as
 * a whole again.
 */
public final class InFlightWindow implements Records {

    private final boolean acknowledging;
    private final OwnRecords own = new OwnRecords();
    private final WindowBooks books;
    private final BatchPool pool;
    private final WriteCursor cursor;
    private final KeptBatches kept;
    private final RecordFramer framer;
    private final Answers answers;
    private final ReplayWindow replay;
    private final Suspects suspects;
    private @Nullable WireSession session;
    private long bytesSent;

    /** Empty, as the settings say. */
    public InFlightWindow(TcpConfig config, WireProtocol protocol, Tally tally) {
        this(
                protocol,
                config.delivery(protocol.acknowledges() != Unit.NONE),
                config.maxInFlightBytes(),
                config.maxBatchBytes(),
                config.tailBytes(),
                tally);
    }

    InFlightWindow(
            WireProtocol protocol,
            Delivery delivery,
            long maxInFlightBytes,
            int maxBatchBytes,
            long tailBytes,
            Tally tally) {
        this(protocol, delivery, maxInFlightBytes, maxBatchBytes, tailBytes, tally, 0, 0);
    }

    /** As if so many records had been added before, and so many units on each connection. */
    InFlightWindow(
            WireProtocol protocol,
            Delivery delivery,
            long maxInFlightBytes,
            int maxBatchBytes,
            long tailBytes,
            Tally tally,
            long firstSequence,
            long firstUnit) {
        Unit unit = protocol.acknowledges();
        boolean wholeBatches = unit == Unit.BATCH || protocol.batchHeaderBytes() > 0;
        this.acknowledging = unit != Unit.NONE;
        this.books = new WindowBooks(own, tally, firstSequence);
        this.pool = new BatchPool(maxInFlightBytes, maxBatchBytes, protocol.batchHeaderBytes(), acknowledging);
        this.cursor = new WriteCursor(wholeBatches);
        this.kept = new KeptBatches(pool, cursor, firstSequence);
        this.framer = new RecordFramer(protocol, wholeBatches, maxBatchBytes, pool, kept);
        this.answers = new Answers(unit, kept, books, new Outstanding(firstUnit));
        ReleasedTail released = new ReleasedTail(Math.max(ReleasedTail.LEAST_BYTES, maxInFlightBytes));
        this.replay = new ReplayWindow(delivery, tailBytes, wholeBatches, kept, cursor, books, released);
        this.suspects = new Suspects(protocol, wholeBatches, kept, cursor, framer, answers, books);
    }

    // --- Adding ---

    @Override
    public boolean hasRoom() {
        return framer.hasRoom();
    }

    /** Frames the record and keeps it. */
    @Override
    public void add(Utf8Buffer record, String logger) {
        framer.add(record, logger);
    }

    @Override
    public void addOwn(Utf8Buffer record) {
        own.forgetBefore(kept.oldestSequence());
        framer.add(record, "");
        own.add(kept.added() - 1);
    }

    @Override
    public void endOfBatch() {
        framer.endOfBatch();
    }

    @Override
    public long added() {
        return kept.added();
    }

    @Override
    public boolean hasArrived(long mark) {
        return hasPassed(mark) && !suspects.tookOutBefore(mark);
    }

    /** As {@link #hasArrived}, whatever becomes of those that were taken out. */
    public boolean hasPassed(long mark) {
        if (mark <= kept.oldestSequence()) {
            return true;
        }
        if (acknowledging || session == null || mark > kept.unwrittenSequence()) {
            return false;
        }
        long last = mark - 1;
        while (last >= kept.oldestSequence() && kept.isSettled(last)) {
            last--;
        }
        if (last < kept.oldestSequence()) {
            return true;
        }
        KeptBatch batch = kept.batchOf(last);
        return replay.hasArrived(batch.streamEnd((int) batch.record(last)));
    }

    // --- Writing ---

    /** Everything kept is to be written on this new connection; its units are counted from 0. */
    public void connected(WireSession newSession) {
        disconnected(false);
        session = newSession;
        replay.connected();
    }

    /**
     * The connection is gone. What it had been given is to be written again, as far as it is kept.
     *
     * @param orderly the peer has ended its side after we ended ours: it has read everything
     */
    public void disconnected(boolean orderly) {
        if (session == null) {
            return;
        }
        session = null;
        if (!acknowledging) {
            replay.disconnected(orderly);
        }
        answers.disconnected();
        cursor.rewind();
    }

    /**
     * The end, with or without a connection: nothing will be sent again. What would have been, unless it can be
     * acknowledged, may be lost.
     */
    public void giveUp() {
        disconnected(false);
        if (!acknowledging) {
            books.possiblyLost(books.unconfirmedInWindow());
        }
    }

    /**
     * What to write next: bytes of one batch, always from where {@link #wrote} left off. Null: nothing for now, or as
     * many units are unanswered as the session allows, or the connection {@linkplain Answers#mustReconnect is of no use}.
     */
    @Nullable
    public ByteBuffer nextBytes() {
        if (session == null || answers.mustReconnect()) {
            return null;
        }
        return cursor.next(kept.oldest(), session, suspects.mostUnits(session.mostOutstanding()) - answers.awaited());
    }

    /** The connection took so many of the {@linkplain #nextBytes next bytes}. */
    public void wrote(int count) {
        bytesSent += count;
        int complete = cursor.wrote(count);
        if (complete > 0) {
            long end = kept.cursorSequence();
            books.written(end - complete, end);
            answers.written(cursor.batch(), end - complete, end);
        }
    }

    /** So many of the bytes that the connection took last, at most, are still held by it and not in the kernel. */
    public void holds(int held) {
        replay.holds(held);
    }

    // --- Letting go ---

    /** Takes what comes back on the present connection. Always the same object. */
    public Answers answers() {
        return answers;
    }

    /** The peer has ended its side in good order: what lies before this place of the stream is not sent again. */
    public void letGoBefore(long streamEnd) {
        if (!acknowledging && session != null) {
            replay.letGoBefore(streamEnd);
        }
    }

    /**
     * Lets go of what need not be written again if the connection breaks; to be called after reading the connection's
     * state, if the protocol has no acknowledgements.
     *
     * @param acked how many of the bytes written on this connection the peer's kernel has acknowledged, or {@link
     *     StateProbe#UNKNOWN}
     * @param sendBufferBytes SO_SNDBUF as it was set
     * @param good whether the connection is old enough to believe that the peer's application reads from it
     */
    public void release(long acked, long sendBufferBytes, boolean good) {
        if (acknowledging || session == null) {
            return;
        }
        replay.release(acked, sendBufferBytes, good);
        if (!hasRoom()) {
            replay.makeRoom(pool.limit());
        }
    }

    // --- One record that holds up all others ---

    /** What can be done about it. Always the same object. */
    public Suspects suspects() {
        return suspects;
    }

    /** Keeps what was taken out of another window; nothing was added to this one yet. */
    void adopt(KeptBatch records) {
        kept.append(records);
        for (int record = 0; record < records.records(); record++) {
            kept.recordAdded(records.batch().frameBytes(record));
        }
    }

    // --- What can be asked ---

    /** What became of the events. Always the same object. */
    public WindowBooks books() {
        return books;
    }

    /** Whether there is nothing to write, and no acknowledgement to wait for. A replay tail does not count. */
    public boolean isEmpty() {
        return acknowledging ? kept.oldest() == null : kept.unwrittenSequence() == kept.added();
    }

    /** How many bytes were written on this connection. */
    public long writtenBytes() {
        return cursor.streamBytes();
    }

    /** How many bytes were written on all connections. */
    public long bytesSent() {
        return bytesSent;
    }

    /** How many bytes of frames are kept. */
    public long bytes() {
        return kept.bytes();
    }

    /** How much memory the batches take, those included that wait to be used again. */
    long allocatedBytes() {
        return pool.allocatedBytes();
    }

    /** The number of the oldest record kept, counted from 0; without any, that of the next to be added. */
    public long oldestSequence() {
        return kept.oldestSequence();
    }
}
