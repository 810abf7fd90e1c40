package io.penstock.logback;

import io.penstock.context.CapturedContext;
import io.penstock.encode.Utf8Buffer;
import io.penstock.logback.capture.EventSlot;
import io.penstock.sink.LossReport;
import io.penstock.wire.RecordEncoder;

/** Encodes each event with what belongs to its caller restored. Confined to the drain thread. */
record ContextEncoder(RecordEncoder<EventSlot> encoder) implements RecordEncoder<EventSlot> {

    @Override
    public void encode(EventSlot slot, Utf8Buffer target) throws Exception {
        CapturedContext carried = slot.carried();
        if (carried == null) {
            encoder.encode(slot, target);
            return;
        }
        CapturedContext.Restored restored = carried.restore();
        try {
            encoder.encode(slot, target);
        } finally {
            restored.close();
        }
    }

    @Override
    public void encode(LossReport report, Utf8Buffer target) throws Exception {
        encoder.encode(report, target);
    }
}
