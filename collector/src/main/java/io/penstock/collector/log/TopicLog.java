package io.penstock.collector.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The log of one topic. Safe for any thread: appends wait for each other, readers wait for nobody, a sync holds up no append.
 *
 * <p>When an append or a sync throws, what was acknowledged before stays as it is, and the next append tries again from where the log is
 * right.
 */
public final class TopicLog implements Closeable {

    /** Default size at which a segment is full. */
    public static final long DEFAULT_SEGMENT_BYTES = 256L * 1024 * 1024;

    private static final int COPY_BYTES = 1024 * 1024;

    private final FileStore files;
    private final TopicName topic;
    private final Path directory;
    private final long segmentBytes;
    private final Clock clock;
    private final boolean owner;

    /** By the offset of their first batch; never empty. */
    private final ConcurrentNavigableMap<Long, Segment> segments = new ConcurrentSkipListMap<>();

    private LogIdentity identity;
    /** What opening it had to cut; null: nothing. */
    private @Nullable String cut;

    private final Object appending = new Object();

    private TopicLog(FileStore files, TopicName topic, Path directory, long segmentBytes, Clock clock, boolean owner)
            throws IOException {
        this.files = files;
        this.topic = topic;
        this.directory = directory;
        this.segmentBytes = segmentBytes;
        this.clock = clock;
        this.owner = owner;
        Path file = directory.resolve("identity");
        this.identity = files.exists(file) ? LogIdentity.decode(files.readAll(file)) : LogIdentity.fresh();
    }

    /**
     * For the owner of the data directory: cuts a torn tail, and begins an epoch. Makes the topic if it is missing.
     *
     * @param each learns of every batch that is there, oldest first
     */
    static TopicLog own(
            FileStore files,
            TopicName topic,
            Path directory,
            long segmentBytes,
            Clock clock,
            Consumer<BatchHeader> each)
            throws IOException {
        files.createDirectories(directory);
        TopicLog log = new TopicLog(files, topic, directory, segmentBytes, clock, true);
        log.takeOver(each);
        return log;
    }

    /** For everybody else: changes nothing, and sees what was there when it was opened. */
    static TopicLog view(FileStore files, TopicName topic, Path directory) throws IOException {
        return view(files, topic, directory, true);
    }

    /** @param checked whether bodies of the newest segment are compared with their checksums now, or by whoever reads them */
    static TopicLog view(FileStore files, TopicName topic, Path directory, boolean checked) throws IOException {
        TopicLog log = new TopicLog(files, topic, directory, DEFAULT_SEGMENT_BYTES, Clock.systemUTC(), false);
        List<Path> found = log.segmentFiles();
        for (int i = 0; i < found.size() - 1; i++) {
            log.add(Segment.full(files, topic, found.get(i), Segment.baseOf(found.get(i + 1))));
        }
        if (!found.isEmpty()) {
            Segment newest = Segment.newest(files, topic, found.get(found.size() - 1));
            LogFile file = newest.acquire();
            try {
                SegmentScan scan =
                        checked ? SegmentScan.whole(newest, file, header -> {}) : SegmentScan.allHeaders(newest, file);
                newest.show(scan.end(), scan.position(), scan.index());
                newest.lastAppended(scan.lastAppended());
            } finally {
                newest.release();
            }
            log.add(newest);
        }
        return log;
    }

    private List<Path> segmentFiles() throws IOException {
        return files.list(directory).stream().filter(Segment::isSegment).toList();
    }

    private void add(Segment segment) {
        segments.put(segment.base(), segment);
    }

    private void takeOver(Consumer<BatchHeader> each) throws IOException {
        List<Path> found = segmentFiles();
        for (int i = 0; i < found.size() - 1; i++) {
            Segment full = Segment.full(files, topic, found.get(i), Segment.baseOf(found.get(i + 1)));
            add(full);
            readHeaders(full, each);
        }
        long greatestEpoch = 0;
        if (!found.isEmpty()) {
            greatestEpoch = continueWith(Segment.newest(files, topic, found.get(found.size() - 1)), each);
        }
        long end = segments.isEmpty() ? 0 : newest().end();
        identity = identity.withEpochFrom(end, greatestEpoch);
        // Before the first append: a batch of an epoch that nobody knows would be taken for one of the epoch before.
        files.replace(directory.resolve("identity"), identity.encode());
        if (segments.isEmpty()) {
            add(Segment.create(files, topic, directory, 0));
        }
    }

