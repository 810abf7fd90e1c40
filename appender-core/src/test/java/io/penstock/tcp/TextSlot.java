package io.penstock.tcp;

import io.penstock.encode.Utf8Buffer;
import io.penstock.ring.RingSlot;
import io.penstock.sink.LossReport;
import io.penstock.wire.RecordEncoder;

/** An event that is its text. */
final class TextSlot extends RingSlot {

    String text = "";
    String logger = "";

    @Override
    protected void clear() {
        text = "";
    }

    /** Sends the text; an event that says {@code fail} cannot be encoded, of an empty one nothing is made. */
    static final class Encoder implements RecordEncoder<TextSlot> {

        @Override
        public void encode(TextSlot slot, Utf8Buffer target) {
            if (slot.text.equals("fail")) {
                throw new IllegalStateException("cannot be encoded");
            }
            target.append(slot.text);
        }

        @Override
        public String logger(TextSlot slot) {
            return slot.logger;
        }

        @Override
        public void encode(LossReport report, Utf8Buffer target) {
            target.append("REPORT ").append(report.message());
        }
    }
}
