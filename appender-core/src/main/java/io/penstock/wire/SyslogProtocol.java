package io.penstock.wire;

import io.penstock.encode.Utf8Buffer;
import java.nio.ByteBuffer;

/**
 * Syslog messages with octet counting: RFC 6587 over plain TCP and, which is the same bytes, RFC 5425 over TLS. Nobody
 * acknowledges them. Confined to the drain thread.
 */
public final class SyslogProtocol implements WireProtocol {

    @Override
    public String name() {
        return "syslog";
    }

    @Override
    public Unit acknowledges() {
        return Unit.NONE;
    }

    @Override
    public int frameBytes(int recordBytes) {
        return OctetCounting.frameBytes(recordBytes);
    }

    @Override
    public void frame(Utf8Buffer record, ByteBuffer target) {
        OctetCounting.frame(record.array(), record.size(), target);
    }

    @Override
    public WireSession openSession() {
        return OneWaySession.INSTANCE;
    }
}
