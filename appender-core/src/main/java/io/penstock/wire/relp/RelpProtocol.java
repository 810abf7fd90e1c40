package io.penstock.wire.relp;

import io.penstock.encode.Utf8Buffer;
import io.penstock.wire.OctetCounting;
import io.penstock.wire.WireProtocol;
import io.penstock.wire.WireSession;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * RELP, the Reliable Event Logging Protocol: syslog messages, each of which is acknowledged. Confined to the drain
 * thread.
 *
 * <pre>
 *  0          9          17
 *  ├─ number ─┤ " syslog "┤ length ┤ " " ┤── message ──┤ LF ┤
 * </pre>
 */
public final class RelpProtocol implements WireProtocol {

    /*
     * librelp, doc/relp.md: frame = TXNR SP COMMAND SP DATALEN [SP DATA] LF; TXNR = 1*9DIGIT, so leading zeros are
     * allowed and the number's place can have a fixed width. It is filled in by the session: a server closes the
     * connection unless the numbers come without a gap, and they begin anew on each connection.
     */

    static final int NUMBER_DIGITS = 9;

    /**
     * Records in flight. Arithmetic: one window per round trip, hence 100,000 records/s at 10 ms, where the 128 of
     * rsyslog's own sender allow 12,800. rsyslog's receiver has no bound of its own; on loopback it took up to 103,000
     * records/s with this window and up to 52,000 with 128, on a busy machine.
     */
    static final int MOST_OUTSTANDING = 1024;

    private static final byte[] HEAD = "000000000 syslog ".getBytes(StandardCharsets.US_ASCII);

    private final int mostOutstanding;

    public RelpProtocol() {
        this(MOST_OUTSTANDING);
    }

    RelpProtocol(int mostOutstanding) {
        this.mostOutstanding = mostOutstanding;
    }

    @Override
    public String name() {
        return "relp";
    }

    @Override
    public Unit acknowledges() {
        return Unit.RECORD;
    }

    @Override
    public int frameBytes(int recordBytes) {
        return HEAD.length + OctetCounting.frameBytes(recordBytes) + 1;
    }

    @Override
    public void frame(Utf8Buffer record, ByteBuffer target) {
        target.put(HEAD);
        if (record.size() == 0) {
            target.put((byte) '0');
        } else {
            OctetCounting.frame(record.array(), record.size(), target);
        }
        target.put((byte) '\n');
    }

    @Override
    public WireSession openSession() {
        return new RelpSession(mostOutstanding);
    }
}
