package io.penstock.collector.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Reads batches out of one file, from any place at which one begins. Not safe for concurrent use. */
final class SegmentReader {

    /** Most headers fit: one read instead of two. */
    private static final int FIRST_READ_BYTES = 512;

    private final LogFile file;
    private ByteBuffer buffer = ByteBuffer.allocate(FIRST_READ_BYTES);

    SegmentReader(LogFile file) {
        this.file = file;
    }

    /**
     * The header that begins there.
     *
     * @param size of the file as far as it counts
     * @throws CorruptLogException if no whole, undamaged header begins there
     */
    BatchHeader header(long position, long size) throws IOException {
        long left = size - position;
        if (left < BatchHeader.LEAST_BYTES) {
            throw new CorruptLogException("the file ends within a header");
        }
        buffer.clear().limit((int) Math.min(left, FIRST_READ_BYTES));
        file.read(buffer, position);
        int headerSize = BatchHeader.headerSize(buffer);
        if (headerSize > left) {
            throw new CorruptLogException("the file ends within a header of " + headerSize + " bytes");
        }
        int known = buffer.limit();
        if (headerSize > known) {
            grow(headerSize);
            buffer.position(known).limit(headerSize);
            file.read(buffer, position + known);
        }
        BatchHeader header = BatchHeader.decode(
                ByteBuffer.wrap(buffer.array(), 0, headerSize).slice());
        if (header.bodySize() > left - headerSize) {
            throw new CorruptLogException("the file ends within a body of " + header.bodySize() + " bytes");
        }
        return header;
    }

    private void grow(int bytes) {
        if (buffer.capacity() < bytes) {
            buffer = ByteBuffer.allocate(bytes).put(buffer.array(), 0, buffer.limit());
        }
    }

    /** The body behind the header, whose size the caller has compared with that of the file. */
    ByteBuffer body(BatchHeader header, long position) throws IOException {
        ByteBuffer body = ByteBuffer.allocate(header.bodySize());
        file.read(body, position + header.headerSize());
        return body.flip();
    }

    /** As {@link #body}. @throws CorruptLogException if its checksum is wrong */
    ByteBuffer checkedBody(BatchHeader header, long position) throws IOException {
        ByteBuffer body = body(header, position);
        CRC32C crc = new CRC32C();
        crc.update(body.duplicate());
        if ((int) crc.getValue() != header.bodyCrc32c()) {
            throw new CorruptLogException("the checksum of the body is wrong");
        }
        return body;
    }
}
