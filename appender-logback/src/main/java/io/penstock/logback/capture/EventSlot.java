package io.penstock.logback.capture;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggerContextVO;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.penstock.ring.RingSlot;
import java.lang.invoke.VarHandle;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One event on its way through the ring: Logback's own event, or the call itself if it came by the fast lane; the
 * arguments as they were at the call, and whatever had to be frozen. Confined as every {@link RingSlot} is.
 *
 * <p>Arguments that pass by reference are copied into an array that belongs to the slot: the array of a varargs call may
 * be the caller's own, who may write to it after the call, and a copy made at the call would be garbage per event.
 */
public final class EventSlot extends RingSlot {

    /** More arguments than this in one call are rare; they are copied into an array of their own. */
    static final int INLINE_ARGUMENTS = 8;

    /** As many bits as there can be recipients. */
    private static final long EVERYBODY = -1;

    private final @Nullable Object[] inline = new Object[INLINE_ARGUMENTS];
    /** How many of {@link #inline} count; -1: the event has no arguments, or they are among {@link #parts}. */
    private int inlined = -1;

    /** Null for a call that came by the fast lane: its event is made of the fields below. */
    private @Nullable ILoggingEvent event;

    // A reference stored into a slot, which is old, costs a memory fence with G1. Those that are mostly the same are
    // therefore compared before they are written, and stay when the slot is cleared: it keeps alive no more than a
    // context view and the name of a thread.
    private @Nullable Logger logger;
    private @Nullable LoggerContextVO context;
    private @Nullable String thread;

    private @Nullable String message;
    /** Null: empty. */
    private @Nullable Map<String, String> mdc;

    private int level;
    private int nanos;
    private long epochSecond;

    private @Nullable FrozenParts parts;
    private long targets;

    /** Between claim and publish: stores only. */
    void fill(ILoggingEvent event, Object @Nullable [] arguments, @Nullable FrozenParts parts, long targets) {
        this.event = event;
        this.targets = targets;
        fill(arguments, parts);
    }

    /** As above, for a call without an event. Nobody had a filter to ask, so it is for every recipient. */
    void fill(
            Logger logger,
            LoggerContextVO context,
            int level,
            String message,
            String thread,
            @Nullable Map<String, String> mdc,
            long epochSecond,
            int nanos,
            Object @Nullable [] arguments,
            @Nullable FrozenParts parts) {
        if (this.logger != logger) {
            this.logger = logger;
        }
        if (this.context != context) {
            this.context = context;
        }
        if (this.thread != thread) {
            this.thread = thread;
        }
        this.message = message;
        this.mdc = mdc;
        this.level = level;
        this.epochSecond = epochSecond;
        this.nanos = nanos;
        this.targets = EVERYBODY;
        fill(arguments, parts);
    }

    private void fill(Object @Nullable [] arguments, @Nullable FrozenParts parts) {
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

    /** On the drain thread: the event as the wrapped appenders shall see it, an object of its own. */
    FrozenEvent toEvent(Recipients recipients, boolean withCallerData) {
        FrozenEvent own = new FrozenEvent(recipients, withCallerData);
        own.show(source(), inlined < 0 ? null : Arrays.copyOf(inline, inlined), inlined, parts);
        // As if its fields were final: whoever gets hold of it by a race sees all of it.
        VarHandle.releaseFence();
        return own;
    }

    /** On the drain thread: as above, for as long as this slot is not cleared. */
    void showIn(FrozenEvent shown) {
        shown.show(source(), inlined < 0 ? null : inline, inlined, parts);
    }

    private ILoggingEvent source() {
        ILoggingEvent known = event;
        return known == null ? eventOfCall() : known;
    }

    private LoggingEvent eventOfCall() {
        if (message == null || logger == null) {
            throw new IllegalStateException("an empty slot was delivered");
        }
        LoggingEvent made = new LoggingEvent();
        made.setLoggerContextRemoteView(context);
        made.setLoggerName(logger.getName());
        made.setLevel(Level.toLevel(level));
        made.setMessage(message);
        made.setThreadName(thread);
        made.setMDCPropertyMap(mdc == null ? Collections.emptyMap() : mdc);
        made.setInstant(Instant.ofEpochSecond(epochSecond, nanos));
        return made;
    }

    /** The wrapped appenders whose filters let the event pass, one bit each. */
    public long targets() {
        return targets;
    }

    @Override
    protected void clear() {
        event = null;
        parts = null;
        message = null;
        mdc = null;
        for (int i = 0; i < inlined; i++) {
            inline[i] = null;
        }
        inlined = -1;
    }
}
