package io.penstock.tcp.window;

import io.penstock.encode.Utf8Buffer;
import io.penstock.wire.Batch;
import io.penstock.wire.WireProtocol;
import io.penstock.wire.WireSession;
import java.nio.ByteBuffer;

/**
 * Frames that say everything a {@link NumberedPeer} wants to check.
 *
 * <pre>
 *  record: ├ unit (8) ┤ length (4) ┤── record ──┤      batch header: ├ unit (8) ┤ records (4) ┤
 * </pre>
 *
 * Only what is acknowledged has a unit; for the rest it is {@value #NO_UNIT}.
 */
final class NumberedProtocol implements WireProtocol {

    static final int FRAME_HEADER = 12;
    static final int BATCH_HEADER = 12;
    /** More than the header needs, as with headers whose length varies. */
    static final int ROOM_FOR_BATCH_HEADER = 16;

    static final long NO_UNIT = 0x0123456789ABCDEFL;

    private final Unit unit;
    private final int mostOutstanding;
    private final long firstUnit;

    NumberedProtocol(Unit unit, int mostOutstanding, long firstUnit) {
        this.unit = unit;
        this.mostOutstanding = mostOutstanding;
        this.firstUnit = firstUnit;
    }

    NumberedProtocol(Unit unit) {
        this(unit, Integer.MAX_VALUE, 0);
    }

    @Override
    public String name() {
        return "numbered";
    }

    @Override
    public Unit acknowledges() {
        return unit;
    }

    @Override
    public int batchHeaderBytes() {
        return unit == Unit.BATCH ? ROOM_FOR_BATCH_HEADER : 0;
    }

    @Override
    public int frameBytes(int recordBytes) {
        return FRAME_HEADER + recordBytes;
    }

    @Override
    public void frame(Utf8Buffer record, ByteBuffer target) {
        target.putLong(NO_UNIT).putInt(record.size());
        record.copyTo(target);
    }

    @Override
    public void seal(Batch batch) {
        int start = ROOM_FOR_BATCH_HEADER - BATCH_HEADER;
        batch.buffer().putLong(start, NO_UNIT).putInt(start + Long.BYTES, batch.records());
        batch.beginAt(start);
    }

    @Override
    public WireSession openSession() {
        return new Session();
    }

    private final class Session implements WireSession {

        private long next = firstUnit;

        @Override
        public int mostOutstanding() {
            return mostOutstanding;
        }

        @Override
        public void stamp(Batch batch, int first, int end) {
            if (unit == Unit.BATCH) {
                batch.buffer().putLong(batch.start(0), next++);
            } else if (unit == Unit.RECORD) {
                for (int record = first; record < end; record++) {
                    batch.buffer().putLong(batch.start(record), next++);
                }
            }
        }

        @Override
        public void receive(ByteBuffer source, Acknowledgements acknowledgements) {}
    }
}
