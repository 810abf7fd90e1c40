package io.penstock.collector.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One file of a topic's log. One thread at a time appends and only to the newest; any thread reads what lies before {@link #end}.
 *
 * <p>The file is open while it is written or read, and closed when the last of both has let go.
 */
final class Segment {

    static final String SUFFIX = ".log";
    static final String INDEX_SUFFIX = ".idx";

    private final FileStore files;
    private final TopicName topic;
    private final Path path;
    private final long base;
    /** Nothing is appended to it any more, and all that was is on disk. */
    private final boolean full;

    /** Batches at or beyond this offset do not count here: they are not written yet, or stand in the next segment. */
    private volatile long end;

    private volatile long synced;
    /** Of the last append; 0: not known. */
    private volatile long lastAppended;

    // Of the writer:
    private long position;
    private boolean failed;

    private final Object syncing = new Object();

    // Guarded by this:
    private @Nullable LogFile file;
    private int users;
    private @Nullable SegmentIndex index;

    private Segment(FileStore files, TopicName topic, Path path, long base, long end, boolean full) {
        this.files = files;
        this.topic = topic;
        this.path = path;
        this.base = base;
        this.end = end;
        this.full = full;
    }

    /** A new one, to be appended to. */
    static Segment create(FileStore files, TopicName topic, Path directory, long base) throws IOException {
        Path path = directory.resolve(fileName(base));
        Segment segment = new Segment(files, topic, path, base, base, false);
        segment.beginToWrite(files.create(path), base, 0, new SegmentIndex());
        return segment;
    }

    /** One that is full. */
    static Segment full(FileStore files, TopicName topic, Path path, long end) throws IOException {
        Segment segment = new Segment(files, topic, path, baseOf(path), end, true);
        segment.synced = end;
        return segment;
    }

    /** The newest one, whose end is found out by {@link SegmentScan}. */
    static Segment newest(FileStore files, TopicName topic, Path path) {
        long base = baseOf(path);
        return new Segment(files, topic, path, base, base, false);
    }

    static String fileName(long base) {
        return String.format("%020d", base) + SUFFIX;
    }

    static boolean isSegment(Path path) {
        String name = String.valueOf(path.getFileName());
        return name.length() == 20 + SUFFIX.length()
                && name.endsWith(SUFFIX)
                && name.chars().limit(20).allMatch(c -> c >= '0' && c <= '9');
    }

    static long baseOf(Path path) {
        return Long.parseLong(String.valueOf(path.getFileName()).substring(0, 20));
    }

    /** From now on this one is appended to, behind what is there. What is there counts as synced. */
    synchronized void beginToWrite(LogFile opened, long newEnd, long newPosition, SegmentIndex known) {
        file = opened;
        users++;
        index = known;
        position = newPosition;
        end = newEnd;
        synced = newEnd;
    }

    /** For those who only read a log that somebody else writes. */
    void show(long newEnd, long newPosition, SegmentIndex known) {
        synchronized (this) {
            index = known;
            position = newPosition;
        }
        end = newEnd;
        synced = newEnd;
    }

    /** Appends a batch; when it throws, nothing has changed, or the segment is {@link #hasFailed() failed}. */
    void append(BatchHeader header, MessageBatch batch) throws IOException {
        append(header, batch.body().duplicate().position(0));
    }

    void append(BatchHeader header, ByteBuffer body) throws IOException {
        if (failed) {
            throw new IOException("segment " + path.getFileName() + " takes no more batches after an error");
        }
        LogFile target = opened();
        try {
            target.write(new ByteBuffer[] {header.encode(), body}, position);
        } catch (IOException failure) {
            cutBack(target, failure);
            throw failure;
        }
        indexed().add(header, position);
        position += header.sizeOnDisk();
        lastAppended = header.appended();
        end = header.nextOffset(topic);
    }

    /** A part of a batch may stand there, which a later one would have to overwrite exactly. */
    private void cutBack(LogFile target, IOException failure) {
        try {
            target.truncate(position);
        } catch (IOException second) {
            failure.addSuppressed(second);
            failed = true;
        }
    }

