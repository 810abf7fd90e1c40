package io.penstock.collector.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** One file of the log. One thread writes, any thread may read. */
public interface LogFile extends Closeable {

    /** Writes all of the buffers at this place. When it throws, some of it may have been written. */
    void write(ByteBuffer[] buffers, long position) throws IOException;

    /**
     * Fills the buffer from this place on.
     *
     * @throws java.io.EOFException if the file ends before
     */
    void read(ByteBuffer into, long position) throws IOException;

    /**
     * Sends a part of the file, where the system can without copying it.
     *
     * @return how many bytes the target took
     */
    long transferTo(long position, long count, WritableByteChannel target) throws IOException;

    long size() throws IOException;

    void truncate(long size) throws IOException;

    /** Returns when all that was written is on disk. */
    void sync() throws IOException;
}
