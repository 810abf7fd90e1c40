package io.penstock.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Framed records in one direct buffer, and where each of them ends. Confined to the drain thread.
 *
 * <pre>
 *  0        start(0)      end(0) = start(1)          end(records-1)   capacity
 *  ├─header─┤──record 0───┤──────record 1────────────┤─────free───────┤
 * </pre>
 */
public final class Batch {

    private final ByteBuffer bytes;
    private final ByteBuffer view;
    private final int headerBytes;
    private int[] ends = new int[64];
    private int records;
    private int first;

    /** A batch with room for so many bytes, header included. */
    public Batch(int capacity, int headerBytes) {
        this.bytes = ByteBuffer.allocateDirect(capacity);
        this.view = bytes.duplicate();
        this.headerBytes = headerBytes;
        clear();
    }

    /** Empty again, for other records. */
    public void clear() {
        bytes.clear().position(headerBytes);
        records = 0;
        first = headerBytes;
    }

    /** Where frames are written, from its position on; {@link #endRecord} follows each. */
    public ByteBuffer buffer() {
        return bytes;
    }

    /** What was written to the buffer since the last record is one more record. */
    public void endRecord() {
        if (records == ends.length) {
            ends = Arrays.copyOf(ends, 2 * records);
        }
        ends[records++] = bytes.position();
    }

    /** Takes back what was written to the buffer since the last record. */
    public void forgetUnfinished() {
        bytes.position(records == 0 ? headerBytes : ends[records - 1]);
    }

    /** The bytes from one offset to another, for a connection to read. Always the same object. */
    public ByteBuffer view(int from, int to) {
        return view.clear().limit(to).position(from);
    }

    public boolean hasRoomFor(int frameBytes) {
        return bytes.remaining() >= frameBytes;
    }

    public int records() {
        return records;
    }

    /** Where a record begins; that of the first one includes the batch's header, if there is one. */
    public int start(int record) {
        return record == 0 ? first : ends[record - 1];
    }

    /** How many bytes the frame of a record takes, without the batch's header. */
    public int frameBytes(int record) {
        return ends[record] - (record == 0 ? headerBytes : ends[record - 1]);
    }

    /** Where a record ends, exclusive. */
    public int end(int record) {
        return ends[record];
    }

    public int capacity() {
        return bytes.capacity();
    }

    /** The room in front of the first record. */
    public int headerBytes() {
        return headerBytes;
    }

    /** A header was written that begins here, and ends where the first record begins. */
    public void beginAt(int offset) {
        first = offset;
    }
}
