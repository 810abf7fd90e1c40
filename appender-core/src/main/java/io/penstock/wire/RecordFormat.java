package io.penstock.wire;

import io.penstock.Severity;
import io.penstock.encode.Utf8Buffer;
import java.time.Instant;

/**
 * How a protocol writes an event down as one record. Confined to the drain thread.
 *
 * <pre>
 *  begin ─▶ fields ─▶ (group ─▶ entries)* ─▶ text ─▶ (the event's text is appended) ─▶ end
 * </pre>
 *
 * <p>An event whose walk fails gets no {@link #end}: the next one begins anew, and what has been appended for the failed
 * one is taken from the target. A record that is too long begins anew as well, under the same number and with less in it,
 * perhaps several times.
 */
public interface RecordFormat extends EventFields {

    /**
     * Whether it has room for what is not in every record: all that the host knows of the level, the thread and the place
     * in the source.
     */
    default boolean takesDetails() {
        return true;
    }

    /**
     * Begins a record.
     *
     * @param target where it is appended to
     */
    void begin(Utf8Buffer target, RecordNumber number, Severity severity, Instant time);

    /** No field comes any more: where the event's text is to be appended to. Need not be the target. */
    Utf8Buffer text();

    /** The text is complete, and with it the record. */
    void end();
}
