package io.penstock.collector.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The header of a batch on disk, and the one place that knows its layout: docs/log-format.md, "A batch on disk". Immutable.
 *
 * @param bodySize on disk, which is also that of the rendered body as long as nothing is compressed
 * @param offset of the batch, in logd's rendering of the topic
 * @param bodyCrc CRC-32 (IEEE 802.3) of the body, for logd's envelope
 * @param appended milliseconds since 1970, by the collector's clock
 */
public record BatchHeader(
        int headerSize,
        int bodySize,
        int bodyCrc32c,
        long offset,
        int bodyCrc,
        int count,
        MessageForm form,
        long epoch,
        long appended,
        long leastTime,
        long greatestTime,
        int[] levels,
        List<SessionNumbers> sessions) {

    static final int MAGIC = 0x504E534B;
    static final int VERSION = 1;
    static final int CODEC_NONE = 0;

    /** Enough to know the size of the whole header. */
    static final int PREFIX_BYTES = 8;

    private static final int SESSIONS = 98;
    private static final int CRC_BYTES = 4;
    static final int LEAST_BYTES = 104;
    static final int MOST_BYTES = 65_528;
    /** The longest entry of a session with one range. */
    static final int MOST_SESSION_BYTES = 8 + 1 + SessionNumbers.MOST_NAME_BYTES + 2 + 16;

    static int sessionBytes(String session) {
        return 8 + 1 + session.getBytes(StandardCharsets.UTF_8).length + 2;
    }

    /** The header of a batch that is appended now. */
    static BatchHeader of(MessageBatch batch, long offset, long epoch, long appended) {
        CRC32C crc = new CRC32C();
        crc.update(batch.body().duplicate().position(0));
        return new BatchHeader(
                sizeWith(batch.sessions()),
                batch.size(),
                (int) crc.getValue(),
                offset,
                batch.bodyCrc(),
                batch.count(),
                batch.form(),
                epoch,
                appended,
                batch.leastTime(),
                batch.greatestTime(),
                batch.levels(),
                batch.sessions());
    }

    /** The same batch in another epoch. */
    BatchHeader inEpoch(long other) {
        return new BatchHeader(
                headerSize,
                bodySize,
                bodyCrc32c,
                offset,
                bodyCrc,
                count,
                form,
                other,
                appended,
                leastTime,
                greatestTime,
                levels,
                sessions);
    }

    private static int sizeWith(List<SessionNumbers> sessions) {
        int size = SESSIONS;
        for (SessionNumbers numbers : sessions) {
            size += sessionBytes(numbers.session()) + numbers.ranges().length * Long.BYTES;
        }
        int whole = (size + CRC_BYTES + 7) / 8 * 8;
        if (whole > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "the sessions of a batch need a header of " + whole + " bytes; there may be " + MOST_BYTES);
        }
        return whole;
    }

    /** Bytes from the beginning of this batch in the file to the beginning of the next. */
    long sizeOnDisk() {
        return (long) headerSize + bodySize;
    }

    /** The offset behind this batch. */
    public long nextOffset(TopicName topic) {
        return offset + Envelope.size(topic, bodySize, bodyCrc, count) + bodySize;
    }

    ByteBuffer encode() {
        ByteBuffer target = ByteBuffer.allocate(headerSize);
        target.putInt(MAGIC).put((byte) VERSION).put((byte) CODEC_NONE).putShort((short) headerSize);
        target.putInt(bodySize).putInt(bodyCrc32c).putLong(offset);
        target.putInt(bodySize).putInt(bodyCrc).putInt(count);
        target.put((byte) form.ordinal()).put(new byte[3]);
        target.putLong(epoch).putLong(appended).putLong(leastTime).putLong(greatestTime);
        for (int level : levels) {
            target.putInt(level);
        }
        target.putShort((short) sessions.size());
        for (SessionNumbers numbers : sessions) {
            byte[] name = numbers.session().getBytes(StandardCharsets.UTF_8);
            target.putLong(numbers.owner()).put((byte) name.length).put(name);
            target.putShort((short) (numbers.ranges().length / 2));
            for (long bound : numbers.ranges()) {
                target.putLong(bound);
            }
        }
        target.position(headerSize - CRC_BYTES);
        target.putInt(crc32c(target));
        return target.flip();
    }

    private static int crc32c(ByteBuffer header) {
        CRC32C crc = new CRC32C();
        crc.update(header.array(), header.arrayOffset(), header.capacity() - CRC_BYTES);
        return (int) crc.getValue();
    }

    /**
     * The size of the header that begins so.
     *
     * @throws CorruptLogException if no header begins so
     */
    static int headerSize(ByteBuffer prefix) throws CorruptLogException {
        if (prefix.getInt(0) != MAGIC) {
            throw new CorruptLogException("no batch begins here");
        }
        if (prefix.get(4) != VERSION) {
            throw new CorruptLogException("version " + (prefix.get(4) & 0xFF)
                    + " of the batch is newer than what this collector reads (" + VERSION + ")");
        }
        int size = prefix.getShort(6) & 0xFFFF;
        if (size < LEAST_BYTES || size % 8 != 0) {
            throw new CorruptLogException("a header of " + size + " bytes cannot be");
        }
        return size;
    }

    /**
     * Reads a header.
     *
     * @param whole exactly the header, array-backed
     * @throws CorruptLogException if it is damaged, or of a newer version
     */
    static BatchHeader decode(ByteBuffer whole) throws CorruptLogException {
        int headerSize = headerSize(whole);
        if (whole.getInt(headerSize - CRC_BYTES) != crc32c(whole)) {
            throw new CorruptLogException("the checksum of the header is wrong");
        }
        int codec = whole.get(5) & 0xFF;
        if (codec != CODEC_NONE) {
            throw new CorruptLogException("codec " + codec + " of the batch is newer than what this collector reads");
        }
        ByteBuffer from = whole.duplicate().position(PREFIX_BYTES);
        int bodySize = from.getInt();
        int bodyCrc32c = from.getInt();
        long offset = from.getLong();
        int rendered = from.getInt();
        int bodyCrc = from.getInt();
        int count = from.getInt();
        MessageForm form = MessageForm.of(from.get());
        from.position(from.position() + 3);
        if (bodySize < 0 || rendered != bodySize || count < 0 || offset < 0) {
            throw new CorruptLogException("the header has a number that cannot be");
        }
        long epoch = from.getLong();
        long appended = from.getLong();
        long least = from.getLong();
        long greatest = from.getLong();
        int[] levels = new int[LogLevel.COUNT];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = from.getInt();
        }
        return new BatchHeader(
                headerSize,
                bodySize,
                bodyCrc32c,
                offset,
                bodyCrc,
                count,
                form,
                epoch,
                appended,
                least,
                greatest,
                levels,
                sessions(from.limit(headerSize - CRC_BYTES)));
    }

    private static List<SessionNumbers> sessions(ByteBuffer from) throws CorruptLogException {
        try {
            int count = from.getShort() & 0xFFFF;
            List<SessionNumbers> sessions = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                long owner = from.getLong();
                byte[] name = new byte[from.get() & 0xFF];
                from.get(name);
                long[] ranges = new long[2 * (from.getShort() & 0xFFFF)];
                for (int j = 0; j < ranges.length; j++) {
                    ranges[j] = from.getLong();
                }
                sessions.add(new SessionNumbers(owner, new String(name, StandardCharsets.UTF_8), ranges));
            }
            return List.copyOf(sessions);
        } catch (java.nio.BufferUnderflowException tooShort) {
            throw new CorruptLogException("the sessions in the header are longer than the header");
        } catch (IllegalArgumentException noName) {
            throw new CorruptLogException(String.valueOf(noName.getMessage()));
        }
    }
}
