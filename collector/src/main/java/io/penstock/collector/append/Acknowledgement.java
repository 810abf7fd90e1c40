package io.penstock.collector.append;

import java.io.IOException;

/** What becomes of a batch. One of the two is called, once, on a thread of the log: whoever implements it only passes it on. */
public interface Acknowledgement {

    /** The batch has reached the level. */
    void reached(long offset);

    /** It has not, and nobody knows whether it will: not a refusal, the sender should send it again. */
    void failed(IOException reason);

    /** False: what came before on its connection has failed and comes again; appended now, this would stand before it. */
    default boolean isStillWanted() {
        return true;
    }
}
