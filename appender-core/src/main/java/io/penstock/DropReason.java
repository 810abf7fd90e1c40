package io.penstock;

/** Why an event was dropped before it was accepted. Every drop has exactly one reason. */
public enum DropReason {
    /** No free slot, and the policy does not wait for this severity. */
    RING_FULL("ringFull", "the sink is slower than the producers: raise ringSize, or use overflowPolicy=block"),
    /** The byte budget was used up, and the policy does not wait for this severity. */
    BYTES_FULL("bytesFull", "the waiting events are large: raise maxRingBytes or lower maxMessageBytes"),
    /** The caller waited for {@code maxBlock} and there was still no room. */
    WAIT_EXPIRED("waitExpired", "the sink stood still for longer than maxBlock: raise ringSize or maxBlock"),
    /** Logged by the drain thread, or a thread it started, while there was no room: waiting would be a deadlock. */
    INSIDE_SINK("insideSink", "what is wrapped logs while it writes: lower the level of its loggers"),
    /**
     * Logged by the drain thread while it delivered an event that it had logged itself: one event would become a stream
     * without end. Not told in loss reports, since a report is delivered, too.
     */
    ECHO(
            "echo",
            "what is wrapped logs each event that it writes: lower the level of its loggers, or log them elsewhere"),
    /** Logged from the {@code toString()} of an argument, which was logged from a {@code toString()}, and so on. */
    NESTED("nested", "an argument's toString() logs itself: remove that log call"),
    /** Something was thrown while the event was captured, an {@code OutOfMemoryError} for instance. */
    CAPTURE_FAILED("captureFailed", "the event could not be captured: see the reported exception"),
    /** Logged while the appender was stopping or stopped. */
    STOPPED("stopped", "logging was being stopped: stop what logs before you stop the logging");

    private final String word;
    private final String advice;

    DropReason(String word, String advice) {
        this.word = word;
        this.advice = advice;
    }

    /** What a user can do about it, naming the setting. */
    public String advice() {
        return advice;
    }

    /** The name used in reports and by JMX, for instance {@code ringFull}. */
    @Override
    public String toString() {
        return word;
    }
}
