package io.penstock.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Context;
import io.penstock.encode.RecordBound;
import io.penstock.encode.Utf8Buffer;
import io.penstock.logback.capture.EventSlot;
import io.penstock.logback.capture.LossEvent;
import io.penstock.logback.capture.SlotView;
import io.penstock.logback.encode.EventText;
import io.penstock.sink.LossReport;
import io.penstock.wire.RecordEncoder;
import java.io.IOException;

/** Records that are an event's text and nothing else. Confined to the drain thread. */
final class EncodedEvents implements RecordEncoder<EventSlot> {

    private final EventText text;
    private final SlotView view;
    private final Context context;

    EncodedEvents(EventText text, SlotView view, Context context) {
        this.text = text;
        this.view = view;
        this.context = context;
    }

    @Override
    public void encode(EventSlot slot, Utf8Buffer target) throws IOException {
        try {
            text.append(view.of(slot, text.keepsEvents()), target);
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
    public void encodeWithin(RecordBound bound, EventSlot slot, Utf8Buffer target) throws IOException {
        int start = target.size();
        try {
            ILoggingEvent event = view.of(slot, text.keepsEvents());
            bound.fit(event.getThrowableProxy() != null, limits -> {
                target.truncate(start);
                text.append(new ShortenedEvent(event, limits), target);
                limits.cutText(target, start);
                return target.size() - start;
            });
        } finally {
            view.done();
        }
    }

    @Override
    public void encode(LossReport report, Utf8Buffer target) throws IOException {
        text.append(LossEvent.of(report, context, TcpAppender.class.getName()), target);
    }
}
