package io.penstock.collector.log;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a topic from where it was when it last saved its checkpoint, and only what a power cut cannot take away any more. What retention deletes before it
 * is read is passed over, and stands in the checkpoint's file as a gap. Not safe for concurrent use.
 */
public final class DurableReader implements Closeable {

    private final DurableReaders readers;
    private final String name;
    private final TopicLog log;
    private LogCursor cursor;
    private int firstIndex;

    DurableReader(DurableReaders readers, String name, TopicLog log) {
        this.readers = readers;
        this.name = name;
        this.log = log;
        Checkpoint start = readers.checkpoint(name, log.topic());
        this.firstIndex = start.index();
        this.cursor = log.read(start.offset(), true);
    }

    /**
     * The next batch; null: there is none yet that is synced.
     *
     * @throws CorruptLogException if it is damaged
     */
    public @Nullable StoredBatch next() throws IOException {
        StoredBatch found;
        try {
            found = cursor.next();
        } catch (NoSuchOffsetException deleted) {
            Checkpoint moved = readers.checkpoint(name, log.topic());
            if (moved.offset() <= cursor.offset()) {
                throw deleted;
            }
            cursor.close();
            firstIndex = moved.index();
            cursor = log.read(moved.offset(), true);
            found = cursor.next();
        }
        return found;
    }

    /** Which message of the first batch that {@link #next} gives comes next; all those before it were done already. 0 for all later batches. */
    public int firstIndex() {
        return firstIndex;
    }

    /**
     * All that comes before was done, and need not be read again. It is on disk when this returns.
     *
     * @param offset of a batch, or the offset behind one
     * @param index of the message in it that is next
     */
    public void save(long offset, int index) throws IOException {
        readers.save(name, log.topic(), log.checkpoint(offset, index));
        firstIndex = 0;
    }

    @Override
    public void close() throws IOException {
        cursor.close();
    }
}
