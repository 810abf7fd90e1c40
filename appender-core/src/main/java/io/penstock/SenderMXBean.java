package io.penstock;

/** The books of one appender that sends over a network, and its {@link SenderStats}. Safe for any thread. */
public interface SenderMXBean extends BooksMXBean {

    long getSent();

    long getAcknowledged();

    long getResent();

    long getPossiblyLost();

    long getReconnects();

    long getProtocolErrors();

    /** Connections lost in a row that got the oldest record no further: worth an alarm from 3 up, or 10 without acknowledgements. */
    long getStuckConnections();

    long getWindowBytes();

    /** How the connection's state is read; empty without a connection. */
    String getActiveProbe();

    /** {@code host:port}, or empty. */
    String getConnectedTo();

    /** The name of a {@link SenderState}. */
    String getState();

    /** All of it at one moment, as {@link SenderStats#toString()} prints it. */
    String getSenderSnapshot();
}
