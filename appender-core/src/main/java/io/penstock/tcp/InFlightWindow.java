package io.penstock.tcp;

import io.penstock.Delivery;
import io.penstock.encode.Utf8Buffer;
import io.penstock.ring.Tally;
import io.penstock.wire.Batch;
import io.penstock.wire.ProtocolException;
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
 *  let go of │ written on this connection │ to be written       │ added next
 *            │ (awaited, or replay tail)  │ (again, then first) │
 *          oldest                      cursor                 newest
 * </pre>
 *
 * <p>Records are numbered in the order in which they were added; {@code sentUpTo} divides those that were completely
 * written once, on whichever connection, from those that were not. On a new connection the cursor goes back to the
 * oldest record, and a record of which half was written is written as a whole again.
 */
final class InFlightWindow {

    /** A record that was refused so often counts as failed. */
    static final int MOST_REFUSALS = 3;

    /*
     * What Linux holds of ours besides 2 * SO_SNDBUF: measured 160,728 bytes with SO_SNDBUF = 64 KiB, which is one
     * buffer more than twice as much. TLS holds one record of 16 KiB besides.
     */
    private static final int KERNEL_BUFFER_BYTES = 64 << 10;

    private final WireProtocol protocol;
    private final Unit unit;
    private final boolean wholeBatches;
    private final Delivery delivery;
    private final int maxBatchBytes;
    private final long tailBytes;
    private final Tally tally;

    private final BatchPool pool;
    private final WriteCursor cursor;
    private final Outstanding outstanding;
    private final ReleasedTail released;
    private final OwnRecords own = new OwnRecords();
    private final WireSession.Acknowledgements acknowledgements = new Answers();

    private @Nullable KeptBatch oldest;
    private @Nullable KeptBatch newest;
    private @Nullable WireSession session;
    private boolean mustReconnect;
    private @Nullable String lastRefusal;
    private long ackedBytes;
    private int heldBytes;
    /** Up to this record, exclusive, one unit is sent at a time. */
    private long isolatedBefore;

    private long added;
    private long sentUpTo;
    private long bytes;