    /**
     * Returns when all that was appended before is on disk.
     *
     * @throws IOException when it could not be written; the segment has failed then, for ever
     */
    void sync() throws IOException {
        long upTo = end;
        synchronized (syncing) {
            if (synced >= upTo) {
                return;
            }
            if (failed) {
                throw new IOException("segment " + path.getFileName() + " could not be synced before");
            }
            try {
                opened().sync();
            } catch (IOException failure) {
                // The kernel may have dropped what it could not write, and would say that all is well the next time.
                failed = true;
                throw failure;
            }
            synced = upTo;
        }
    }

    boolean hasFailed() {
        synchronized (syncing) {
            return failed;
        }
    }

    /** After the last append to it: writes the index, and keeps the file open only for those who read it. */
    void finish() throws IOException {
        try {
            files.replace(indexPath(), indexed().encode(position));
        } catch (IOException madeAgainFromTheBatches) {
            // By whoever needs it; the batches are on disk.
        } finally {
            release();
        }
    }

    /** It ends earlier than what stands in its file: the next segment begins there. */
    void endAt(long offset) {
        end = offset;
    }

    private synchronized LogFile opened() throws IOException {
        if (file == null) {
            throw new IOException("segment " + path.getFileName() + " is closed");
        }
        return file;
    }

    private synchronized SegmentIndex indexed() {
        if (index == null) {
            throw new IllegalStateException("segment " + path.getFileName() + " has no index yet");
        }
        return index;
    }

    /** The file, open until {@link #release}. */
    synchronized LogFile acquire() throws IOException {
        if (file == null) {
            file = files.openForReading(path);
        }
        users++;
        return file;
    }

    synchronized void release() throws IOException {
        users--;
        if (users == 0 && file != null) {
            LogFile closing = file;
            file = null;
            closing.close();
        }
    }

    /** The index of a full segment: from its file, or made from the batches. */
    synchronized SegmentIndex index() throws IOException {
        SegmentIndex known = index;
        if (known == null) {
            known = loadIndex();
            index = known;
        }
        return known;
    }

    private SegmentIndex loadIndex() throws IOException {
        LogFile opened = acquire();
        try {
            SegmentIndex stored = storedIndex(opened);
            return stored == null
                    ? SegmentScan.headers(this, opened, header -> {}).index()
                    : stored;
        } finally {
            release();
        }
    }

    /** Null: there is none, or none of use. */
    private @Nullable SegmentIndex storedIndex(LogFile opened) throws IOException {
        Path stored = indexPath();
        return files.exists(stored) ? SegmentIndex.decode(files.readAll(stored), opened.size()) : null;
    }

    /** By the owner, of a full segment: an index that is missing or of no use is written again. */
    void restoreIndex(LogFile opened, SegmentIndex made) {
        try {
            if (storedIndex(opened) == null) {
                files.replace(indexPath(), made.encode(opened.size()));
            }
        } catch (IOException madeByWhoeverNeedsIt) {
            // As when the segment became full: no reason not to start.
        }
    }

    /** What the index says. That of a full segment is not kept in memory: a query goes through all of them. */
    List<LogStretch> stretches() throws IOException {
        SegmentIndex known;
        long size;
        synchronized (this) {
            known = index;
            size = position;
        }
        return known != null && size > 0
                ? known.stretches(this, size)
                : loadIndex().stretches(this, sizeOnDisk());
    }

    /** Bytes in its file. */
    long sizeOnDisk() throws IOException {
        LogFile opened = acquire();
        try {
            return opened.size();
        } finally {
            release();
        }
    }

    void delete() throws IOException {
        files.delete(indexPath());
        files.delete(path);
    }

    Path path() {
        return path;
    }

    private Path indexPath() {
        return path.resolveSibling(String.format("%020d", base) + INDEX_SUFFIX);
    }

    /** Of one that was full when it was opened. */
    boolean isFull() {
        return full;
    }

    TopicName topic() {
        return topic;
    }

    long base() {
        return base;
    }

    long end() {
        return end;
    }

    long synced() {
        return synced;
    }

    /** Of the writer: where the next batch would be written. */
    long position() {
        return position;
    }

    long lastAppended() {
        return lastAppended;
    }

    void lastAppended(long time) {
        lastAppended = time;
    }
}
