package io.penstock.logback.capture;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggerContextVO;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.penstock.Severity;
import io.penstock.context.ContextCarriers;
import io.penstock.freeze.Freezer;
import io.penstock.host.Intake;
import io.penstock.logback.freeze.MarkerFreezer;
import io.penstock.ring.AsyncRing;
import io.penstock.sink.Announcer;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;

/**
 * What happens on the caller's thread: ask the filters, freeze what could change, publish. Safe for any thread.
 *
 * <p>An event whose arguments all pass by reference is formatted by nobody here, and costs no allocation of ours.
 */
public final class EventIntake {

    private final Intake<EventSlot> intake;
    private final Recipients recipients;
    private final Freezer freezer;
    private final MarkerFreezer markers;
    private final boolean includeCallerData;
    private final boolean takesCalls;
    private final @Nullable ContextCarriers carriers;
    private final boolean asksOneByOne;

    /**
     * @param carriers null: nobody behind the ring asks the thread it runs on
     */
    public EventIntake(
            AsyncRing<EventSlot> ring,
            Recipients recipients,
            Freezer freezer,
            MarkerFreezer markers,
            boolean includeCallerData,
            @Nullable ContextCarriers carriers,
            Announcer announcer) {
        this.intake = new Intake<>(ring, announcer);
        this.recipients = recipients;
        this.freezer = freezer;
        this.markers = markers;
        this.includeCallerData = includeCallerData;
        this.takesCalls = !includeCallerData && !recipients.hasFilters();
        this.carriers = carriers;
        this.asksOneByOne = recipients.filtersMayChange();
    }

    /** Never throws: an event that cannot be captured is counted, and the application runs on. */
    public void append(ILoggingEvent event) {
        try {
            capture(event);
        } catch (Throwable failure) {
            intake.captureFailed(failure, severityOf(levelOf(event)));
        }
    }

    /** Whether {@link #append(LoggerContext, Logger, Level, String, Object[])} may be used: nobody needs an event here. */
    public boolean takesCalls() {
        return takesCalls;
    }

    /**
     * As {@link #append(ILoggingEvent)}, for a call of which no event was made: without marker, key-value pair and
     * throwable.
     */
    public void append(
            LoggerContext context,
            Logger logger,
            Level level,
            String message,
            @Nullable Object @Nullable [] arguments) {
        try {
            capture(context, logger, level, message, arguments);
        } catch (Throwable failure) {
            intake.captureFailed(failure, severityOf(level));
        }
    }

    private void capture(ILoggingEvent event) {
        boolean plain = event.getClass() == LoggingEvent.class;
        List<EarlierView> earlier = null;
        long targets;
        if (asksOneByOne && plain) {
            List<EarlierView> views = new ArrayList<>();
            targets = acceptingOneByOne((LoggingEvent) event, views);
            earlier = views.isEmpty() ? null : views;
        } else {
            targets = recipients.accepting(event);
        }
        if (targets == 0) {
            return;
        }
        Severity severity = severityOf(plain ? event.getLevel() : levelOf(event));
        if (!intake.admits(severity)) {
            return;
        }
        if (!plain) {
            captureForeign(event, severity, targets);
            return;
        }
        fixThreadState(event);
        String text = KnownText.of((LoggingEvent) event);
        Object[] arguments = event.getArgumentArray();
        FrozenParts parts = null;
        long bytes = passingBytes(event, arguments);
        if (bytes == Freezer.MUST_FREEZE) {
            parts = freeze(
                    event.getMessage(),
                    arguments,
                    event.getKeyValuePairs(),
                    event.getMarkerList(),
                    event.getThrowableProxy(),
                    severity);
            if (parts == null) {
                return;
            }
            bytes = parts.bytes();
            arguments = null;
        }
        if (text != null) {
            text = freezer.cut(text);
            bytes += Freezer.sizeOf(text);
        }
        if (earlier != null) {
            for (EarlierView each : earlier) {
                bytes += each.bytes();
            }
        }
        publish(severity, bytes, event, text, arguments, parts, earlier, targets);
    }