    // Of events only, as in the tally: our own reports are records, too, and nobody's loss.
    private long unconfirmed;
    private long sent;
    private long resent;
    private long acknowledged;
    private long answers;
    private long refusals;
    private long refusedForGood;
    private long failed;
    private long failedUnsent;
    private long possiblyLost;

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
        this.protocol = protocol;
        this.unit = protocol.acknowledges();
        this.wholeBatches = unit == Unit.BATCH || protocol.batchHeaderBytes() > 0;
        this.delivery = delivery;
        this.maxBatchBytes = maxBatchBytes;
        this.tailBytes = tailBytes;
        this.tally = tally;
        this.pool = new BatchPool(maxInFlightBytes, maxBatchBytes, protocol.batchHeaderBytes(), unit != Unit.NONE);
        this.cursor = new WriteCursor(wholeBatches);
        this.outstanding = new Outstanding(firstUnit);
        this.released = new ReleasedTail(Math.max(ReleasedTail.LEAST_BYTES, maxInFlightBytes));
        this.added = firstSequence;
        this.sentUpTo = firstSequence;
        this.isolatedBefore = firstSequence;
    }

    // --- Adding ---

    /** Whether one more record may be added, of whatever size. */
    boolean hasRoom() {
        KeptBatch open = open();
        return pool.hasRoom() || open != null && open.hasRoomFor(protocol.frameBytes(1)) && pool.isWithinLimit();
    }

    /** Frames one record and keeps it; only if there {@linkplain #hasRoom is room}. What is thrown leaves it out. */
    void add(Utf8Buffer record) {
        int frameBytes = protocol.frameBytes(record.size());
        KeptBatch open = open();
        if (open != null && open.hasRoomFor(frameBytes)) {
            frame(record, open);
            return;
        }
        endBatch();
        KeptBatch fresh = pool.take(frameBytes);
        fresh.begin(added);
        boolean framed = false;
        try {
            frame(record, fresh);
            framed = true;
        } finally {
            if (!framed) {
                pool.giveBack(fresh);
            }
        }
        if (newest == null) {
            oldest = fresh;
        } else {
            newest.linkTo(fresh);
        }
        newest = fresh;
        if (fresh.capacity() > maxBatchBytes) {
            endBatch();
        }
    }

    /** As {@link #add}, for a record that is no event: the {@link Tally} is not told what becomes of it. */
    void addOwn(Utf8Buffer record) {
        own.forgetBefore(oldestSequence());
        add(record);
        own.add(added - 1);
    }

    /** No record comes for now: what there is may be written, even if the protocol writes whole batches. */
    void endOfBatch() {
        if (wholeBatches) {
            endBatch();
        }
    }

    private void frame(Utf8Buffer record, KeptBatch target) {
        Batch batch = target.batch();
        int start = batch.buffer().position();
        boolean framed = false;
        try {
            protocol.frame(record, batch.buffer());
            if (batch.buffer().position() == start) {
                throw new IllegalArgumentException(protocol.name() + ": the frame of a record is empty");
            }
            framed = true;
        } finally {
            if (!framed) {
                batch.forgetUnfinished();
            }
        }
        target.endRecord();
        bytes += batch.buffer().position() - start;
        added++;
    }

    private @Nullable KeptBatch open() {
        return newest == null || newest.isClosed() ? null : newest;
    }

    private void endBatch() {
        KeptBatch open = open();
        if (open != null) {
            open.close();
            if (wholeBatches) {
                protocol.seal(open.batch());
            }
        }
    }

    // --- Writing ---

    /** Everything kept is to be written on this new connection; its units are counted from 0. */
    void connected(WireSession newSession) {
        disconnected(false);
        session = newSession;
        // Nothing has arrived before release() says so.
        ackedBytes = 0;
    }

    /**
     * The connection is gone. What it had been given is to be written again, as far as it is kept.
     *
     * @param orderly the peer has ended its side after we ended ours: it has read everything
     */
    void disconnected(boolean orderly) {
        if (session == null) {
            return;
        }
        if (unit == Unit.NONE) {
            if (orderly) {
                releaseStream(Long.MAX_VALUE / 2);
            } else {
                possiblyLost += released.records();
            }
        }
        session = null;
        mustReconnect = false;
        heldBytes = 0;
        outstanding.clear();
        cursor.rewind();
        released.clear();
    }

    /**
     * The end, with or without a connection: nothing will be sent again. What would have been, unless it can be
     * acknowledged, may be lost.
     */
    void giveUp() {
        disconnected(false);
        if (unit == Unit.NONE) {
            possiblyLost += unconfirmed;
        }
    }

    /**
     * What to write next: bytes of one batch, always from where {@link #wrote} left off. Null: nothing for now, or
     * as many units are unanswered as the session allows, or the connection {@linkplain #mustReconnect is of no use}.
     */
    @Nullable
    ByteBuffer nextBytes() {
        if (session == null || mustReconnect) {
            return null;
        }
        return cursor.next(oldest, session, mostUnits(session) - outstanding.size());
    }

    private int mostUnits(WireSession open) {
        if (unit == Unit.NONE) {
            return Integer.MAX_VALUE;
        }
        return isIsolating() ? 1 : open.mostOutstanding();
    }

    /** The connection took so many of the {@linkplain #nextBytes next bytes}. */
    void wrote(int count) {
        int complete = cursor.wrote(count);
        if (complete == 0) {
            return;
        }
        long end = cursorSequence();
        long events = own.eventsBetween(end - complete, end);
        if (end > sentUpTo) {
            long firstTime = own.eventsBetween(sentUpTo, end);
            sentUpTo = end;
            sent += firstTime;
            unconfirmed += firstTime;
            events -= firstTime;
            tally.sent(firstTime);
        }
        resent += events;
        addOutstanding(end - complete, end);
    }

    /** So many of the bytes that the connection took last, at most, are still held by it and not in the kernel. */
    void holds(int held) {
        heldBytes = held;
    }

    private void addOutstanding(long first, long end) {
        if (unit == Unit.RECORD) {
            for (long sequence = first; sequence < end; sequence++) {
                outstanding.add(sequence);
            }
        } else if (unit == Unit.BATCH) {
            KeptBatch batch = cursor.batch();
            if (batch != null && batch.record(end) == batch.records()) {
                outstanding.add(batch.sequence(0));
            }
        }
    }

    // --- Letting go: acknowledging protocols ---

    /** Takes what comes back on the present connection. Always the same object. */
    WireSession.Acknowledgements acknowledgements() {
        return acknowledgements;
    }

    /** A record was refused and has to be sent again, which this connection is of no use for. */
    boolean mustReconnect() {
        return mustReconnect;
    }

    /** The peer's words at the last {@linkplain #refusals refusal}. */
    @Nullable
    String lastRefusal() {
        return lastRefusal;
    }

    private final class Answers implements WireSession.Acknowledgements {

        @Override
        public void acknowledged(long unitNumber) throws ProtocolException {
            long sequence = outstanding.answer(unitNumber);
            answers++;
            int records = settle(batchOf(sequence), sequence);
            long events = own.eventsBetween(sequence, sequence + records);
            unconfirmed -= events;
            acknowledged += events;
            tally.acknowledged(events);
        }

        @Override
        public void refused(long unitNumber, String reason) throws ProtocolException {
            long sequence = outstanding.answer(unitNumber);
            answers++;
            refusals++;
            lastRefusal = reason;
            KeptBatch batch = batchOf(sequence);
            if (batch.refuse((int) batch.record(sequence)) < MOST_REFUSALS) {
                mustReconnect = true;
                return;
            }
            int records = settle(batch, sequence);
            refusedForGood += records;
            fail(sequence, records);
        }
    }

    private void fail(long sequence, int records) {
        long end = sequence + records;
        long sentEnd = Math.max(sequence, Math.min(sentUpTo, end));
        long sentEvents = own.eventsBetween(sequence, sentEnd);
        long unsentEvents = own.eventsBetween(sentEnd, end);
        unconfirmed -= sentEvents;
        failed += sentEvents + unsentEvents;
        failedUnsent += unsentEvents;
        tally.refused(sentEvents);
        tally.failed(unsentEvents);
    }

    private KeptBatch batchOf(long sequence) {
        KeptBatch batch = oldest;
        while (batch != null && batch.record(sequence) >= batch.records()) {
            batch = batch.next();
        }
        if (batch == null) {
            throw new IllegalStateException("record " + sequence + " is outstanding and not kept");
        }
        return batch;
    }

    /** Lets go of the unit that begins with this record; returns how many records it has. */
    private int settle(KeptBatch batch, long sequence) {
        int first = (int) batch.record(sequence);
        int end = unit == Unit.BATCH ? batch.records() : first + 1;
        for (int record = first; record < end; record++) {
            bytes -= batch.settle(record);
        }
        while (oldest != null && oldest.isDone()) {
            dropOldest(oldest);
        }
        return end - first;
    }

    private void dropOldest(KeptBatch batch) {
        oldest = batch.next();
        if (oldest == null) {
            newest = null;
        }
        if (cursor.batch() == batch) {
            cursor.leave();
        }
        pool.giveBack(batch);
    }

    // --- One record that holds up all others ---

    /**
     * Whether the oldest record was under way on this connection, and nothing was heard of it. Ask before the connection
     * is {@linkplain #disconnected gone}.
     */
    boolean isOldestUnderWay() {
        if (session == null || oldest == null) {
            return false;
        }
        return unit == Unit.NONE ? cursor.streamBytes() > 0 : outstanding.size() > 0 || cursor.isWithinRecord();
    }

    /**
     * Everything that was sent and is kept is to be sent one unit at a time, each after the answer to the one before:
     * if a connection is lost then, it is known with which. Only between two connections,
     * and with a protocol that acknowledges.
     */
    void isolate() {
        isolatedBefore = Math.max(sentUpTo, oldestSequence() + 1);
    }

    boolean isIsolating() {
        return oldestSequence() < isolatedBefore;
    }

    /** The oldest unit will never arrive, and counts as failed. Only between two connections. */
    void giveUpOldest() {
        KeptBatch batch = oldest;
        if (session != null || batch == null) {
            throw new IllegalStateException(session == null ? "nothing is kept" : "still connected");
        }
        long sequence = oldestSequence();
        int records = settle(batch, sequence);
        fail(sequence, records);
        sentUpTo = Math.max(sentUpTo, sequence + records);
    }

    // --- Letting go: protocols without acknowledgements ---

    /**
     * Lets go of what need not be written again if the connection breaks; to be called after reading the connection's
     * state, if the protocol has no acknowledgements.
     *
     * @param acked how many of the bytes written on this connection the peer's kernel has acknowledged, or {@link
     *     StateProbe#UNKNOWN}
     * @param sendBufferBytes SO_SNDBUF as it was set
     * @param good whether the connection is old enough to believe that the peer's application reads from it
     */
    void release(long acked, long sendBufferBytes, boolean good) {
        if (unit != Unit.NONE || session == null) {
            return;
        }
        ackedBytes = acked;
        if (delivery == Delivery.BEST_EFFORT) {
            releaseSucceeded();
            return;
        }
        // The tail has no age: a quiet peer may hang, and be killed, with everything it was ever sent in its memory.
        // A young connection may lead into the backlog of a process that is about to die: it acknowledges and is never
        // read. Twice the tail is kept then, and not everything: short connections would fill the window for good.
        long tail = good ? tailBytes : 2 * tailBytes;
        long known = acked == StateProbe.UNKNOWN
                ? cursor.streamBytes() - (2 * sendBufferBytes + KERNEL_BUFFER_BYTES)
                : Math.min(acked, cursor.streamBytes());
        releaseStream(known - tail);
        makeRoom();
    }

    /** The batches whose bytes were all written, and the last one if there is nothing more to write for now. */
    private void releaseSucceeded() {
        if (heldBytes > 0) {
            releaseStream(cursor.streamBytes() - heldBytes);
            return;
        }
        KeptBatch writing = cursor.batch();
        while (writing != null && oldest != null && oldest != writing) {
            letGo(oldest, oldest.records());
            dropOldest(oldest);
        }
        if (writing != null && cursor.record() == writing.records()) {
            letGo(writing, writing.records());
            dropOldest(writing);
        }
    }

    /** Lets go of the records that end at this place of the connection's stream or before. */
    private void releaseStream(long streamEnd) {
        KeptBatch writing = cursor.batch();
        while (writing != null && oldest != null) {
            KeptBatch batch = oldest;
            int written = batch == writing ? cursor.record() : batch.records();
            int end = batch.firstKept();
            while (end < written && batch.streamEnd(end) <= streamEnd) {
                end++;
            }
            if (wholeBatches && end < batch.records()) {
                return;
            }
            letGo(batch, end);
            if (!batch.isDone()) {
                return;
            }
            dropOldest(batch);
            writing = cursor.batch();
        }
    }

    /**
     * A replay window must not leave the window without room for ever, small as that may be or half empty as its
     * batches may be: if there is no room, it has to do with half of it.
     */
    private void makeRoom() {
        if (hasRoom()) {
            return;
        }
        long sentUpToHere = cursorSequence();
        long held = 0;
        for (KeptBatch batch = oldest; batch != null && isBefore(batch, sentUpToHere); batch = batch.next()) {
            held += batch.capacity();
        }
        while (2 * held > pool.limit() && oldest != null) {
            KeptBatch batch = oldest;
            held -= batch.capacity();
            letGo(batch, batch.records());
            dropOldest(batch);
        }
    }

    private static boolean isBefore(KeptBatch batch, long sequence) {
        return batch.record(sequence) >= batch.records();
    }

    private void letGo(KeptBatch batch, int end) {
        int first = batch.firstKept();
        if (end > first) {
            long events = own.eventsBetween(batch.sequence(first), batch.sequence(end));
            long size = batch.letGo(end);
            bytes -= size;
            unconfirmed -= events;
            released.add(events, size);
        }
    }

    // --- What can be asked ---

    /** How many records were ever added: a mark behind them. */
    long added() {
        return added;
    }

    /**
     * Whether all records before a mark have arrived: acknowledged, or failed; without acknowledgements, in our kernel, and
     * as far as is known in the peer's.
     */
    boolean hasArrived(long mark) {
        if (mark <= oldestSequence()) {
            return true;
        }
        if (unit != Unit.NONE || session == null || mark > cursorSequence()) {
            return false;
        }
        long arrived = ackedBytes == StateProbe.UNKNOWN ? cursor.streamBytes() - heldBytes : ackedBytes;
        KeptBatch batch = batchOf(mark - 1);
        return batch.streamEnd((int) batch.record(mark - 1)) <= arrived;
    }

    /** Whether there is nothing to write, and no acknowledgement to wait for. A replay tail does not count. */
    boolean isEmpty() {
        return unit == Unit.NONE ? cursorSequence() == added : oldest == null;
    }

    /** Whether answers are awaited on this connection. */
    boolean hasOutstanding() {
        return outstanding.size() > 0;
    }

    /** The unit of this connection that has been awaited for the longest time, if {@linkplain #hasOutstanding any}. */
    long oldestAwaited() {
        return outstanding.oldest();
    }

    /** How many units were ever answered: as long as that grows, the peer makes progress. */
    long acknowledgedUnits() {
        return answers;
    }

    /** How many bytes were written on this connection. */
    long writtenBytes() {
        return cursor.streamBytes();
    }

    /** How many bytes of frames are kept. */
    long bytes() {
        return bytes;
    }

    /** How much memory the batches take, those included that wait to be used again. */
    long allocatedBytes() {
        return pool.allocatedBytes();
    }

    /** How many events are kept that were completely written at least once. */
    long unconfirmedInWindow() {
        return unconfirmed;
    }

    /** How many records were never written completely. */
    long unsent() {
        return added - sentUpTo;
    }

    /** A mark behind the records that were written completely at least once. */
    long sentUpTo() {
        return sentUpTo;
    }

    /** How many events were written for the first time. */
    long sent() {
        return sent;
    }

    /** How often an event was written that had been written before. */
    long resent() {
        return resent;
    }

    /** How many events were acknowledged. */
    long acknowledged() {
        return acknowledged;
    }

    /** How many events were sent of which it is not known what became of them, whether they are still kept or not. */
    long unconfirmed() {
        return sent - acknowledged - (failed - failedUnsent);
    }

    /** How often the peer refused a unit. */
    long refusals() {
        return refusals;
    }

    /** How many records were refused {@value #MOST_REFUSALS} times. */
    long refusedForGood() {
        return refusedForGood;
    }

    /** How many events were given up: refused {@value #MOST_REFUSALS} times, or {@link #giveUpOldest}. */
    long failed() {
        return failed;
    }

    /** How many events had been let go of shortly before a connection broke, and were not acknowledged. */
    long possiblyLost() {
        return possiblyLost;
    }

    /** How many bytes the frame of the oldest record has; 0 if there is none. */
    int oldestBytes() {
        return oldest == null ? 0 : oldest.batch().frameBytes(oldest.firstKept());
    }

    /** The number of the oldest record kept, counted from 0; without any, that of the next to be added. */
    long oldestSequence() {
        return oldest == null ? added : oldest.sequence(oldest.firstKept());
    }

    /** The first record that is not completely written on this connection. */
    private long cursorSequence() {
        KeptBatch batch = cursor.batch();
        return batch == null ? oldestSequence() : batch.sequence(cursor.record());
    }
}
