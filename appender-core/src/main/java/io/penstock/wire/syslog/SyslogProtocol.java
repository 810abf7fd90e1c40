package io.penstock.wire.syslog;

import io.penstock.encode.Utf8Buffer;
import io.penstock.wire.OctetCounting;
import io.penstock.wire.OneWaySession;
import io.penstock.wire.WireProtocol;
import io.penstock.wire.WireSession;
import java.nio.ByteBuffer;

/**
 * Syslog messages with octet counting: RFC 6587 over plain TCP and, which is the same bytes, RFC 5425 over TLS; or, for
 * receivers that cannot count, with a line end behind each (RFC 6587, 3.4.2). Nobody acknowledges them. Confined to the
 * drain thread.
 */
public final class SyslogProtocol implements WireProtocol {

    private final boolean newline;

    /** With octet counting. */
    public SyslogProtocol() {
        this(false);
    }

    /**
     * With line ends, if wanted.
     *
     * @param newline the messages must have none inside, see {@link SyslogSettings.Builder#oneLine}
     */
    public SyslogProtocol(boolean newline) {
        this.newline = newline;
    }

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
        return newline ? recordBytes + 1 : OctetCounting.frameBytes(recordBytes);
    }

    @Override
    public void frame(Utf8Buffer record, ByteBuffer target) {
        if (newline) {
            target.put(record.array(), 0, record.size()).put((byte) '\n');
        } else {
            OctetCounting.frame(record.array(), record.size(), target);
        }
    }

    @Override
    public WireSession openSession() {
        return OneWaySession.INSTANCE;
    }
}
