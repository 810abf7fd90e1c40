package io.penstock.tcp.probe;

import java.io.IOException;

/**
 * What can be known about a connection without writing to it. Confined to the drain thread.
 *
 * <p>The portable probe is the connection's own non-blocking read; others add what only the kernel knows.
 */
public interface StateProbe {

    /** What is returned of numbers that this probe cannot tell. */
    long UNKNOWN = -1;

    /** As reports name it, for instance {@code tcpInfo}. */
    String name();

    /**
     * Whether the peer can still be written to, as far as this probe sees; the connection's own read is asked besides.
     *
     * @throws IOException if the kernel reports the connection broken
     */
    boolean isAlive() throws IOException;

    /** Bytes of ours that the peer's kernel has acknowledged since the connection was made, or {@link #UNKNOWN}. */
    long ackedBytes();

    /** Bytes handed to the kernel and not acknowledged by the peer's, or {@link #UNKNOWN}. */
    long queuedBytes();

    /** The smoothed round trip, as of the last time that the kernel was asked for anything; or {@link #UNKNOWN}. */
    default long roundTripMicros() {
        return UNKNOWN;
    }

    /** Segments sent again since the connection was made, as of that time; or {@link #UNKNOWN}. */
    default long retransmits() {
        return UNKNOWN;
    }

    /** What the kernel knows of the way to the peer, for whoever asks why a connection was lost; empty if it tells nothing. */
    default String circumstances() {
        return "";
    }

    /** The connection has taken so many bytes: for probes that the kernel tells only what is left of them. */
    default void wrote(int bytes) {}
}