    private static void readHeaders(Segment full, Consumer<BatchHeader> each) throws IOException {
        LogFile file = full.acquire();
        try {
            SegmentScan scan = SegmentScan.headers(full, file, each);
            full.lastAppended(scan.lastAppended());
            if (scan.end() >= full.end()) {
                full.restoreIndex(file, scan.index());
            }
        } finally {
            full.release();
        }
    }

    private long continueWith(Segment segment, Consumer<BatchHeader> each) throws IOException {
        LogFile file = files.openForWriting(segment.path());
        try {
            SegmentScan scan = SegmentScan.whole(segment, file, each);
            long torn = file.size() - scan.position();
            if (torn > 0) {
                file.truncate(scan.position());
                cut = "cut " + torn + " bytes from the end of " + segment.path().getFileName() + ": " + scan.wrong();
            }
            // What was only written so far counts as synced from now on.
            if (identity.closedAt() != scan.end()) {
                writeAgain(file, scan.position());
            }
            file.sync();
            segment.beginToWrite(file, scan.end(), scan.position(), scan.index());
            segment.lastAppended(scan.lastAppended());
            add(segment);
            return scan.greatestEpoch();
        } catch (Throwable failure) {
            file.close();
            throw failure;
        }
    }

    /**
     * After an end that was not in good order nobody knows whether a sync had failed. The kernel would have dropped what it could not
     * write, shows it nevertheless as long as it is in memory, and has nothing to do in the next sync. Written again, it is written.
     */
    private static void writeAgain(LogFile file, long size) throws IOException {
        ByteBuffer part = ByteBuffer.allocate((int) Math.min(size, COPY_BYTES));
        for (long at = 0; at < size; at += part.limit()) {
            part.clear().limit((int) Math.min(size - at, part.capacity()));
            file.read(part, at);
            file.write(new ByteBuffer[] {part.flip()}, at);
        }
    }

    /**
     * Appends a batch; it is visible to readers, and survives the end of this process, when this returns.
     *
     * @return its offset
     * @throws IOException if it could not be written, because the disk is full for instance; nothing of it is in the log then
     */
    public long append(MessageBatch batch) throws IOException {
        requireOwner();
        synchronized (appending) {
            Segment segment = newestToWrite();
            long offset = segment.end();
            BatchHeader header = BatchHeader.of(batch, offset, identity.epoch(), clock.millis());
            if (segment.position() > 0 && segment.position() + header.sizeOnDisk() > segmentBytes) {
                segment = roll(segment);
            }
            segment.append(header, batch);
            return offset;
        }
    }

    private Segment newestToWrite() throws IOException {
        Segment segment = newest();
        return segment.hasFailed() ? replaceFailed(segment) : segment;
    }

    private Segment roll(Segment full) throws IOException {
        full.sync();
        Segment next = Segment.create(files, topic, directory, full.end());
        add(next);
        full.finish();
        return next;
    }

    /**
     * Puts what a failed segment holds behind its last sync into a new one, where it is synced. The new file gets its name only when
     * it is whole: until then the old one counts, and a crash changes nothing.
     */
    private Segment replaceFailed(Segment failed) throws IOException {
        long from = failed.synced();
        Path fresh = directory.resolve(Segment.fileName(from) + ".new");
        files.delete(fresh);
        LogFile target = files.create(fresh);
        try {
            SegmentIndex index = new SegmentIndex();
            long position = copy(failed, from, target, index);
            target.sync();
            files.rename(fresh, directory.resolve(Segment.fileName(from)));
            Segment next = Segment.newest(files, topic, directory.resolve(Segment.fileName(from)));
            next.beginToWrite(target, failed.end(), position, index);
            next.lastAppended(failed.lastAppended());
            add(next);
            // Only now: in between, readers that stand beyond it would find themselves behind the end of the log.
            failed.endAt(from);
            failed.release();
            return next;
        } catch (Throwable failure) {
            target.close();
            throw failure;
        }
    }

    private long copy(Segment failed, long from, LogFile target, SegmentIndex index) throws IOException {
        long position = 0;
        if (from == failed.end()) {
            return position;
        }
        try (LogCursor cursor = new LogCursor(this, from, false)) {
            while (cursor.offset() < failed.end()) {
                StoredBatch batch = cursor.next();
                if (batch == null) {
                    break;
                }
                ByteBuffer body = batch.body();
                target.write(new ByteBuffer[] {batch.header().encode(), body}, position);
                index.add(batch.header(), position);
                position += batch.header().sizeOnDisk();
            }
        }
        return position;
    }