    /**
     * As {@link Recipients#accepting}. A synchronous appender has written before the filters of the next are asked; so
     * whoever has accepted gets the event as it was before a later filter changed it.
     */
    private long acceptingOneByOne(LoggingEvent event, List<EarlierView> earlier) {
        long targets = 0;
        long unchanged = 0;
        for (int i = 0; i < recipients.count(); i++) {
            EventState before = null;
            if (unchanged != 0) {
                // The thread's name and MDC are fixed now, as they were when the recipients before would have written
                // the event.
                fixThreadState(event);
                before = EventState.of(event);
            }
            boolean accepted = recipients.accepts(i, event);
            if (before != null && !before.isStillOf(event)) {
                EarlierView view = earlierView(before, event, unchanged);
                if (view == null) {
                    return 0;
                }
                earlier.add(view);
                unchanged = 0;
            }
            if (accepted) {
                targets |= 1L << i;
                unchanged |= 1L << i;
            }
        }
        return targets;
    }

    /** The event as it is now. Null if rendering it logged too deep; then it was counted as dropped. */
    private @Nullable EarlierView earlierView(EventState state, LoggingEvent event, long targets) {
        LoggingEvent copy = state.copy(event);
        FrozenParts parts = freeze(
                copy.getMessage(),
                copy.getArgumentArray(),
                copy.getKeyValuePairs(),
                copy.getMarkerList(),
                copy.getThrowableProxy(),
                severityOf(copy.getLevel()));
        if (parts == null) {
            return null;
        }
        String text = freezer.cut(state.text());
        FrozenEvent frozen = new KeptEvent(recipients, includeCallerData, copy, text, null, parts);
        return new EarlierView(targets, frozen, parts.bytes() + Freezer.sizeOf(text));
    }

    /** An event of a class of somebody's own crosses as itself; all that its getters do here is done before the claim. */
    private void captureForeign(ILoggingEvent event, Severity severity, long targets) {
        if (!intake.enters(severity)) {
            return;
        }
        long bytes;
        try {
            bytes = ForeignEvent.fix(event, includeCallerData);
        } finally {
            intake.leaves();
        }
        publish(severity, bytes, event, null, null, null, null, targets);
    }

    private void publish(
            Severity severity,
            long bytes,
            ILoggingEvent event,
            @Nullable String text,
            @Nullable Object @Nullable [] arguments,
            @Nullable FrozenParts parts,
            @Nullable List<EarlierView> earlier,
            long targets) {
        EventSlot slot = intake.claim(severity, bytes, event, carriers);
        if (slot != null) {
            long sequence = slot.sequence;
            try {
                slot.fill(event, text, arguments, parts, targets);
                if (earlier != null) {
                    slot.earlier = earlier;
                }
                intake.publish(slot);
            } catch (Throwable stackEnded) {
                // This thread has no stack left for a call. The drain thread publishes the slot, counts the event as
                // lost and reports it.
                slot.givenUp = sequence;
            }
        }
    }

    /** In the order in which Logback and {@link #capture(ILoggingEvent)} do it: time, admission, thread, arguments. */
    private void capture(
            LoggerContext context,
            Logger logger,
            Level level,
            String message,
            @Nullable Object @Nullable [] arguments) {
        // The instant is taken apart at once, so that the compiler can do without allocating it.
        Instant now = Clock.systemUTC().instant();
        long epochSecond = now.getEpochSecond();
        int nanos = now.getNano();
        LoggerContextVO contextView = context.getLoggerContextRemoteView();
        Severity severity = severityOf(level);
        if (!intake.admits(severity)) {
            return;
        }
        String thread = CallerState.threadName();
        @Nullable Map<String, String> mdc = CallerState.mdc(context);
        Object[] passing = arguments;
        FrozenParts parts = null;
        long bytes = passingBytes(message, arguments);
        if (bytes == Freezer.MUST_FREEZE) {
            parts = freeze(message, arguments, null, null, null, severity);
            if (parts == null) {
                return;
            }
            bytes = parts.bytes();
            passing = null;
        }
        EventSlot slot = intake.claim(severity, bytes, null, carriers);
        if (slot != null) {
            long sequence = slot.sequence;
            try {
                slot.fill(
                        logger, contextView, level.levelInt, message, thread, mdc, epochSecond, nanos, passing, parts);
                intake.publish(slot);
            } catch (Throwable stackEnded) {
                // As above.
                slot.givenUp = sequence;
            }
        }
    }

