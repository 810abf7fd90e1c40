package io.penstock.peer;

import io.penstock.encode.Utf8Buffer;
import io.penstock.sink.LossReport;
import io.penstock.wire.RecordEncoder;
import io.penstock.wire.RecordNumber;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes an event as {@link Received} wants to read it: {@code #number# xxxxx}. */
final class LoadEncoder implements RecordEncoder<LoadSlot> {

    private final byte[] filling = new byte[1 << 20];

    private final byte[] head;

    /** Each record begins with this head. */
    LoadEncoder(String head) {
        this.head = head.getBytes(StandardCharsets.US_ASCII);
        Arrays.fill(filling, (byte) 'x');
    }

    @Override
    public void encode(RecordNumber number, LoadSlot slot, Utf8Buffer target) {
        int start = target.size();
        target.append(head).append('#').append(slot.number).append('#').append(' ');
        target.append(filling, 0, Math.max(0, slot.bytes - (target.size() - start)));
    }

    @Override
    public void encode(RecordNumber number, LossReport report, Utf8Buffer target) {
        target.append(head).append("dropped some");
    }
}
