package io.penstock.collector.client;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Learns what becomes of what a {@link Writer} was given. Called on the writer's own thread, which waits meanwhile; what it throws is ignored. */
public interface WriterListener {

    /** One that does nothing. */
    WriterListener NONE = new WriterListener() {};

    /** @param reason why it is failing; null in every other state */
    default void stateChanged(WriterState state, @Nullable IOException reason) {}

    /** A batch is in the log, at the level of the collector's {@code --ack}. */
    default void acknowledged(long offset, int messages) {}

    /** A batch has failed; it waits in {@link Writer#takeFailed}. */
    default void failed(FailedBatch batch) {}
}
