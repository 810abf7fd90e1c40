package io.penstock.collector.client;

import java.io.IOException;
import java.util.List;

/**
 * Messages that a {@link Writer} could not bring to an end. Immutable.
 *
 * @param messages in the order in which they were written
 * @param reason why
 * @param mayBeStored whether the collector may have them all the same: the connection ended before it answered. Written again, they may be there
 *     twice
 */
public record FailedBatch(List<byte[]> messages, IOException reason, boolean mayBeStored) {

    public FailedBatch {
        messages = List.copyOf(messages);
    }
}
