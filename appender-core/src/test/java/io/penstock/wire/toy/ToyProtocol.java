package io.penstock.wire.toy;

import io.penstock.encode.Utf8Buffer;
import io.penstock.wire.OneWaySession;
import io.penstock.wire.WireProtocol;
import io.penstock.wire.WireSession;
import java.nio.ByteBuffer;

/** Records end by themselves and need no frame. Confined to the drain thread. */
final class ToyProtocol implements WireProtocol {

    @Override
    public String name() {
        return "toy";
    }

    @Override
    public Unit acknowledges() {
        return Unit.NONE;
    }

    @Override
    public int frameBytes(int recordBytes) {
        return recordBytes;
    }

    @Override
    public void frame(Utf8Buffer record, ByteBuffer target) {
        record.copyTo(target);
    }

    @Override
    public WireSession openSession() {
        return OneWaySession.INSTANCE;
    }
}
