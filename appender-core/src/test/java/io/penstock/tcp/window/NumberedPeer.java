package io.penstock.tcp.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.wire.WireProtocol.Unit;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Reads on one connection what a {@link NumberedProtocol} frames: the numbers that the records begin with. */
final class NumberedPeer {

    private final Unit unit;
    private final long firstUnit;
    private final ByteArrayOutputStream unread = new ByteArrayOutputStream();
    private final List<List<Long>> units = new ArrayList<>();
    private final List<Long> records = new ArrayList<>();
    private int leftInBatch;

    NumberedPeer(Unit unit, long firstUnit) {
        this.unit = unit;
        this.firstUnit = firstUnit;
    }

    /** Takes so many bytes of the buffer. */
    void take(ByteBuffer source, int count) {
        byte[] bytes = new byte[count];
        source.get(bytes);
        unread.writeBytes(bytes);
        ByteBuffer all = ByteBuffer.wrap(unread.toByteArray());
        while (readOne(all)) {
            all.mark();
        }
        all.reset();
        unread.reset();
        unread.write(all.array(), all.position(), all.remaining());
    }

    /** The complete records in the order in which they came. */
    List<Long> records() {
        return records;
    }

    /** The complete units: which records each of them has. */
    List<List<Long>> units() {
        return units;
    }

    private boolean readOne(ByteBuffer all) {
        all.mark();
        if (unit == Unit.BATCH && leftInBatch == 0) {
            if (all.remaining() < NumberedProtocol.BATCH_HEADER) {
                return false;
            }
            assertThat(all.getLong()).isEqualTo(firstUnit + units.size());
            leftInBatch = all.getInt();
            units.add(new ArrayList<>());
            return true;
        }
        if (all.remaining() < NumberedProtocol.FRAME_HEADER) {
            return false;
        }
        long number = all.getLong();
        int length = all.getInt();
        if (all.remaining() < length) {
            return false;
        }
        long record = all.getLong();
        all.position(all.position() + length - Long.BYTES);
        records.add(record);
        if (unit == Unit.RECORD) {
            assertThat(number).isEqualTo(firstUnit + units.size());
            units.add(List.of(record));
        } else {
            assertThat(number).isEqualTo(NumberedProtocol.NO_UNIT);
        }
        if (unit == Unit.BATCH) {
            leftInBatch--;
            units.get(units.size() - 1).add(record);
        }
        return true;
    }

    /** The units that have come as a whole. */
    int completeUnits() {
        return units.size() - (leftInBatch > 0 ? 1 : 0);
    }
}
