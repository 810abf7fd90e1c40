package io.penstock.tcp.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.Delivery;
import io.penstock.encode.Utf8Buffer;
import io.penstock.ring.RingTally;
import io.penstock.tcp.probe.StateProbe;
import io.penstock.wire.ProtocolException;
import io.penstock.wire.WireProtocol;
import io.penstock.wire.WireProtocol.Unit;
import io.penstock.wire.WireSession;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Single traits of the window; their combinations are the model test's. */
class InFlightWindowTest {

    private static final int BATCH = 1024;
    private static final int MAX_IN_FLIGHT = 256 << 10;
    private static final int TAIL = 300;
    private static final int FRAME = 100;
    private static final int SEND_BUFFER = 1000;

    /** What is replayed at least if the peer's acknowledgements of bytes are not known. */
    private static final int REPLAYED = 2 * SEND_BUFFER + (64 << 10) + TAIL;

    private final RingTally tally = new RingTally();
    private final Utf8Buffer buffer = new Utf8Buffer(64);
    private NumberedProtocol protocol = new NumberedProtocol(Unit.RECORD);
    private NumberedPeer peer = new NumberedPeer(Unit.RECORD, 0);
    private int added;

    @Test
    void acknowledged_inOrder_movesFromUnconfirmedToDeliveredOneByOne() throws ProtocolException {
        InFlightWindow window = connected(Unit.RECORD, Delivery.ACKED);
        add(window, 3);
        writeAll(window);

        window.answers().acknowledged(0);

        assertThat(peer.records()).containsExactly(0L, 1L, 2L);
        assertBooks(1, 0, 2);
        assertThat(window.hasArrived(1)).isTrue();
        assertThat(window.hasArrived(2)).isFalse();
        assertThat(window.bytes()).isEqualTo(2 * FRAME);
        assertThat(window.books().unconfirmedInWindow()).isEqualTo(2);
        assertThat(window.answers().taken()).isEqualTo(1);
    }

    @Test
    void acknowledged_outOfOrder_isTakenAndMarksWaitForTheOldest() throws ProtocolException {
        InFlightWindow window = connected(Unit.RECORD, Delivery.ACKED);
        add(window, 3);
        writeAll(window);

        window.answers().acknowledged(2);
        window.answers().acknowledged(1);

        assertBooks(2, 0, 1);
        assertThat(window.hasArrived(1)).isFalse();
        window.answers().acknowledged(0);
        assertThat(window.hasArrived(3)).isTrue();
        assertThat(window.isEmpty()).isTrue();
        assertThat(window.answers().areAwaited()).isFalse();
    }

    @Test
    void acknowledged_twiceOrNeverWritten_isRefusedAndReleasesNothing() throws ProtocolException {
        InFlightWindow window = connected(Unit.RECORD, Delivery.ACKED);
        add(window, 3);
        writeAll(window);
        window.answers().acknowledged(1);

        assertThatThrownBy(() -> window.answers().acknowledged(1))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("a second answer to unit 1");
        assertThatThrownBy(() -> window.answers().acknowledged(3))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("an answer to unit 3, while 3 from 0 on were written on this connection");
        assertThatThrownBy(() -> window.answers().acknowledged(-1)).isInstanceOf(ProtocolException.class);
        assertBooks(1, 0, 2);
    }

    @Test
    void acknowledged_recordOfWhichHalfWasWritten_isRefused() {
        InFlightWindow window = connected(Unit.RECORD, Delivery.ACKED);
        add(window, 1);
        write(window, FRAME - 1);

        assertThatThrownBy(() -> window.answers().acknowledged(0)).isInstanceOf(ProtocolException.class);
        assertBooks(0, 0, 0);
        assertThat(window.books().sent()).isZero();
    }

    @Test
    void connected_someAcknowledgedOutOfOrder_sendsTheOthersAgainWithUnitsWithoutGap() throws ProtocolException {
        InFlightWindow window = connected(Unit.RECORD, Delivery.ACKED);
        add(window, 6);
        writeAll(window);
        window.answers().acknowledged(0);
        window.answers().acknowledged(2);
        window.answers().acknowledged(3);

        reconnect(window);
        add(window, 1);
        writeAll(window);

        // The peer itself checks that units count from 0.
        assertThat(peer.records()).containsExactly(1L, 4L, 5L, 6L);
        assertThat(window.books().sent()).isEqualTo(7);
        assertThat(window.books().resent()).isEqualTo(3);
        assertBooks(3, 0, 4);
        window.answers().acknowledged(1);
        assertThat(window.bytes()).isEqualTo(3 * FRAME);
    }