    /**
     * Returns when all that was appended before is on disk.
     *
     * @throws IOException if it could not be written; what was appended since the last sync must not be acknowledged as synced by
     *     any later one. The next call brings it to disk in another file.
     */
    public void sync() throws IOException {
        requireOwner();
        Segment segment = newest();
        if (segment.hasFailed()) {
            synchronized (appending) {
                segment = newestToWrite();
            }
        }
        segment.sync();
    }

    /** Asked before a segment is deleted. */
    interface Permission {
        /**
         * @param end the offset behind the segment
         * @param bytes its size
         */
        boolean mayDelete(long end, long bytes) throws IOException;
    }

    /** As below, whoever may not have read them yet. */
    int retain(Retention retention, long nowMillis) throws IOException {
        return retain(retention, nowMillis, (end, bytes) -> true);
    }

    /**
     * Deletes the oldest segments, but never the newest.
     *
     * @param nowMillis milliseconds since 1970
     * @param permission the first segment that it does not give stays, and all behind it
     * @return how many were deleted
     */
    int retain(Retention retention, long nowMillis, Permission permission) throws IOException {
        requireOwner();
        int deleted = 0;
        long bytes = sizeOnDisk();
        while (segments.size() > 1) {
            Segment oldest = segments.firstEntry().getValue();
            boolean isOver = bytes > retention.mostBytes() || retention.isOver(lastAppended(oldest), nowMillis);
            if (!isOver || !permission.mayDelete(oldest.end(), oldest.sizeOnDisk())) {
                break;
            }
            bytes -= oldest.sizeOnDisk();
            segments.remove(oldest.base());
            oldest.delete();
            deleted++;
        }
        if (deleted > 0) {
            files.syncDirectory(directory);
        }
        return deleted;
    }

    /** Bytes of all segments. */
    long sizeOnDisk() throws IOException {
        long bytes = 0;
        for (Segment segment : segments.values()) {
            bytes += segment.sizeOnDisk();
        }
        return bytes;
    }

    /** Found by reading headers the first time. */
    private long lastAppended(Segment segment) throws IOException {
        if (segment.lastAppended() == 0) {
            LogFile file = segment.acquire();
            try {
                segment.lastAppended(
                        SegmentScan.headers(segment, file, header -> {}).lastAppended());
            } finally {
                segment.release();
            }
        }
        return segment.lastAppended();
    }

    /**
     * Reads from a batch on.
     *
     * @param offset of a batch, or {@link #end}
     * @param syncedOnly whether to show only what a power cut cannot take away any more: for readers that keep checkpoints
     */
    public LogCursor read(long offset, boolean syncedOnly) {
        return new LogCursor(this, offset, syncedOnly);
    }

    /** The segment in which a batch of this offset would stand. */
    Segment segmentAt(long offset) throws NoSuchOffsetException {
        Map.Entry<Long, Segment> found = segments.floorEntry(offset);
        if (found == null) {
            throw new NoSuchOffsetException(
                    "offset " + offset + " of topic " + topic + " was deleted by retention; the oldest is " + oldest());
        }
        return found.getValue();
    }

    /** What the index says of the log, from the oldest stretch on. For a log that was opened for reading only. */
    public StretchCursor stretches() {
        return new StretchCursor(segments.values().iterator());
    }

    /** The segments, oldest first. */
    Iterable<Segment> segments() {
        return segments.values();
    }

    private Segment newest() {
        return segments.lastEntry().getValue();
    }

    /** The offset of the oldest batch that is kept. */
    public long oldest() {
        return segments.isEmpty() ? 0 : segments.firstKey();
    }

    /** The offset behind the last batch. */
    public long end() {
        return segments.isEmpty() ? 0 : newest().end();
    }

    /** Everything before this offset is on disk. */
    public long synced() {
        return segments.isEmpty() ? 0 : newest().synced();
    }

    public TopicName topic() {
        return topic;
    }

    public LogIdentity identity() {
        return identity;
    }

    /** A reader's place in this log, as it is now. */
    public Checkpoint checkpoint(long offset, int index) {
        return new Checkpoint(identity.id(), identity.epoch(), offset, index);
    }

    /** What had to be cut when it was opened, for the operator; null: nothing. */
    public @Nullable String cut() {
        return cut;
    }

    private void requireOwner() {
        if (!owner) {
            throw new IllegalStateException("topic " + topic + " was opened for reading only");
        }
    }

    /** Syncs, and lets go of the newest segment. */
    @Override
    public void close() throws IOException {
        if (owner) {
            synchronized (appending) {
                Segment segment = newestToWrite();
                try {
                    segment.sync();
                    files.replace(
                            directory.resolve("identity"),
                            identity.closed(segment.end()).encode());
                } finally {
                    segment.release();
                }
            }
        }
    }
}
