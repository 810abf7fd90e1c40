package io.penstock.collector.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a topic's log from one batch to the next, also while it grows. Keeps the segment in which it stands open, so that retention
 * does not take it away. Not safe for concurrent use.
 */
public final class LogCursor implements Closeable {

    private final TopicLog log;
    private final boolean syncedOnly;
    private long offset;

    private @Nullable Segment segment;
    private @Nullable LogFile file;
    private @Nullable SegmentReader reader;
    private long position;

    LogCursor(TopicLog log, long offset, boolean syncedOnly) {
        this.log = log;
        this.offset = offset;
        this.syncedOnly = syncedOnly;
    }

    /** Where the next batch begins or will begin. */
    public long offset() {
        return offset;
    }

    /**
     * The next batch; null: there is none yet.
     *
     * @throws NoSuchOffsetException if no batch begins at this offset, or retention has deleted it
     * @throws CorruptLogException if the batch is damaged; see {@link #skipDamage}
     */
    public @Nullable StoredBatch next() throws IOException {
        if (offset >= (syncedOnly ? log.synced() : log.end())) {
            if (offset > log.end()) {
                throw new NoSuchOffsetException(
                        "offset " + offset + " is beyond the end of topic " + log.topic() + " at " + log.end());
            }
            return null;
        }
        Segment present = segment;
        if (present == null || offset >= present.end()) {
            present = enterSegment();
        }
        SegmentReader from = reader;
        LogFile source = file;
        if (from == null || source == null) {
            throw new IllegalStateException("the cursor is closed");
        }
        BatchHeader header = from.header(position, source.size());
        if (header.offset() != offset) {
            throw new CorruptLogException("a batch of offset " + header.offset() + " stands where " + offset
                    + " belongs, in " + present.path().getFileName());
        }
        StoredBatch batch = new StoredBatch(log.topic(), header, source, from, position);
        position += header.sizeOnDisk();
        offset = batch.nextOffset();
        return batch;
    }

    /**
     * After damage: goes on with the next segment.
     *
     * @return false if there is none yet
     */
    public boolean skipDamage() throws IOException {
        Segment present = segment;
        long next = present == null ? log.end() : present.end();
        boolean goesOn = next < log.end();
        if (goesOn) {
            offset = next;
            leave();
        }
        return goesOn;
    }

    private Segment enterSegment() throws IOException {
        leave();
        Segment entered = log.segmentAt(offset);
        LogFile opened;
        try {
            opened = entered.acquire();
        } catch (NoSuchFileException deleted) {
            // By retention since it was found: that is said when it is looked for again. Still found, it is missing.
            Segment again = log.segmentAt(offset);
            if (again == entered) {
                throw deleted;
            }
            entered = again;
            opened = entered.acquire();
        }
        segment = entered;
        file = opened;
        reader = new SegmentReader(opened);
        position = find(entered, opened, reader);
        return entered;
    }

    private long find(Segment entered, LogFile opened, SegmentReader from) throws IOException {
        SegmentIndex.Stretch stretch = entered.index().at(offset);
        long at = stretch == null ? 0 : stretch.position;
        long size = opened.size();
        while (true) {
            BatchHeader header = from.header(at, size);
            if (header.offset() == offset) {
                return at;
            }
            if (header.offset() > offset) {
                leave();
                throw new NoSuchOffsetException("no batch of topic " + log.topic() + " begins at offset " + offset);
            }
            at += header.sizeOnDisk();
            if (at >= size || header.nextOffset(log.topic()) >= entered.end()) {
                leave();
                throw new NoSuchOffsetException("no batch of topic " + log.topic() + " begins at offset " + offset);
            }
        }
    }

    private void leave() throws IOException {
        Segment left = segment;
        segment = null;
        file = null;
        reader = null;
        if (left != null) {
            left.release();
        }
    }

    @Override
    public void close() throws IOException {
        leave();
    }
}
