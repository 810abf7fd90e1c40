package io.penstock.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Context;
import io.penstock.encode.RecordBound;
import io.penstock.encode.RecordLimits;
import io.penstock.encode.Utf8Buffer;
import io.penstock.logback.capture.EventIntake;
import io.penstock.logback.capture.EventSlot;
import io.penstock.logback.capture.LossEvent;
import io.penstock.logback.capture.SlotView;
import io.penstock.logback.encode.EventText;
import io.penstock.sink.LossReport;
import io.penstock.wire.RecordEncoder;
import io.penstock.wire.syslog.Rfc5424;
import io.penstock.wire.syslog.SyslogWriter;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;

/**
 * Records that are syslog messages: logger, thread, markers, MDC and key-value pairs as structured data, the event's
 * text as the message. Confined to the drain thread.
 */
final class SyslogEvents implements RecordEncoder<EventSlot> {

    private final SyslogWriter syslog;
    private final Rfc5424.Frequent logger = new Rfc5424.Frequent("logger");
    private final Rfc5424.Frequent thread = new Rfc5424.Frequent("thread");
    private final EventText text;
    private final SlotView view;
    private final Context context;

    SyslogEvents(SyslogWriter syslog, EventText text, SlotView view, Context context) {
        this.syslog = syslog;
        this.text = text;
        this.view = view;
        this.context = context;
    }

    @Override
    public void encode(EventSlot slot, Utf8Buffer target) throws IOException {
        try {
            encode(view.of(slot, text.keepsEvents()), null, target);
        } finally {
            view.done();
        }
    }

    @Override
    public void encodeWithin(RecordBound bound, EventSlot slot, Utf8Buffer target) throws IOException {
        int start = target.size();
        try {
            ILoggingEvent event = view.of(slot, text.keepsEvents());
            bound.fit(event.getThrowableProxy() != null, limits -> {
                target.truncate(start);
                syslog.takeNumberBack();
                encode(new ShortenedEvent(event, limits), limits, target);
                return target.size() - start;
            });
        } finally {
            view.done();
        }
    }

    @Override
    public String logger(EventSlot slot) {
        String name = slot.loggerName();
        return name == null ? "" : name;
    }

    @Override
    public void encode(LossReport report, Utf8Buffer target) throws IOException {
        encode(LossEvent.of(report, context, TcpAppender.class.getName()), null, target);
    }

    /** @param limits null: the event is whole */
    private void encode(ILoggingEvent event, @Nullable RecordLimits limits, Utf8Buffer target) throws IOException {
        begin(event, target);
        syslog.param(logger, event.getLoggerName()).param(thread, event.getThreadName());
        if (limits != null) {
            syslog.param(RecordLimits.ORIGINAL_BYTES, limits.originalBytes());
        }
        markers(event.getMarkerList());
        mdc(event.getMDCPropertyMap());
        keyValues(event.getKeyValuePairs());
        int start = syslog.message().size();
        text.append(event, target);
        if (limits != null) {
            limits.cutText(target, start);
        }
        syslog.end();
    }

    private void begin(ILoggingEvent event, Utf8Buffer target) {
        Instant instant = event.getInstant();
        if (instant == null) {
            instant = Instant.ofEpochMilli(event.getTimeStamp());
        }
        syslog.begin(target, EventIntake.severityOf(event.getLevel()), instant);
    }

    private void markers(@Nullable List<Marker> markers) {
        if (markers != null) {
            for (Marker marker : markers) {
                syslog.param("marker", marker.getName());
            }
        }
    }

    private void mdc(@Nullable Map<String, String> mdc) {
        if (mdc != null && !mdc.isEmpty()) {
            syslog.element(Rfc5424.MDC);
            mdc.forEach(syslog::param);
        }
    }

    private void keyValues(@Nullable List<KeyValuePair> pairs) {
        if (pairs != null && !pairs.isEmpty()) {
            syslog.element(Rfc5424.KEY_VALUES);
            for (KeyValuePair pair : pairs) {
                syslog.param(String.valueOf(pair.key), String.valueOf(pair.value));
            }
        }
    }
}
