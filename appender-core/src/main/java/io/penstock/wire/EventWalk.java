package io.penstock.wire;

import io.penstock.Severity;
import io.penstock.context.CapturedContext;
import io.penstock.encode.RecordLimits;
import io.penstock.encode.Utf8Buffer;
import io.penstock.sink.LossReport;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a host's events consist of. Knows nothing of protocols. Confined to the drain thread.
 *
 * @param <S> the host's slot
 * @param <E> the host's event
 */
public interface EventWalk<S, E> {

    /** The slot's event; good until {@link #close}. */
    E open(S slot);

    /** Nobody looks at the event that was opened last any more. */
    default void close() {}

    /** What has to be restored while the slot's event is looked at; null: nothing. */
    @Nullable
    CapturedContext carried(S slot);

    /** The name of the logger that the event came from; empty if there is none. */
    String logger(S slot);

    /** An event of our own that says what was dropped. */
    E event(LossReport report);

    Severity severity(E event);

    Instant time(E event);

    /**
     * Hands over the fields that an event has once.
     *
     * @param details whether those that not every record shows are wanted, too; see {@link RecordFormat#takesDetails}
     */
    void fields(E event, EventFields target, boolean details);

    /** Hands over what an event may have many of: its markers, and then its groups. */
    void groups(E event, EventFields target);

    /** Appends what the host's encoder or formatter makes of the event, or else its message. */
    void text(E event, Utf8Buffer target) throws Exception;

    /** Whether there is a stack trace that may be shortened. */
    boolean isTraced(E event);

    /** The event with no more than these limits allow. */
    E shortened(E event, RecordLimits limits);
}
