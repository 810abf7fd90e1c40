package io.penstock.collector.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** A batch that stands in the log. Good as long as the cursor that found it stands on it. Not safe for concurrent use. */
public final class StoredBatch {

    private final TopicName topic;
    private final BatchHeader header;
    private final LogFile file;
    private final SegmentReader reader;
    private final long position;

    StoredBatch(TopicName topic, BatchHeader header, LogFile file, SegmentReader reader, long position) {
        this.topic = topic;
        this.header = header;
        this.file = file;
        this.reader = reader;
        this.position = position;
    }

    public BatchHeader header() {
        return header;
    }

    /** The offset behind it. */
    public long nextOffset() {
        return header.nextOffset(topic);
    }

    /** The line before the body, for logd's clients. */
    public byte[] envelope() {
        return Envelope.of(topic, header.bodySize(), header.bodyCrc(), header.count());
    }

    /**
     * The messages in logd's layout.
     *
     * @throws CorruptLogException if they are damaged
     */
    public ByteBuffer body() throws IOException {
        return reader.checkedBody(header, position);
    }

    /** The file that holds the body: for a file region. Does not say whether it is damaged. */
    public long transferBodyTo(WritableByteChannel target, long from) throws IOException {
        return file.transferTo(position + header.headerSize() + from, header.bodySize() - from, target);
    }
}
