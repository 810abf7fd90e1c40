package io.penstock.tcp.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.Delivery;
import io.penstock.encode.Utf8Buffer;
import io.penstock.ring.RingTally;
import io.penstock.tcp.probe.StateProbe;
import io.penstock.wire.ProtocolException;
import io.penstock.wire.WireProtocol.Unit;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/** An in-flight window beside the plainest idea of it: a list of all records ever added, gone through again and again. */
final class WindowModel {

    private static final int BATCH = 4 << 10;
    private static final int KERNEL_BUFFER = 64 << 10;

    private static final class Entry {
        final int frameBytes;
        boolean isSent;
        boolean isSettled;
        boolean isKept = true;
        int refusals;
        /** On the present connection; -1: not completely written to it. */
        long streamEnd = -1;

        Entry(int frameBytes) {
            this.frameBytes = frameBytes;
        }
    }

    private final Random random;
    private final Unit unit;
    private final Delivery delivery;
    private final int mostOutstanding;
    private final long first;
    private final int maxInFlight;
    private final int mostBytes;
    private final int tailBytes;
    private final RingTally tally = new RingTally();
    private final NumberedProtocol protocol;
    private final InFlightWindow window;
    private final Utf8Buffer buffer = new Utf8Buffer(64);

    private final List<Entry> entries = new ArrayList<>();
    private final TreeSet<Integer> awaited = new TreeSet<>();
    private NumberedPeer peer;
    private List<Long> due;
    private boolean isConnected;
    private boolean isRefused;
    private long acked;
    private long streamBytes;
    private int seen;
    private int largestFrame;
    private long sent;
    private long resent;
    private long delivered;
    private long failed;
    private long possiblyLost;
    private long releasedHere;
    /** The entries before this one are sent one unit at a time. */
    private int isolatedBefore;

    private long failedUnsent;

    WindowModel(Random random, Unit unit, Delivery delivery, long first) {
        this.random = random;
        this.unit = unit;
        this.delivery = delivery;
        this.first = first;
        this.mostOutstanding = random.nextBoolean() ? Integer.MAX_VALUE : 1 + random.nextInt(40);
        this.maxInFlight = BATCH * (random.nextBoolean() ? 1 + random.nextInt(12) : 40);
        this.mostBytes = random.nextBoolean() ? 100 : 1500;
        this.tailBytes = random.nextInt(6000);
        this.protocol = new NumberedProtocol(unit, mostOutstanding, first);
        this.window = new InFlightWindow(protocol, delivery, maxInFlight, BATCH, tailBytes, tally, first, first);
        peer = new NumberedPeer(unit, first);
        due = new ArrayList<>();
    }

