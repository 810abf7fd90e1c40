package io.penstock.wire;

import io.penstock.encode.Utf8Buffer;
import java.nio.ByteBuffer;

/**
 * How records are framed on a connection, and what the peer acknowledges. Confined to the drain thread; what belongs to
 * one connection is in its {@link WireSession}.
 *
 * <p>A record is framed once and kept until it is acknowledged, so its frame must be good for any connection. What is
 * not, such as a transaction number, gets a place of fixed width and is filled in by {@link WireSession#stamp}.
 */
public interface WireProtocol {

    /** What a peer acknowledges. */
    enum Unit {
        /** Nothing. */
        NONE,
        /** Each record. */
        RECORD,
        /** Each batch as a whole; its header is written when the batch is {@linkplain #seal sealed}. */
        BATCH
    }

    /** As users type it, for instance {@code relp}. */
    String name();

    Unit acknowledges();

    /** Bytes to leave free in front of each batch for what {@link #seal} writes. */
    default int batchHeaderBytes() {
        return 0;
    }

    /** How many bytes the frame of a record of so many bytes takes, at most. */
    int frameBytes(int recordBytes);

    /** Writes the frame of one record. */
    void frame(Utf8Buffer record, ByteBuffer target);

    /** No record will be added to this batch: writes its header. Called once, only if batches have headers or are units. */
    default void seal(Batch batch) {}

    /** For a new connection. */
    WireSession openSession();
}
