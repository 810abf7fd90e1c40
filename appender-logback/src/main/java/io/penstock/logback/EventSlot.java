package io.penstock.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.penstock.ring.RingSlot;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One event on its way through the ring: Logback's own event, the arguments as they were at the call, and whatever had
 * to be frozen.
 *
 * <p>Arguments that pass by reference are copied into an array that belongs to the slot: the array of a varargs call may
 * be the caller's own, who may write to it after the call, and a copy made at the call would be garbage per event.
 */
final class EventSlot extends RingSlot {

    /** More arguments than this in one call are rare; they are copied into an array of their own. */
    static final int INLINE_ARGUMENTS = 8;

    private final @Nullable Object[] inline = new Object[INLINE_ARGUMENTS];
    /** How many of {@link #inline} count; -1: the event has no arguments, or they are among {@link #parts}. */
    private int inlined = -1;

    private @Nullable ILoggingEvent event;
    private @Nullable FrozenParts parts;
    private long targets;

    /** Between claim and publish: stores only. */
    void fill(ILoggingEvent event, Object @Nullable [] arguments, @Nullable FrozenParts parts, long targets) {
        this.event = event;
        this.targets = targets;
        this.parts = parts;
        if (arguments == null) {
            inlined = -1;
        } else {
            int count = arguments.length;
            for (int i = 0; i < count; i++) {
                inline[i] = arguments[i];
            }
            inlined = count;
        }
    }

    /** On the drain thread: the event as the wrapped appenders shall see it. */
    FrozenEvent toEvent(Recipients recipients, boolean withCallerData) {
        ILoggingEvent source = event;
        if (source == null) {
            throw new IllegalStateException("an empty slot was delivered");
        }
        Object[] arguments = inlined < 0 ? null : Arrays.copyOf(inline, inlined);
        return new FrozenEvent(source, arguments, parts, recipients, withCallerData);
    }

    /** The wrapped appenders whose filters let the event pass, one bit each. */
    long targets() {
        return targets;
    }

    @Override
    protected void clear() {
        event = null;
        parts = null;
        for (int i = 0; i < inlined; i++) {
            inline[i] = null;
        }
        inlined = -1;
    }
}
