package io.penstock.benchmark.wire;

import java.io.IOException;

/** One way of getting records of {@link #RECORD_BYTES} across a connection. Confined to the measuring thread. */
public interface SendingLoop extends AutoCloseable {

    /** Framing included. */
    int RECORD_BYTES = 200;

    /** Sends so many; at the return all of them are on their way, or held by the loop. */
    void send(long records) throws Exception;

    /** Moves on what is held. */
    void turn() throws Exception;

    /** How the state of the connection is read: a word for tables. */
    String stateCheck();

    @Override
    void close() throws IOException;
}
