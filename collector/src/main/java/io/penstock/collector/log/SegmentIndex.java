package io.penstock.collector.log;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Where the batches of a segment are, one entry per stretch, and what they hold. Safe for any thread. */
final class SegmentIndex {

    private static final int MAGIC = 0x504E5349;
    private static final int VERSION = 1;
    private static final int PREFIX_BYTES = 20;
    private static final int ENTRY_BYTES = 64;
    private static final int CRC_BYTES = 4;
    private static final int STRETCH_BYTES = 64 * 1024;
    /** A stretch of at least so many bytes ends with its minute. */
    private static final int MINUTE_STRETCH_BYTES = 4 * 1024;

    private final List<Stretch> stretches = new ArrayList<>();
    /** The last of them, which still grows. */
    private @Nullable Stretch open;

    /** Batches that stand one behind the other, and what is known of them together. */
    static final class Stretch {
        final long offset;
        final long position;
        final long appended;
        private long leastTime = Long.MAX_VALUE;
        private long greatestTime = Long.MIN_VALUE;
        private final int[] levels = new int[LogLevel.COUNT];

        private Stretch(long offset, long position, long appended) {
            this.offset = offset;
            this.position = position;
            this.appended = appended;
        }

        /** Whether its events and those of the batch are of more than one minute. */
        private boolean isOfOtherMinuteThan(BatchHeader header) {
            long least = Math.min(leastTime, header.leastTime());
            long greatest = Math.max(greatestTime, header.greatestTime());
            return least <= greatest && LogStretch.minuteOf(least) != LogStretch.minuteOf(greatest);
        }

        private void add(BatchHeader header) {
            leastTime = Math.min(leastTime, header.leastTime());
            greatestTime = Math.max(greatestTime, header.greatestTime());
            for (int i = 0; i < levels.length; i++) {
                levels[i] += header.levels()[i];
            }
        }
    }

    synchronized void add(BatchHeader header, long position) {
        Stretch present = open;
        if (present == null
                || position + header.sizeOnDisk() - present.position > STRETCH_BYTES
                || (position - present.position >= MINUTE_STRETCH_BYTES && present.isOfOtherMinuteThan(header))) {
            present = new Stretch(header.offset(), position, header.appended());
            stretches.add(present);
            open = present;
        }
        present.add(header);
    }

    /** The last stretch that begins at or before the offset; null: none does. */
    synchronized @Nullable Stretch at(long offset) {
        int low = 0;
        int high = stretches.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (stretches.get(middle).offset <= offset) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high < 0 ? null : stretches.get(high);
    }

    /**
     * What it says of each stretch, in order.
     *
     * @param end of the segment, in its file
     */
    synchronized List<LogStretch> stretches(Segment segment, long end) {
        List<LogStretch> all = new ArrayList<>(stretches.size());
        for (int i = 0; i < stretches.size(); i++) {
            Stretch stretch = stretches.get(i);
            long next = i + 1 < stretches.size() ? stretches.get(i + 1).position : end;
            all.add(new LogStretch(
                    segment, stretch.position, next, stretch.leastTime, stretch.greatestTime, stretch.levels.clone()));
        }
        return all;
    }

    synchronized byte[] encode(long segmentBytes) {
        ByteBuffer target = ByteBuffer.allocate(PREFIX_BYTES + stretches.size() * ENTRY_BYTES + CRC_BYTES);
        target.putInt(MAGIC)
                .put((byte) VERSION)
                .put(new byte[3])
                .putLong(segmentBytes)
                .putInt(stretches.size());
        for (Stretch stretch : stretches) {
            target.putLong(stretch.offset).putLong(stretch.position).putLong(stretch.appended);
            target.putLong(stretch.leastTime).putLong(stretch.greatestTime);
            for (int level : stretch.levels) {
                target.putInt(level);
            }
        }
        target.putInt(crc32c(target.array()));
        return target.array();
    }

    /** Null: it is damaged, of another version, or of another segment. */
    static @Nullable SegmentIndex decode(byte[] bytes, long segmentBytes) {
        if (bytes.length < PREFIX_BYTES + CRC_BYTES) {
            return null;
        }
        ByteBuffer from = ByteBuffer.wrap(bytes);
        boolean known = from.getInt() == MAGIC && from.get() == VERSION;
        from.position(8);
        if (!known || from.getLong() != segmentBytes) {
            return null;
        }
        int count = from.getInt();
        boolean whole = bytes.length == PREFIX_BYTES + (long) count * ENTRY_BYTES + CRC_BYTES;
        if (!whole || from.getInt(bytes.length - CRC_BYTES) != crc32c(bytes)) {
            return null;
        }
        SegmentIndex index = new SegmentIndex();
        for (int i = 0; i < count; i++) {
            Stretch stretch = new Stretch(from.getLong(), from.getLong(), from.getLong());
            stretch.leastTime = from.getLong();
            stretch.greatestTime = from.getLong();
            for (int j = 0; j < stretch.levels.length; j++) {
                stretch.levels[j] = from.getInt();
            }
            index.stretches.add(stretch);
        }
        return index;
    }

    private static int crc32c(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - CRC_BYTES);
        return (int) crc.getValue();
    }
}
