package io.penstock.tcp;

import io.penstock.encode.Utf8Buffer;
import io.penstock.ring.RingSlot;
import io.penstock.sink.LossReport;
import io.penstock.wire.RecordEncoder;
import io.penstock.wire.RecordNumber;

/** An event that is its text. */
final class TextSlot extends RingSlot {

    String text = "";
    String logger = "";

    @Override
    protected void clear() {
        text = "";
    }

    /**
     * Sends the text; an event that says {@code fail} cannot be encoded, of an empty one nothing is made, and one that says
     * {@code number} is sent as its number.
     */
    static final class Encoder implements RecordEncoder<TextSlot> {

        @Override
        public void encode(RecordNumber number, TextSlot slot, Utf8Buffer target) {
            if (slot.text.equals("fail")) {
                throw new IllegalStateException("cannot be encoded");
            }
            if (slot.text.equals("number")) {
                target.append(number.session()).append(' ').append(number.sequence());
                return;
            }
            target.append(slot.text);
        }

        @Override
        public String logger(TextSlot slot) {
            return slot.logger;
        }

        @Override
        public void encode(RecordNumber number, LossReport report, Utf8Buffer target) {
            target.append("REPORT ").append(report.message());
        }
    }
}
