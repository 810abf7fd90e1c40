package io.penstock.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.encoder.Encoder;
import io.penstock.encode.Utf8Buffer;
import io.penstock.ring.LossReport;
import io.penstock.tcp.RecordEncoder;
import java.io.IOException;

/** Records that are what a Logback encoder makes of an event. Confined to the drain thread. */
final class EncodedEvents implements RecordEncoder<EventSlot> {

    private final Encoder<ILoggingEvent> encoder;
    private final Recipients recipients;
    private final Context context;
    private final boolean callerData;

    EncodedEvents(Encoder<ILoggingEvent> encoder, Recipients recipients, Context context, boolean callerData) {
        this.encoder = encoder;
        this.recipients = recipients;
        this.context = context;
        this.callerData = callerData;
    }

    @Override
    public void encode(EventSlot slot, Utf8Buffer target) throws IOException {
        encode(slot.toEvent(recipients, callerData), target);
    }

    @Override
    public void encode(LossReport report, Utf8Buffer target) throws IOException {
        encode(LossEvent.of(report, context), target);
    }

    private void encode(ILoggingEvent event, Utf8Buffer target) throws IOException {
        byte[] bytes = encoder.encode(event);
        if (bytes == null) {
            throw new IOException("encoder " + encoder.getClass().getName() + " returned null");
        }
        target.append(bytes);
    }
}
