package io.penstock.benchmark.contenders;

/**
 * What a subject may do when its queue is full, and the size of its file buffer.
 *
 * @param whenFull which of the subject's own answers to a full queue is configured
 * @param bufferBytes the file buffer, the same for all
 * @param content what the events are going to carry
 */
public record SinkOptions(WhenFull whenFull, int bufferBytes, Content content) {

    public static final int DEFAULT_BUFFER_BYTES = 256 * 1024;

    /** The two answers to a full queue that are measured. */
    public enum WhenFull {
        /** What a user gets who configures nothing, queue size included. */
        AS_SHIPPED,
        /** Never drop: the caller waits for as long as it takes. The queue has 8192 places for everybody. */
        WAIT
    }

    public static SinkOptions asShipped() {
        return new SinkOptions(WhenFull.AS_SHIPPED, DEFAULT_BUFFER_BYTES, Content.PLAIN);
    }

    public static SinkOptions waiting() {
        return new SinkOptions(WhenFull.WAIT, DEFAULT_BUFFER_BYTES, Content.PLAIN);
    }

    public SinkOptions with(Content other) {
        return new SinkOptions(whenFull, bufferBytes, other);
    }
}