    /** Ours for Logback's level; one of a user's own counts as the next below it, and none at all as INFO. */
    public static Severity severityOf(@Nullable Level level) {
        if (level == null) {
            return Severity.INFO;
        }
        int value = level.toInt();
        if (value >= Level.WARN_INT) {
            return value >= Level.ERROR_INT ? Severity.ERROR : Severity.WARN;
        }
        if (value >= Level.INFO_INT) {
            return Severity.INFO;
        }
        return value >= Level.DEBUG_INT ? Severity.DEBUG : Severity.TRACE;
    }

    /** The event's size if it may cross as it is, else {@link Freezer#MUST_FREEZE}. */
    private long passingBytes(ILoggingEvent event, @Nullable Object @Nullable [] arguments) {
        if (event.getKeyValuePairs() != null || event.getMarkerList() != null) {
            return Freezer.MUST_FREEZE;
        }
        long bytes = passingBytes(event.getMessage(), arguments);
        return bytes == Freezer.MUST_FREEZE ? bytes : bytes + EventWeight.of(event.getThrowableProxy());
    }

    private long passingBytes(@Nullable String message, @Nullable Object @Nullable [] arguments) {
        if (arguments != null && arguments.length > EventSlot.INLINE_ARGUMENTS) {
            return Freezer.MUST_FREEZE;
        }
        long argumentBytes = freezer.weigh(arguments);
        long messageBytes = freezer.weigh((Object) message);
        if (argumentBytes == Freezer.MUST_FREEZE || messageBytes == Freezer.MUST_FREEZE) {
            return Freezer.MUST_FREEZE;
        }
        // The message is usually a constant of the program, but it may as well have been put together for this call.
        return EventWeight.EVENT_BYTES + argumentBytes + messageBytes;
    }

    /** Asks the event for what the drain thread could not find out later. Logback's event remembers what it was asked for. */
    private void fixThreadState(ILoggingEvent event) {
        event.getThreadName();
        if (recipients.hasMdc()) {
            try {
                event.getMDCPropertyMap();
            } catch (RuntimeException madeWithoutContext) {
                // The event cannot tell its MDC, and could not without us. Code that asks later gets the same
                // exception.
            }
        }
        if (includeCallerData) {
            event.getCallerData();
        }
    }

    private @Nullable FrozenParts freeze(
            @Nullable String message,
            @Nullable Object @Nullable [] arguments,
            @Nullable List<KeyValuePair> keyValues,
            @Nullable List<Marker> markerList,
            @Nullable IThrowableProxy thrown,
            Severity severity) {
        if (!intake.enters(severity)) {
            return null;
        }
        try {
            Freezer once = freezer.forOneEvent();
            String cutMessage = freezer.cut(message);
            Object[] frozenArguments = arguments == null ? null : once.freezeAll(message, arguments);
            List<KeyValuePair> frozenKeyValues = freeze(keyValues, once);
            List<Marker> frozenMarkers = markers.freeze(markerList, once);
            long bytes = EventWeight.of(cutMessage, frozenArguments, frozenKeyValues, frozenMarkers, thrown);
            return new FrozenParts(
                    cutMessage, frozenArguments, frozenKeyValues, frozenMarkers, bytes + once.extensionBytes());
        } finally {
            intake.leaves();
        }
    }

    private static @Nullable List<KeyValuePair> freeze(@Nullable List<KeyValuePair> pairs, Freezer freezer) {
        if (pairs == null) {
            return null;
        }
        // A builder may be used for the next event already: the list is its own, the pairs never change.
        List<KeyValuePair> frozen = new ArrayList<>(pairs.size());
        for (KeyValuePair pair : pairs) {
            Object value = freezer.freezeField(pair.value);
            frozen.add(value == pair.value ? pair : new KeyValuePair(pair.key, value));
        }
        return Collections.unmodifiableList(frozen);
    }

    /** The event's level. Null if it has none or throws. */
    private static @Nullable Level levelOf(ILoggingEvent event) {
        try {
            return event.getLevel();
        } catch (Throwable brokenEvent) {
            return null;
        }
    }
}
