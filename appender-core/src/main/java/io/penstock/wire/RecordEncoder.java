package io.penstock.wire;

import io.penstock.encode.RecordBound;
import io.penstock.encode.Utf8Buffer;
import io.penstock.sink.LossReport;

/**
 * Turns an event into the bytes of one record, without framing. Confined to the drain thread.
 *
 * @param <S> the host's slot
 */
public interface RecordEncoder<S> {

    /** Appends the event's bytes; what it throws counts the event as failed, and so does appending nothing. */
    void encode(RecordNumber number, S slot, Utf8Buffer target) throws Exception;

    /** The name of the logger that the event came from, for reports about its record; empty if there is none. */
    default String logger(S slot) {
        return "";
    }

    /**
     * Appends the bytes of the event that was encoded last, and thrown away because they were too many: within this bound.
     * What it throws counts the event as failed.
     */
    default void encodeWithin(RecordBound bound, RecordNumber number, S slot, Utf8Buffer target) throws Exception {
        throw new IllegalArgumentException("a record of " + bound.originalBytes() + " bytes exceeds maxRecordBytes="
                + bound.maxRecordBytes() + "; raise maxRecordBytes");
    }

    /** Appends a record that tells the log's readers what was dropped. */
    void encode(RecordNumber number, LossReport report, Utf8Buffer target) throws Exception;
}
