package io.penstock.wire;

import java.nio.ByteBuffer;

/** One connection as its protocol sees it. Confined to the drain thread. */
public interface WireSession {

    /** Writes what has to be sent first. Called once. */
    default void greet(ByteBuffer target) {}

    /** Whether records may be sent: nothing is awaited from the peer before. */
    default boolean isOpen() {
        return true;
    }

    /** How many units may be sent and unacknowledged at a time. */
    default int mostOutstanding() {
        return Integer.MAX_VALUE;
    }

    /**
     * Fills in what is valid on this connection only, right before the records from {@code first} to {@code end},
     * exclusive, are written to it, for the first time or again. What lies between two such ranges was acknowledged
     * before and is left out. The units of a session are counted from 0 in the order in which they come by here.
     */
    default void stamp(Batch batch, int first, int end) {}

    /**
     * Reads what the peer sent, as far as it is complete; the rest is shown again, with more behind it.
     *
     * @param source large enough for any answer of the protocol; a peer that fills it has lost its mind
     * @throws ProtocolException if that is no answer, or none that may come now: the connection is given up
     */
    void receive(ByteBuffer source, Acknowledgements acknowledgements) throws ProtocolException;

    /** Writes what ends the session in good order. Called at most once, after the last record was acknowledged. */
    default void farewell(ByteBuffer target) {}

    /** Whether the peer has said that it is about to close: nothing more may be sent. */
    default boolean isClosing() {
        return false;
    }

    /** What comes back for the units of one session, see {@link #stamp}. */
    interface Acknowledgements {

        /**
         * The unit has arrived.
         *
         * @throws ProtocolException if no such unit is outstanding
         */
        void acknowledged(long unit) throws ProtocolException;

        /**
         * The peer will not have the unit.
         *
         * @param reason the peer's words, cut and free of control characters
         * @throws ProtocolException if no such unit is outstanding
         */
        void refused(long unit, String reason) throws ProtocolException;
    }
}
