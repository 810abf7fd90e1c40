package io.penstock.logback;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import io.penstock.DropReason;
import io.penstock.Severity;
import io.penstock.freeze.Freezer;
import io.penstock.ring.Announcer;
import io.penstock.ring.AsyncRing;
import io.penstock.ring.NestingLimit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;

/**
 * What happens on the caller's thread: ask the filters, freeze what could change, publish. Safe for any thread.
 *
 * <p>An event whose arguments all pass by reference is formatted by nobody here, and costs no allocation of ours.
 */
final class EventIntake {

    /** Logback's event with its time stamp and argument array, and the slot's share of the caches it fills. */
    private static final long EVENT_BYTES = 256;

    private static final long KEY_VALUE_BYTES = 48;
    private static final long MARKER_BYTES = 64;
    /** One element of a stack trace: proxy, element, text. */
    private static final long STACK_FRAME_BYTES = 128;
    /** A chain of causes is weighed so far; longer ones are bugs. */
    private static final int MOST_CAUSES = 32;

    private final AsyncRing<EventSlot> ring;
    private final Recipients recipients;
    private final Freezer freezer;
    private final MarkerFreezer markers;
    private final boolean includeCallerData;
    private final Announcer announcer;
    private final NestingLimit nesting = new NestingLimit();
    private final AtomicLong failures = new AtomicLong();

    EventIntake(
            AsyncRing<EventSlot> ring,
            Recipients recipients,
            Freezer freezer,
            MarkerFreezer markers,
            boolean includeCallerData,
            Announcer announcer) {
        this.ring = ring;
        this.recipients = recipients;
        this.freezer = freezer;
        this.markers = markers;
        this.includeCallerData = includeCallerData;
        this.announcer = announcer;
    }

    /** Never throws: an event that cannot be captured is counted, and the application runs on. */
    void append(ILoggingEvent event) {
        try {
            capture(event);
        } catch (Throwable failure) {
            captureFailed(failure, event);
        }
    }

    private void capture(ILoggingEvent event) {
        long targets = recipients.accepting(event);
        if (targets == 0) {
            return;
        }
        Severity severity = severityOf(event.getLevel());
        if (!ring.admits(severity)) {
            return;
        }
        fixThreadState(event);
        Object[] arguments = event.getArgumentArray();
        FrozenParts parts = null;
        long bytes = passingBytes(event, arguments);
        if (bytes == Freezer.MUST_FREEZE) {
            parts = freeze(event, arguments, severity);
            if (parts == null) {
                return;
            }
            bytes = parts.bytes();
            arguments = null;
        }
        EventSlot slot = ring.claim(severity, bytes);
        if (slot != null) {
            long sequence = slot.sequence;
            try {
                slot.fill(event, arguments, parts, targets);
                ring.publish(slot);
            } catch (Throwable stackEnded) {
                // The drain thread publishes, counts and reports it: no call can be made here.
                slot.givenUp = sequence;
            }
        }
    }

    static Severity severityOf(Level level) {
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
    private long passingBytes(ILoggingEvent event, Object @Nullable [] arguments) {
        if (event.getKeyValuePairs() != null || event.getMarkerList() != null) {
            return Freezer.MUST_FREEZE;
        }
        if (arguments != null && arguments.length > EventSlot.INLINE_ARGUMENTS) {
            return Freezer.MUST_FREEZE;
        }
        long argumentBytes = freezer.weigh(arguments);
        long messageBytes = freezer.weigh((Object) event.getMessage());
        if (argumentBytes == Freezer.MUST_FREEZE || messageBytes == Freezer.MUST_FREEZE) {
            return Freezer.MUST_FREEZE;
        }
        // The message is usually a constant of the program, but it may as well have been put together for this call.
        return EVENT_BYTES + argumentBytes + messageBytes + bytesOf(event.getThrowableProxy());
    }

    /** What the drain thread could not find out any more. Logback's event keeps it once it was asked for. */
    private void fixThreadState(ILoggingEvent event) {
        event.getThreadName();
        if (recipients.hasMdc()) {
            event.getMDCPropertyMap();
        }
        if (includeCallerData) {
            event.getCallerData();
        }
    }

    private @Nullable FrozenParts freeze(ILoggingEvent event, Object @Nullable [] arguments, Severity severity) {
        if (!nesting.enter()) {
            ring.drop(DropReason.NESTED, severity);
            return null;
        }
        try {
            Freezer once = freezer.forOneEvent();
            String message = freezer.cut(event.getMessage());
            Object[] frozenArguments = arguments == null ? null : once.freezeAll(arguments);
            List<KeyValuePair> keyValues = freeze(event.getKeyValuePairs(), once);
            List<Marker> frozenMarkers = markers.freeze(event.getMarkerList(), once);
            long bytes = bytesOf(event, message, frozenArguments, keyValues, frozenMarkers) + once.extensionBytes();
            return new FrozenParts(message, frozenArguments, keyValues, frozenMarkers, bytes);
        } finally {
            nesting.leave();
        }
    }

    private static @Nullable List<KeyValuePair> freeze(@Nullable List<KeyValuePair> pairs, Freezer freezer) {
        if (pairs == null) {
            return null;
        }
        // A builder may be used for the next event already: the list is its own, the pairs never change.
        List<KeyValuePair> frozen = new ArrayList<>(pairs.size());
        for (KeyValuePair pair : pairs) {
            Object value = freezer.freeze(pair.value);
            frozen.add(value == pair.value ? pair : new KeyValuePair(pair.key, value));
        }
        return Collections.unmodifiableList(frozen);
    }

    private static long bytesOf(
            ILoggingEvent event,
            @Nullable String message,
            Object @Nullable [] arguments,
            @Nullable List<KeyValuePair> keyValues,
            @Nullable List<Marker> markers) {
        long bytes = EVENT_BYTES + bytesOf(event.getThrowableProxy());
        bytes += Freezer.sizeOf(message) + Freezer.sizeOf(arguments);
        if (keyValues != null) {
            for (KeyValuePair pair : keyValues) {
                bytes += KEY_VALUE_BYTES + Freezer.sizeOf(pair.value);
            }
        }
        return markers == null ? bytes : bytes + MARKER_BYTES * markers.size();
    }

    /** With its causes; suppressed ones are rare. */
    private static long bytesOf(@Nullable IThrowableProxy thrown) {
        long bytes = 0;
        IThrowableProxy next = thrown;
        for (int depth = 0; next != null && depth < MOST_CAUSES; depth++) {
            bytes += STACK_FRAME_BYTES * next.getStackTraceElementProxyArray().length
                    + Freezer.sizeOf(next.getMessage());
            next = next.getCause();
        }
        return bytes;
    }

    private void captureFailed(Throwable failure, ILoggingEvent event) {
        try {
            ring.drop(DropReason.CAPTURE_FAILED, severityOf(event.getLevel()));
            // The 1st, 2nd, 4th, 8th … only.
            long count = failures.incrementAndGet();
            if (Long.bitCount(count) == 1) {
                String times = count == 1 ? "" : " (" + count + " times by now)";
                announcer.warn("An event could not be captured and was dropped" + times, failure);
            }
        } catch (Throwable ignored) {
            // Most likely no memory is left, not even for saying so.
        }
    }
}
