package io.penstock.logback.capture;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggerContextVO;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.penstock.host.CapturedSlot;
import io.penstock.ring.RingSlot;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One event on its way through the ring: Logback's own event, or the call itself if it came by the fast lane; the
 * arguments as they were at the call, and whatever had to be frozen. Confined as every {@link RingSlot} is.
 *
 * <p>Arguments that pass by reference are copied into an array that belongs to the slot: the array of a varargs call may
 * be the caller's own, who may write to it after the call, and a copy made at the call would be garbage per event.
 */
public final class EventSlot extends CapturedSlot {

    /** More arguments than this in one call are rare; they are copied into an array of their own. */
    static final int INLINE_ARGUMENTS = 8;

    /** As many bits as there can be recipients. */
    private static final long EVERYBODY = -1;

    private final @Nullable Object[] inline = new Object[INLINE_ARGUMENTS];
    /** How many of {@link #inline} count; -1: the event has no arguments, or they are among {@link #parts}. */
    private int inlined = -1;

    /** Null for a call that came by the fast lane: its event is made of the fields below. */
    private @Nullable ILoggingEvent event;

    /**
     * The text of the event, if it was formatted before it came here or was set apart from message and arguments. Mostly
     * null.
     */
    private @Nullable String text;

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

    /** The earlier views of the event, for recipients that get it as it was before a later filter changed it. Mostly null. */
    @Nullable
    List<EarlierView> earlier;

    /** Between claim and publish: stores only. */
    void fill(
            ILoggingEvent event,
            @Nullable String text,
            Object @Nullable [] arguments,
            @Nullable FrozenParts parts,
            long targets) {
        this.event = event;
        if (text != null) {
            this.text = text;
        }
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

    // --- On the drain thread, until the slot is cleared: the event, whichever way it came ---

    /** Logback's event; null if there never was one. */
    @Nullable
    ILoggingEvent event() {
        return event;
    }

    /** The event if it is of a class that is not Logback's own, and crosses as itself; else null. */
    @Nullable
    ILoggingEvent foreign() {
        ILoggingEvent present = event;
        return present == null || present.getClass() == LoggingEvent.class ? null : present;
    }

    /** The message with its arguments, if it was a text already before the event came here. */
    @Nullable
    String text() {
        return text;
    }

    @Nullable
    FrozenParts parts() {
        return parts;
    }

    @Nullable
    String message() {
        if (parts != null && parts.message() != null) {
            return parts.message();
        }
        return event == null ? message : event.getMessage();
    }

    /** The arguments; only the first {@link #argumentCount} of them count. */
    Object @Nullable [] arguments() {
        if (parts != null && parts.arguments() != null) {
            return parts.arguments();
        }
        return inlined < 0 ? null : inline;
    }

    int argumentCount() {
        return parts != null && parts.arguments() != null ? parts.arguments().length : inlined;
    }

    Level level() {
        return event == null ? Level.toLevel(level) : event.getLevel();
    }

    /** The logger's name. */
    public String loggerName() {
        return event == null ? logger().getName() : event.getLoggerName();
    }

    String threadName() {
        return event == null ? filled(thread) : event.getThreadName();
    }

    LoggerContextVO context() {
        return event == null ? filled(context) : event.getLoggerContextVO();
    }

    Map<String, String> mdc() {
        if (event != null) {
            return event.getMDCPropertyMap();
        }
        return mdc == null ? Collections.emptyMap() : mdc;
    }

    Instant instant() {
        return event == null ? Instant.ofEpochSecond(epochSecond, nanos) : event.getInstant();
    }

    long epochMillis() {
        return event == null ? epochSecond * 1000 + nanos / 1_000_000 : event.getTimeStamp();
    }

    int nanos() {
        return event == null ? nanos : event.getNanoseconds();
    }

    private Logger logger() {
        filled(message);
        return filled(logger);
    }

    private static <T> T filled(@Nullable T field) {
        if (field == null) {
            throw new IllegalStateException("an empty slot was delivered");
        }
        return field;
    }

    /** An event of its own, for those who may hold on to it. */
    FrozenEvent toEvent(Recipients recipients, boolean withCallerData) {
        return new KeptEvent(
                recipients,
                withCallerData,
                event == null ? eventOfCall() : event,
                text,
                inlined < 0 ? null : Arrays.copyOf(inline, inlined),
                parts);
    }

    private LoggingEvent eventOfCall() {
        LoggingEvent made = new LoggingEvent();
        made.setLoggerContextRemoteView(context);
        made.setLoggerName(loggerName());
        made.setLevel(level());
        made.setMessage(message);
        made.setThreadName(thread);
        made.setMDCPropertyMap(mdc());
        made.setInstant(instant());
        return made;
    }

    /** What those get who were asked before a filter changed the event; null: all get the event itself. */
    public @Nullable List<EarlierView> earlier() {
        return earlier;
    }

    /** The wrapped appenders whose filters let the event pass, one bit each. */
    public long targets() {
        return targets;
    }

    @Override
    protected void clear() {
        super.clear();
        event = null;
        if (text != null) {
            text = null;
        }
        parts = null;
        if (earlier != null) {
            earlier = null;
        }
        message = null;
        mdc = null;
        for (int i = 0; i < inlined; i++) {
            inline[i] = null;
        }
        inlined = -1;
    }
}
