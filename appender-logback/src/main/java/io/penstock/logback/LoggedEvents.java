package io.penstock.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Context;
import io.penstock.Severity;
import io.penstock.context.CapturedContext;
import io.penstock.encode.RecordLimits;
import io.penstock.encode.Utf8Buffer;
import io.penstock.logback.capture.EventIntake;
import io.penstock.logback.capture.EventSlot;
import io.penstock.logback.capture.LossEvent;
import io.penstock.logback.capture.SlotView;
import io.penstock.logback.encode.EventText;
import io.penstock.sink.LossReport;
import io.penstock.wire.EventFields;
import io.penstock.wire.EventWalk;
import io.penstock.wire.Field;
import io.penstock.wire.Group;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;

/** What a logging event consists of, for whatever record is made of it. Confined to the drain thread. */
final class LoggedEvents implements EventWalk<EventSlot, ILoggingEvent> {

    private final EventText text;
    private final SlotView view;
    private final Context context;

    LoggedEvents(EventText text, SlotView view, Context context) {
        this.text = text;
        this.view = view;
        this.context = context;
    }

    @Override
    public ILoggingEvent open(EventSlot slot) {
        return view.of(slot, text.keepsEvents());
    }

    @Override
    public void close() {
        view.done();
    }

    @Override
    public @Nullable CapturedContext carried(EventSlot slot) {
        return slot.carried();
    }

    @Override
    public String logger(EventSlot slot) {
        String name = slot.loggerName();
        return name == null ? "" : name;
    }

    @Override
    public ILoggingEvent event(LossReport report) {
        return LossEvent.of(report, context, TcpAppender.class.getName());
    }

    @Override
    public Severity severity(ILoggingEvent event) {
        return EventIntake.severityOf(event.getLevel());
    }

    @Override
    public Instant time(ILoggingEvent event) {
        Instant instant = event.getInstant();
        return instant == null ? Instant.ofEpochMilli(event.getTimeStamp()) : instant;
    }

    @Override
    public void fields(ILoggingEvent event, EventFields target, boolean details) {
        target.put(Field.LOGGER, event.getLoggerName()).put(Field.THREAD, event.getThreadName());
        if (details) {
            target.put(Field.LEVEL, String.valueOf(event.getLevel()));
            caller(event, target);
        }
    }

    /** Known only if it was taken on the caller's thread. */
    private static void caller(ILoggingEvent event, EventFields target) {
        StackTraceElement[] caller = event.hasCallerData() ? event.getCallerData() : null;
        if (caller != null && caller.length > 0) {
            target.put(Field.CLASS, caller[0].getClassName())
                    .put(Field.METHOD, caller[0].getMethodName())
                    .put(Field.FILE, caller[0].getFileName())
                    .put(Field.LINE, caller[0].getLineNumber());
        }
    }

    @Override
    public void groups(ILoggingEvent event, EventFields target) {
        List<Marker> markers = event.getMarkerList();
        if (markers != null) {
            for (Marker marker : markers) {
                target.put(Field.MARKER, marker.getName());
            }
        }
        Map<String, String> mdc = event.getMDCPropertyMap();
        if (mdc != null && !mdc.isEmpty()) {
            target.group(Group.MDC);
            mdc.forEach(target::put);
        }
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs != null && !pairs.isEmpty()) {
            target.group(Group.KEY_VALUES);
            for (KeyValuePair pair : pairs) {
                target.put(String.valueOf(pair.key), pair.value);
            }
        }
    }

    @Override
    public void text(ILoggingEvent event, Utf8Buffer target) throws IOException {
        text.append(event, target);
    }

    @Override
    public boolean isTraced(ILoggingEvent event) {
        return event.getThrowableProxy() != null;
    }

    @Override
    public ILoggingEvent shortened(ILoggingEvent event, RecordLimits limits) {
        return new ShortenedEvent(event, limits);
    }
}
