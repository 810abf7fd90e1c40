package io.penstock.logback;

import ch.qos.logback.core.Context;
import io.penstock.encode.Utf8Buffer;
import io.penstock.ring.LossReport;
import io.penstock.tcp.RecordEncoder;
import java.io.IOException;

/** Records that are an event's text and nothing else. Confined to the drain thread. */
final class EncodedEvents implements RecordEncoder<EventSlot> {

    private final EventText text;
    private final Recipients recipients;
    private final Context context;
    private final boolean callerData;

    EncodedEvents(EventText text, Recipients recipients, Context context, boolean callerData) {
        this.text = text;
        this.recipients = recipients;
        this.context = context;
        this.callerData = callerData;
    }

    @Override
    public void encode(EventSlot slot, Utf8Buffer target) throws IOException {
        text.append(slot.toEvent(recipients, callerData), target);
    }

    @Override
    public void encode(LossReport report, Utf8Buffer target) throws IOException {
        text.append(LossEvent.of(report, context), target);
    }
}
