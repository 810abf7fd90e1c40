package io.penstock.tcp.window;

import io.penstock.wire.WireProtocol;
import io.penstock.wire.WireProtocol.Unit;
import java.util.ArrayList;
import java.util.List;

/**
 * What can be done about a record that may hold up all others: records are sent one at a time, or none from a certain
 * one on, or it is taken out. Confined to the drain thread.
 */
public final class Suspects {

    private final WireProtocol protocol;
    private final boolean acknowledging;
    private final boolean wholeBatches;
    private final KeptBatches kept;
    private final WriteCursor cursor;
    private final RecordFramer framer;
    private final Answers answers;
    private final WindowBooks books;
    private final List<TakenOut> out = new ArrayList<>();
    /** Up to this record, exclusive, one unit is sent at a time. */
    private long isolatedBefore;
    /** No record from this one on is sent. */
    private long limit = Long.MAX_VALUE;

    Suspects(
            WireProtocol protocol,
            boolean wholeBatches,
            KeptBatches kept,
            WriteCursor cursor,
            RecordFramer framer,
            Answers answers,
            WindowBooks books) {
        this.protocol = protocol;
        this.acknowledging = protocol.acknowledges() != Unit.NONE;
        this.wholeBatches = wholeBatches;
        this.kept = kept;
        this.cursor = cursor;
        this.framer = framer;
        this.answers = answers;
        this.books = books;
        this.isolatedBefore = kept.added();
    }

    /**
     * Whether the oldest record was under way on this connection, and nothing was heard of it. Ask before the connection
     * is {@linkplain InFlightWindow#disconnected gone}.
     */
    public boolean isOldestUnderWay() {
        if (kept.oldest() == null) {
            return false;
        }
        return acknowledging ? answers.areAwaited() || cursor.isWithinRecord() : cursor.streamBytes() > 0;
    }

    /** The record behind the last one of which something was written on this connection. */
    public long touchedEnd() {
        return kept.cursorSequence() + (cursor.isWithinRecord() ? 1 : 0);
    }

    /**
     * Everything that was sent and is kept is to be sent one unit at a time, each after the answer to the one before:
     * if a connection is lost then, it is known with which. Only between two connections, and with a protocol that
     * acknowledges.
     */
    public void isolate() {
        isolatedBefore = Math.max(books.sentUpTo(), kept.oldestSequence() + 1);
    }

    public boolean isIsolating() {
        return kept.oldestSequence() < isolatedBefore;
    }

    /** No record from this one on is sent, for now. Only without acknowledgements. */
    public void limit(long sequence) {
        limit = sequence;
    }

    /** How many units may be sent whose answers are still to come, if the session allows so many. */
    int mostUnits(int sessionAllows) {
        if (!acknowledging) {
            return limit == Long.MAX_VALUE
                    ? Integer.MAX_VALUE
                    : (int) Math.max(0, Math.min(Integer.MAX_VALUE, limit - kept.unwrittenSequence()));
        }
        return isIsolating() ? 1 : sessionAllows;
    }

    /** How many bytes the frame of a record has that is kept; 0 if it is not. */
    public int frameBytes(long sequence) {
        if (sequence < kept.oldestSequence() || sequence >= kept.added()) {
            return 0;
        }
        KeptBatch batch = kept.batchOf(sequence);
        int record = (int) batch.record(sequence);
        return batch.isSettled(record) ? 0 : batch.batch().frameBytes(record);
    }

    /** Whether no record is kept but those of the unit with this one. */
    public boolean isOnly(long sequence) {
        KeptBatch batch = kept.batchOf(sequence);
        int end = answers.endOfUnit(batch, (int) batch.record(sequence));
        return kept.oldestSequence() == sequence && batch.sequence(end) == kept.added();
    }

    /**
     * Takes the unit with this record out, so that the others pass: it is the caller's from then on. Only between two
     * connections; with acknowledgements only the oldest.
     */
    public TakenOut takeOut(long sequence) {
        if (cursor.batch() != null) {
            throw new IllegalStateException("still connected");
        }
        KeptBatch batch = kept.batchOf(sequence);
        int first = (int) batch.record(sequence);
        int end = answers.endOfUnit(batch, first);
        if (wholeBatches && !batch.isClosed()) {
            framer.endOfBatch();
        }
        TakenOut taken = books.takeOut(batch.copy(first, end, wholeBatches, protocol), protocol, out);
        kept.settle(batch, first, end);
        return taken;
    }

    /** Whether one of the records before a mark was taken out, and it is not known yet what becomes of it. */
    boolean tookOutBefore(long mark) {
        for (int i = 0; i < out.size(); i++) {
            if (out.get(i).sequence() < mark) {
                return true;
            }
        }
        return false;
    }
}
