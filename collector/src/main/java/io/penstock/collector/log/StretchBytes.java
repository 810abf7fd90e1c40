package io.penstock.collector.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a stretch in one array, which is used again for the next, and the batches in it one after the other. Not safe for concurrent use.
 *
 * <p>Whoever looks for something can search the array as a whole first, headers and all, and take the batches apart only where it was found.
 */
public final class StretchBytes {

    private byte[] bytes = new byte[0];
    private int length;
    private @Nullable LogStretch stretch;

    /** Where the next batch begins. */
    private int next;

    private @Nullable BatchHeader header;

    /**
     * Reads the stretch from its file.
     *
     * @return false if retention has deleted it
     */
    public boolean read(LogStretch wanted) throws IOException {
        stretch = wanted;
        length = Math.toIntExact(wanted.size());
        next = 0;
        header = null;
        if (bytes.length < length) {
            bytes = new byte[length];
        }
        Segment segment = wanted.segment();
        LogFile file;
        try {
            file = segment.acquire();
        } catch (NoSuchFileException deleted) {
            return false;
        }
        try {
            file.read(ByteBuffer.wrap(bytes, 0, length), wanted.position());
        } finally {
            segment.release();
        }
        return true;
    }

    /** Not to be changed; good from 0 to {@link #length}. */
    public byte[] array() {
        return bytes;
    }

    public int length() {
        return length;
    }

    /**
     * Stands on the next batch.
     *
     * @return null: there is none any more.
     * @throws CorruptLogException if its header is damaged
     */
    public @Nullable BatchHeader nextBatch() throws CorruptLogException {
        if (stretch == null || next >= length) {
            return null;
        }
        int left = length - next;
        if (left < BatchHeader.LEAST_BYTES) {
            throw damaged("it ends within a header");
        }
        int headerSize =
                BatchHeader.headerSize(ByteBuffer.wrap(bytes, next, left).slice());
        if (headerSize > left) {
            throw damaged("it ends within a header");
        }
        BatchHeader found =
                BatchHeader.decode(ByteBuffer.wrap(bytes, next, headerSize).slice());
        if (found.sizeOnDisk() > left) {
            throw damaged("it ends within a body");
        }
        if (found.offset() >= stretch.segment().end()) {
            // Of a segment that has failed: the next one has it, too.
            next = length;
            return null;
        }
        next += (int) found.sizeOnDisk();
        header = found;
        return found;
    }

    /** Where the body of the present batch ends in the array. */
    public int bodyEnd() {
        return next;
    }

    /** Where the body of the present batch begins in the array. */
    public int bodyStart() {
        return header == null ? next : next - header.bodySize();
    }

    /**
     * Compares the checksum of the present batch's body.
     *
     * @throws CorruptLogException if it is damaged
     */
    public void checkBody() throws CorruptLogException {
        BatchHeader present = header;
        if (present != null) {
            CRC32C crc = new CRC32C();
            crc.update(bytes, bodyStart(), present.bodySize());
            if ((int) crc.getValue() != present.bodyCrc32c()) {
                throw damaged("the checksum of the body at offset " + present.offset() + " is wrong");
            }
        }
    }

    private CorruptLogException damaged(String what) {
        return new CorruptLogException(stretch + ": " + what);
    }
}
