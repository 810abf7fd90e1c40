package io.penstock.collector.log;

import java.io.EOFException;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a segment from its beginning, batch by batch, as far as it is right.
 *
 * @param end the offset behind the last right batch
 * @param position the place in the file behind it
 * @param greatestEpoch of a batch; 0 if there is none
 * @param lastAppended when the last batch was appended; 0 if there is none
 * @param wrong what is the matter there; null: the file ends there
 */
record SegmentScan(
        SegmentIndex index,
        long end,
        long position,
        long greatestEpoch,
        long lastAppended,
        @Nullable String wrong) {

    /** Reads the bodies, too, and compares their checksums. */
    static SegmentScan whole(Segment segment, LogFile file, Consumer<BatchHeader> each) throws IOException {
        return scan(segment, file, Long.MAX_VALUE, true, each);
    }

    /** The headers only, as far as the segment's end is known. */
    static SegmentScan headers(Segment segment, LogFile file, Consumer<BatchHeader> each) throws IOException {
        return scan(segment, file, segment.end(), false, each);
    }

    /** The headers only, as far as they are right: bodies are for whoever reads them to check. */
    static SegmentScan allHeaders(Segment segment, LogFile file) throws IOException {
        return scan(segment, file, Long.MAX_VALUE, false, header -> {});
    }

    private static SegmentScan scan(
            Segment segment, LogFile file, long limit, boolean bodies, Consumer<BatchHeader> each) throws IOException {
        SegmentReader reader = new SegmentReader(file);
        SegmentIndex index = new SegmentIndex();
        long size = file.size();
        long position = 0;
        long offset = segment.base();
        long epoch = 0;
        long appended = 0;
        String wrong = null;
        while (position < size && offset < limit) {
            BatchHeader header;
            try {
                header = reader.header(position, size);
                if (header.offset() != offset) {
                    throw new CorruptLogException(
                            "a batch of offset " + header.offset() + " stands where " + offset + " belongs");
                }
                if (bodies) {
                    reader.checkedBody(header, position);
                }
            } catch (CorruptLogException | EOFException damage) {
                wrong = damage.getMessage();
                break;
            }
            index.add(header, position);
            each.accept(header);
            epoch = Math.max(epoch, header.epoch());
            appended = header.appended();
            position += header.sizeOnDisk();
            offset = header.nextOffset(segment.topic());
        }
        return new SegmentScan(index, offset, position, epoch, appended, wrong);
    }
}
