package io.penstock.tcp;

import io.penstock.encode.Utf8Buffer;
import io.penstock.ring.LossReport;

/**
 * Turns an event into the bytes of one record, without framing. Confined to the drain thread.
 *
 * @param <S> the host's slot
 */
public interface RecordEncoder<S> {

    /** Appends the event's bytes; what it throws counts the event as failed, and so does appending nothing. */
    void encode(S slot, Utf8Buffer target) throws Exception;

    /** The name of the logger that the event came from, for reports about its record; empty if there is none. */
    default String logger(S slot) {
        return "";
    }

    /** Appends a record that tells the log's readers what was dropped. */
    void encode(LossReport report, Utf8Buffer target) throws Exception;
}
