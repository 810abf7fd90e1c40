package io.penstock.collector.logd;

import io.penstock.collector.log.Checkpoint;
import io.penstock.collector.log.MessageBatch;
import io.penstock.collector.log.TopicName;

/** What a client asks for. */
sealed interface Request {

    /** About the memory that it takes while it waits for those before it. */
    default long bytes() {
        return 100;
    }

    /** {@code BATCH size topic crc32 count}, then the messages. */
    record Batch(TopicName topic, MessageBatch batch) implements Request {

        @Override
        public long bytes() {
            return 200L + batch.size();
        }
    }

    /** {@code READ topic offset messages}: whole batches from there on, until they have at least so many messages. */
    record Read(TopicName topic, long offset, int messages) implements Request {}

    /** {@code TAIL topic messages}: the same, from the oldest batch that is kept. */
    record Tail(TopicName topic, int messages) implements Request {}

    /** {@code RESUME topic log-id epoch offset}, which is ours: whether a reader that had come so far may go on there. */
    record Resume(TopicName topic, Checkpoint checkpoint) implements Request {}

    record Stats() implements Request {}

    record Config() implements Request {}

    record Close() implements Request {}

    /**
     * One that cannot be fulfilled.
     *
     * @param reason as it goes to the client
     * @param fatal whether nobody knows where the next request begins
     */
    record Bad(String reason, boolean fatal) implements Request {}
}
