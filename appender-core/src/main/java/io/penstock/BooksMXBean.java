package io.penstock;

/** The books of one appender as JMX shows them. Safe for any thread. */
public interface BooksMXBean {

    long getOffered();

    long getAccepted();

    long getDelivered();

    long getFailed();

    long getPending();

    long getUnconfirmed();

    long getDropped();

    /** For instance {@code ringFull=12 stopped=1}; empty if nothing was dropped. */
    String getDroppedByReason();

    /** For instance {@code DEBUG=10 INFO=3}; empty if nothing was dropped. */
    String getDroppedBySeverity();

    /** All counts at one moment, as {@link Books#toString()} prints them: attributes are read one after the other. */
    String getSnapshot();

    int getRingSize();
}