    void act() throws ProtocolException {
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4, 5 -> add(1 + random.nextInt(12));
            case 6 -> window.endOfBatch();
            case 7 -> {
                if (!isConnected || random.nextInt(6) == 0) {
                    reconnect();
                }
            }
            case 8, 9, 10, 11, 12 -> write(random.nextInt(3) == 0 ? 1 + random.nextInt(20) : 1 << 20);
            case 13, 14 -> answer(random.nextInt(4) == 0);
            case 15 -> {
                for (int i = random.nextInt(60); i > 0; i--) {
                    answer(false);
                }
            }
            case 16, 17 -> release();
            case 18 -> answerNonsense();
            default -> {
                if (random.nextInt(10) == 0) {
                    disconnect();
                    isolate();
                    giveUp();
                }
            }
        }
        check();
    }

    /** Until everything has arrived: each record at least once, whatever happened before. */
    void finish() throws ProtocolException {
        for (int round = 0; !window.isEmpty(); round++) {
            assertThat(round).isLessThan(100_000);
            if (!isConnected || isRefused) {
                reconnect();
            }
            window.endOfBatch();
            write(1 << 20);
            answer(false);
            release();
            check();
        }
        assertThat(sent + failedUnsent).isEqualTo(entries.size());
        assertThat(entries).allMatch(entry -> entry.isSent || entry.isSettled);
        if (unit != Unit.NONE) {
            assertThat(tally.delivered() + tally.failed()).isEqualTo(entries.size());
            assertThat(window.bytes()).isZero();
        }
    }

    private void add(int count) {
        for (int i = 0; i < count && window.hasRoom(); i++) {
            int size = random.nextInt(50) == 0 ? random.nextInt(3 * BATCH) : random.nextInt(mostBytes);
            buffer.clear();
            for (int at = Long.BYTES - 1; at >= 0; at--) {
                buffer.append((char) ((long) entries.size() >> 8 * at & 0xFF));
            }
            buffer.append("x".repeat(size));
            Entry entry = new Entry(protocol.frameBytes(buffer.size()));
            window.add(buffer, "");
            largestFrame = Math.max(largestFrame, entry.frameBytes);
            due.add((long) entries.size());
            entries.add(entry);
        }
    }

    private void reconnect() {
        if (isConnected) {
            disconnect();
        }
        window.connected(protocol.openSession());
        isConnected = true;
    }

    private void disconnect() {
        boolean orderly = random.nextInt(4) == 0;
        window.disconnected(orderly);
        if (isConnected && unit == Unit.NONE) {
            if (orderly) {
                entries.stream().filter(entry -> entry.streamEnd >= 0).forEach(entry -> entry.isKept = false);
            } else {
                possiblyLost += releasedHere;
            }
        }
        isConnected = false;
        isRefused = false;
        peer = new NumberedPeer(unit, first);
        due = new ArrayList<>();
        for (int number = 0; number < entries.size(); number++) {
            Entry entry = entries.get(number);
            entry.streamEnd = -1;
            if (entry.isKept && !entry.isSettled) {
                due.add((long) number);
            }
        }
        awaited.clear();
        acked = 0;
        streamBytes = 0;
        seen = 0;
        releasedHere = 0;
    }

    private void write(int most) {
        for (int i = 0; i < 10; i++) {
            ByteBuffer next = window.nextBytes();
            if (next == null) {
                checkNothingToWrite();
                return;
            }
            assertThat(isConnected && !isRefused).isTrue();
            assertThat(next.hasRemaining()).isTrue();
            int count = Math.min(most, next.remaining());
            int unitsBefore = peer.completeUnits();
            int awaitedBefore = awaited.size();
            peer.take(next, count);
            window.wrote(count);
            streamBytes += count;
            noteRecords();
            for (int number = unitsBefore; unit != Unit.NONE && number < peer.completeUnits(); number++) {
                awaited.add(number);
            }
            if (awaited.size() > awaitedBefore) {
                assertThat(awaited.size()).isLessThanOrEqualTo(mostUnits());
            }
        }
    }

    private int mostUnits() {
        return oldestKept() < isolatedBefore ? 1 : mostOutstanding;
    }

    private int oldestKept() {
        int number = 0;
        while (number < entries.size() && !entries.get(number).isKept) {
            number++;
        }
        return number;
    }

    private void isolate() {
        if (unit == Unit.NONE || random.nextInt(3) > 0) {
            return;
        }
        window.suspects().isolate();
        int sentUpTo = 0;
        for (int number = 0; number < entries.size(); number++) {
            sentUpTo = entries.get(number).isSent ? number + 1 : sentUpTo;
        }
        isolatedBefore = Math.max(sentUpTo, oldestKept() + 1);
    }

    /**
     * Takes one record out, which then counts as failed; as the model does not know which records an unsent batch has,
     * not with those. Without acknowledgements it may be any that was on its way, or the next.
     */
    private void giveUp() {
        int number = oldestKept();
        if (unit == Unit.NONE && number < entries.size()) {
            number += random.nextInt((int) Math.max(1, window.books().sentUpTo() + 1 - first - number));
        }
        if (unit == Unit.BATCH || number >= entries.size() || !entries.get(number).isKept || random.nextInt(3) > 0) {
            return;
        }
        window.suspects().takeOut(first + number).failed();
        failed++;
        failedUnsent += entries.get(number).isSent ? 0 : 1;
        settle(number);
        due.remove((Long) (long) number);
    }

    private void checkNothingToWrite() {
        boolean all = seen == due.size();
        boolean mayWait = !isConnected || isRefused || awaited.size() >= mostUnits();
        if (unit == Unit.BATCH) {
            window.endOfBatch();
            mayWait |= window.nextBytes() != null;
        }
        assertThat(all || mayWait)
                .as("nothing to write, %s of %s", seen, due.size())
                .isTrue();
    }

    private void noteRecords() {
        for (; seen < peer.records().size(); seen++) {
            long number = peer.records().get(seen);
            assertThat(number).isEqualTo(due.get(seen));
            Entry entry = entries.get((int) number);
            // The stream has no gaps without acknowledgements, and places do not matter with them.
            entry.streamEnd =
                    (seen == 0 ? 0 : entries.get((int) (long) due.get(seen - 1)).streamEnd) + entry.frameBytes;
            if (entry.isSent) {
                resent++;
            } else {
                entry.isSent = true;
                sent++;
            }
        }
    }

    private void answer(boolean refuse) throws ProtocolException {
        if (awaited.isEmpty()) {
            return;
        }
        int number = random.nextInt(3) > 0 ? awaited.first() : awaited.floor(awaited.first() + random.nextInt(30));
        awaited.remove(number);
        List<Long> records = peer.units().get(number);
        if (!refuse) {
            window.answers().acknowledged(first + number);
            delivered += records.size();
            records.forEach(this::settle);
            return;
        }
        window.answers().refused(first + number, "no " + number);
        assertThat(window.answers().lastRefusal()).isEqualTo("no " + number);
        if (++entries.get((int) (long) records.get(0)).refusals == Answers.MOST_REFUSALS) {
            failed += records.size();
            records.forEach(this::settle);
        } else {
            isRefused = true;
        }
    }

    private void settle(long number) {
        Entry entry = entries.get((int) number);
        assertThat(entry.isSettled).isFalse();
        entry.isSettled = true;
        entry.isKept = false;
    }

    private void answerNonsense() {
        int number = random.nextInt(peer.completeUnits() + 3) - 1;
        if (!awaited.contains(number)) {
            assertThatThrownBy(() -> window.answers().acknowledged(first + number))
                    .isInstanceOf(ProtocolException.class);
            assertThatThrownBy(() -> window.answers().refused(first + number, ""))
                    .isInstanceOf(ProtocolException.class);
        }
    }

    private void release() {
        if (unit != Unit.NONE || !isConnected) {
            return;
        }
        boolean known = random.nextBoolean();
        boolean good = random.nextBoolean();
        int sendBuffer = random.nextInt(2000);
        long received = known ? acked + (long) (random.nextDouble() * (streamBytes - acked)) : StateProbe.UNKNOWN;
        boolean hadRoom = window.hasRoom();
        window.release(received, sendBuffer, good);

        if (delivery == Delivery.BEST_EFFORT) {
            followBestEffort();
        } else {
            long from = known ? received : streamBytes - 2L * sendBuffer - KERNEL_BUFFER;
            letGo(from - (good ? tailBytes : 2L * tailBytes));
            followSqueeze(hadRoom);
        }
        acked = received;
        if (!known) {
            checkMarks(true);
            window.release(0, sendBuffer, false);
            if (delivery == Delivery.REPLAY) {
                followSqueeze(hadRoom);
            } else {
                followBestEffort();
            }
            acked = 0;
        }
    }

    /** With no room, the replay window may be halved. */
    private void followSqueeze(boolean hadRoom) {
        long keptBefore = unconfirmedKept();
        long kept = window.books().unconfirmedInWindow();
        if (hadRoom) {
            return;
        }
        assertThat(kept).isLessThanOrEqualTo(keptBefore);
        assertThat(window.hasRoom() || seen < due.size()).isTrue();
        if (kept < keptBefore) {
            dropFirst(keptBefore - kept);
        }
    }

    /** What remains of what was written is less than a batch, and nothing if nothing is left to write. */
    private void followBestEffort() {
        long written = entries.stream()
                .filter(entry -> entry.isKept && entry.streamEnd >= 0)
                .count();
        long unwritten = due.size() - seen;
        long keptNow = entries.size() - first(window);
        long drop = written + unwritten - keptNow;
        assertThat(drop).isBetween(0L, written);
        dropFirst(drop);
        long bytes = entries.stream()
                .filter(entry -> entry.isKept && entry.streamEnd >= 0)
                .mapToLong(entry -> entry.frameBytes)
                .sum();
        assertThat(bytes).isLessThan(BATCH);
        assertThat(unwritten > 0 || bytes == 0).isTrue();
    }

    /** Without acknowledgements: the first record kept. */
    private long first(InFlightWindow asked) {
        return entries.size() - unsent(asked) - asked.books().unconfirmedInWindow();
    }

    private static long unsent(InFlightWindow asked) {
        return asked.added() - asked.books().sentUpTo();
    }

    private long unconfirmedKept() {
        return entries.stream().filter(entry -> entry.isKept && entry.isSent).count();
    }

    private void dropFirst(long count) {
        long left = count;
        for (Entry entry : entries) {
            if (left > 0 && entry.isKept) {
                assertThat(entry.streamEnd).isPositive();
                entry.isKept = false;
                releasedHere++;
                left--;
            }
        }
        assertThat(left).isZero();
    }

    private void letGo(long streamEnd) {
        dropFirst(entries.stream()
                .filter(entry -> entry.isKept && entry.streamEnd >= 0 && entry.streamEnd <= streamEnd)
                .count());
    }

    private void check() {
        assertThat(window.added()).isEqualTo(first + entries.size());
        assertThat(window.books().sent()).isEqualTo(sent);
        assertThat(unsent(window)).isEqualTo(entries.size() - sent - failedUnsent);
        assertThat(window.books().unconfirmed()).isEqualTo(tally.unconfirmed());
        assertThat(window.books().resent()).isEqualTo(resent);
        assertThat(window.books().acknowledged()).isEqualTo(delivered);
        assertThat(window.books().failed()).isEqualTo(failed);
        assertThat(window.books().possiblyLost()).isEqualTo(possiblyLost);
        assertThat(window.answers().mustReconnect()).isEqualTo(isRefused);
        assertThat(window.answers().areAwaited()).isEqualTo(!awaited.isEmpty());
        assertThat(tally.delivered()).isEqualTo(delivered);
        assertThat(tally.failed()).isEqualTo(failed);
        assertThat(tally.unconfirmed()).isEqualTo(sent - delivered - (failed - failedUnsent));
        assertThat(window.bytes())
                .isEqualTo(entries.stream()
                        .filter(entry -> entry.isKept)
                        .mapToLong(entry -> entry.frameBytes)
                        .sum());
        assertThat(window.books().unconfirmedInWindow()).isEqualTo(unconfirmedKept());
        assertThat(window.isEmpty()).isEqualTo(unit == Unit.NONE ? seen == due.size() : window.bytes() == 0);
        // A record larger than a batch gets whole batches, header included.
        int largest = largestFrame + protocol.batchHeaderBytes();
        assertThat(window.allocatedBytes())
                .isLessThanOrEqualTo(Math.max(2 * BATCH, maxInFlight) + (largest + BATCH - 1) / BATCH * BATCH);
        checkMarks(false);
    }

    private void checkMarks(boolean everythingWrittenIsReceived) {
        int mark = random.nextInt(entries.size() + 1);
        boolean expected = true;
        for (int number = 0; number < mark; number++) {
            Entry entry = entries.get(number);
            boolean isReceived = entry.streamEnd >= 0 && (everythingWrittenIsReceived || entry.streamEnd <= acked);
            expected &= unit == Unit.NONE ? !entry.isKept || isReceived : entry.isSettled;
        }
        assertThat(window.hasArrived(first + mark)).as("mark %s", mark).isEqualTo(expected);
    }
}