    @Test
    void connected_recordHalfWritten_isSentAsAWholeAndForTheFirstTime() {
        InFlightWindow window = connected(Unit.RECORD, Delivery.ACKED);
        add(window, 2);
        write(window, FRAME + FRAME / 2);
        assertBooks(0, 0, 1);

        reconnect(window);
        writeAll(window);

        assertThat(peer.records()).containsExactly(0L, 1L);
        assertThat(window.books().sent()).isEqualTo(2);
        assertThat(window.books().resent()).isEqualTo(1);
        assertBooks(0, 0, 2);
    }

    @Test
    void add_batchHalfWritten_goesOnInTheSameBatch() {
        InFlightWindow window = connected(Unit.RECORD, Delivery.ACKED);
        add(window, 1);
        write(window, FRAME / 2);

        add(window, 2);
        writeAll(window);

        assertThat(peer.records()).containsExactly(0L, 1L, 2L);
        assertThat(window.allocatedBytes()).isEqualTo(BATCH);
    }

    @Test
    void nextBytes_mostOutstandingReached_waitsForAnAcknowledgement() throws ProtocolException {
        protocol = new NumberedProtocol(Unit.RECORD, 2, 0);
        InFlightWindow window = window(Delivery.ACKED);
        window.connected(protocol.openSession());
        add(window, 4);

        writeAll(window);
        assertThat(peer.records()).containsExactly(0L, 1L);
        window.answers().acknowledged(1);
        writeAll(window);
        assertThat(peer.records()).containsExactly(0L, 1L, 2L);
        window.answers().acknowledged(0);
        writeAll(window);

        assertThat(peer.records()).containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void refused_threeTimes_countsAsFailedAndIsLetGoOf() throws ProtocolException {
        InFlightWindow window = connected(Unit.RECORD, Delivery.ACKED);
        add(window, 2);
        for (int refusal = 1; refusal < Answers.MOST_REFUSALS; refusal++) {
            writeAll(window);
            window.answers().refused(0, "500 no");
            assertThat(window.answers().mustReconnect()).isTrue();
            assertThat(window.nextBytes()).isNull();
            assertBooks(0, 0, 2);
            reconnect(window);
            assertThat(window.answers().mustReconnect()).isFalse();
        }

        writeAll(window);
        window.answers().refused(0, "500 still no");

        assertThat(window.answers().mustReconnect()).isFalse();
        assertThat(window.answers().lastRefusal()).isEqualTo("500 still no");
        assertThat(window.answers().taken()).isEqualTo(3);
        assertThat(window.books().failed()).isEqualTo(1);
        assertBooks(0, 1, 1);
        assertThat(window.hasArrived(1)).isTrue();
        window.answers().acknowledged(1);
        assertBooks(1, 1, 0);
        assertThat(window.isEmpty()).isTrue();
    }

    @Test
    void batchAcknowledged_openBatch_isWrittenAtTheEndOfTheBatchOnly() throws ProtocolException {
        InFlightWindow window = connected(Unit.BATCH, Delivery.ACKED);
        add(window, 3);
        assertThat(window.nextBytes()).isNull();
        assertThat(window.isEmpty()).isFalse();

        window.endOfBatch();
        add(window, 1);
        writeAll(window);

        assertThat(peer.units()).containsExactly(List.of(0L, 1L, 2L));
        window.answers().acknowledged(0);
        assertBooks(3, 0, 0);
        assertThat(unsent(window)).isEqualTo(1);
    }

    @Test
    void batchAcknowledged_lastByteMissing_isNotOutstandingAndSentAgainAsAWhole() {
        InFlightWindow window = connected(Unit.BATCH, Delivery.ACKED);
        add(window, 2);
        window.endOfBatch();
        write(window, 2 * FRAME + NumberedProtocol.BATCH_HEADER - 1);
        assertThat(window.answers().areAwaited()).isFalse();
        assertBooks(0, 0, 1);

        reconnect(window);
        writeAll(window);

        assertThat(peer.units()).containsExactly(List.of(0L, 1L));
        assertThat(window.books().resent()).isEqualTo(1);
        assertBooks(0, 0, 2);
    }

    @Test
    void add_recordLargerThanABatch_getsABatchOfItsOwn() throws ProtocolException {
        InFlightWindow window = connected(Unit.RECORD, Delivery.ACKED);
        add(window, 1);
        addOne(window, 5 * BATCH);
        add(window, 1);

        writeAll(window);

        assertThat(peer.records()).containsExactly(0L, 1L, 2L);
        assertThat(window.allocatedBytes()).isEqualTo(7 * BATCH);
        for (int unit = 0; unit < 3; unit++) {
            window.answers().acknowledged(unit);
        }
        assertThat(window.bytes()).isZero();
        assertBooks(3, 0, 0);
    }

    @Test
    void add_noConnection_fillsTheWindowUpToItsBoundAndNotBeyond() {
        InFlightWindow window = window(Delivery.ACKED);

        while (window.hasRoom()) {
            add(window, 1);
        }

        assertThat(window.allocatedBytes()).isBetween(MAX_IN_FLIGHT - 2L * BATCH, (long) MAX_IN_FLIGHT);
        assertThat(window.bytes()).isGreaterThan(MAX_IN_FLIGHT * 9 / 10);
        assertThat(unsent(window)).isEqualTo(added);
    }

    @Test
    void add_frameThrows_leavesTheRecordOut() {
        WireProtocol numbered = protocol;
        boolean[] isBroken = {true};
        InFlightWindow window = new InFlightWindow(
                new ForwardingProtocol(numbered) {
                    @Override
                    public void frame(Utf8Buffer record, ByteBuffer target) {
                        super.frame(record, target);
                        if (isBroken[0]) {
                            throw new BufferOverflowException();
                        }
                    }
                },
                Delivery.ACKED,
                MAX_IN_FLIGHT,
                BATCH,
                TAIL,
                tally);
        window.connected(numbered.openSession());
        assertThatThrownBy(() -> add(window, 1)).isInstanceOf(BufferOverflowException.class);
        assertThat(window.isEmpty()).isTrue();
        assertThat(window.added()).isZero();

        isBroken[0] = false;
        add(window, 1);
        isBroken[0] = true;
        assertThatThrownBy(() -> add(window, 1)).isInstanceOf(BufferOverflowException.class);
        isBroken[0] = false;
        add(window, 1);
        writeAll(window);

        assertThat(window.added()).isEqualTo(2);
        assertThat(peer.records()).containsExactly(1L, 3L);
    }

    @Test
    void replay_ackedBytesUnknown_keepsTheLastBytesWritten() {
        InFlightWindow window = connected(Unit.NONE, Delivery.REPLAY);
        add(window, 1000);
        writeAll(window);

        window.release(StateProbe.UNKNOWN, SEND_BUFFER, true);

        assertThat(window.bytes()).isEqualTo((REPLAYED + FRAME - 1) / FRAME * FRAME);
        assertThat(window.isEmpty()).isTrue();
        assertThat(window.hasArrived(1000)).isTrue();
        reconnect(window);
        assertThat(window.isEmpty()).isFalse();
        assertThat(window.hasArrived(1000)).isFalse();
        writeAll(window);
        assertThat(peer.records()).hasSize((REPLAYED + FRAME - 1) / FRAME).endsWith(999L);
        assertThat(window.books().possiblyLost())
                .isEqualTo(1000 - peer.records().size());
        assertBooks(0, 0, 1000);
    }

    @Test
    void replay_ackedBytesKnown_keepsTheUnackedAndTheTail() {
        InFlightWindow window = connected(Unit.NONE, Delivery.REPLAY);
        add(window, 20);
        writeAll(window);

        window.release(10 * FRAME + FRAME / 2, SEND_BUFFER, true);

        assertThat(window.bytes()).isEqualTo(20 * FRAME - 7 * FRAME);
        assertThat(window.hasArrived(10)).isTrue();
        assertThat(window.hasArrived(11)).isFalse();
    }

    @Test
    void replay_youngConnection_keepsTheTailTwice() {
        InFlightWindow window = connected(Unit.NONE, Delivery.REPLAY);
        add(window, 20);
        writeAll(window);

        window.release(20 * FRAME, SEND_BUFFER, false);

        assertThat(window.bytes()).isEqualTo(2 * TAIL);
    }

    @Test
    void replay_chainOfConnectionsThatDieYoung_neverUsesUpTheTail() {
        InFlightWindow window = connected(Unit.NONE, Delivery.REPLAY);
        add(window, 20);
        writeAll(window);
        window.release(20 * FRAME, SEND_BUFFER, true);

        for (int connection = 0; connection < 10; connection++) {
            reconnect(window);
            writeAll(window);
            window.release(TAIL, SEND_BUFFER, false);
        }

        assertThat(window.bytes()).isEqualTo(TAIL);
        assertThat(window.books().possiblyLost()).isEqualTo(17);
        assertThat(window.books().resent()).isEqualTo(30);
    }

    @Test
    void replay_smallWindowFullOfTail_makesRoomAllTheSame() {
        protocol = new NumberedProtocol(Unit.NONE);
        peer = new NumberedPeer(Unit.NONE, 0);
        InFlightWindow window = new InFlightWindow(protocol, Delivery.REPLAY, BATCH, BATCH, TAIL, tally);
        window.connected(protocol.openSession());

        for (int i = 0; i < 100; i++) {
            assertThat(window.hasRoom()).isTrue();
            add(window, 1);
            writeAll(window);
            window.release(StateProbe.UNKNOWN, SEND_BUFFER, true);
        }

        assertThat(window.allocatedBytes()).isLessThanOrEqualTo(2 * BATCH);
    }

    @Test
    void disconnected_orderly_lettingGoOfWhatWasWrittenIsNoLoss() {
        InFlightWindow window = connected(Unit.NONE, Delivery.REPLAY);
        add(window, 20);
        writeAll(window);
        window.release(20 * FRAME, SEND_BUFFER, true);

        window.disconnected(true);

        assertThat(window.books().possiblyLost()).isZero();
        assertThat(window.isEmpty()).isTrue();
        assertThat(window.bytes()).isZero();
        assertBooks(0, 0, 20);
    }

    @Test
    void bestEffort_batchWritten_isLetGoOfAndCountsAsPossiblyLost() {
        InFlightWindow window = connected(Unit.NONE, Delivery.BEST_EFFORT);
        add(window, 12);
        write(window, 11 * FRAME);
        window.release(StateProbe.UNKNOWN, SEND_BUFFER, false);
        // 10 records fit in the first batch; the second one's write has not succeeded.
        assertThat(window.bytes()).isEqualTo(2 * FRAME);

        reconnect(window);
        writeAll(window);
        window.release(StateProbe.UNKNOWN, SEND_BUFFER, false);

        assertThat(peer.records()).containsExactly(10L, 11L);
        assertThat(window.bytes()).isZero();
        assertThat(window.books().possiblyLost()).isEqualTo(10);
        assertBooks(0, 0, 12);
    }

    @Test
    void wrote_moreThanThereWas_isRefused() {
        InFlightWindow window = connected(Unit.RECORD, Delivery.ACKED);
        add(window, 1);
        assertThat(window.nextBytes()).isNotNull();

        assertThatThrownBy(() -> window.wrote(FRAME + 1)).isInstanceOf(IllegalArgumentException.class);
    }

    private InFlightWindow connected(Unit unit, Delivery delivery) {
        protocol = new NumberedProtocol(unit);
        peer = new NumberedPeer(unit, 0);
        InFlightWindow window = window(delivery);
        window.connected(protocol.openSession());
        return window;
    }

    private InFlightWindow window(Delivery delivery) {
        return new InFlightWindow(protocol, delivery, MAX_IN_FLIGHT, BATCH, TAIL, tally);
    }

    private void reconnect(InFlightWindow window) {
        window.disconnected(false);
        assertThat(window.nextBytes()).isNull();
        peer = new NumberedPeer(protocol.acknowledges(), 0);
        window.connected(protocol.openSession());
    }

    private void add(InFlightWindow window, int records) {
        for (int i = 0; i < records; i++) {
            addOne(window, FRAME);
        }
    }

    private void addOne(InFlightWindow window, int frameBytes) {
        buffer.clear();
        byte[] record = new byte[frameBytes - NumberedProtocol.FRAME_HEADER];
        ByteBuffer.wrap(record).putLong(added++);
        window.add(buffer.append(record), "");
    }

    private void writeAll(InFlightWindow window) {
        write(window, Integer.MAX_VALUE);
    }

    private void write(InFlightWindow window, int most) {
        int left = most;
        while (left > 0) {
            @Nullable ByteBuffer next = window.nextBytes();
            if (next == null) {
                return;
            }
            int count = Math.min(left, next.remaining());
            peer.take(next, count);
            window.wrote(count);
            left -= count;
        }
    }

    /** How many records were never written completely. */
    private static long unsent(InFlightWindow window) {
        return window.added() - window.books().sentUpTo();
    }

    private void assertBooks(long delivered, long failed, long unconfirmed) {
        assertThat(tally.delivered()).as("delivered").isEqualTo(delivered);
        assertThat(tally.failed()).as("failed").isEqualTo(failed);
        assertThat(tally.unconfirmed()).as("unconfirmed").isEqualTo(unconfirmed);
    }

    /** Does what another protocol does. */
    private static class ForwardingProtocol implements WireProtocol {

        private final WireProtocol other;

        ForwardingProtocol(WireProtocol other) {
            this.other = other;
        }

        @Override
        public String name() {
            return other.name();
        }

        @Override
        public Unit acknowledges() {
            return other.acknowledges();
        }

        @Override
        public int frameBytes(int recordBytes) {
            return other.frameBytes(recordBytes);
        }

        @Override
        public void frame(Utf8Buffer record, ByteBuffer target) {
            other.frame(record, target);
        }

        @Override
        public WireSession openSession() {
            return other.openSession();
        }
    }
}
