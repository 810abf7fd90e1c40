package io.penstock.wire.lines;

import io.penstock.encode.Utf8Buffer;
import io.penstock.wire.Framing;
import io.penstock.wire.OctetCounting;
import io.penstock.wire.OneWaySession;
import io.penstock.wire.WireProtocol;
import io.penstock.wire.WireSession;
import java.nio.ByteBuffer;

/**
 * Any encoder's records, told apart by a {@link Framing}. Nobody acknowledges them. Confined to the drain thread.
 *
 * <p>Encoders end a record with a line end, LF or CR LF. With {@link Framing#NEWLINE} that is the frame's end, and one
 * is added only if there is none; line ends inside the record are the encoder's affair. With the others it is dropped,
 * unless the record is nothing else. NUL, which would end a record too early where {@link Framing#NUL} ends it, is sent
 * as {@code ?} there.
 */
public final class LinesProtocol implements WireProtocol {

    private final Framing framing;

    public LinesProtocol(Framing framing) {
        this.framing = framing;
    }

    @Override
    public String name() {
        return "lines";
    }

    @Override
    public Unit acknowledges() {
        return Unit.NONE;
    }

    @Override
    public int frameBytes(int recordBytes) {
        return switch (framing) {
            case NEWLINE, NUL -> recordBytes + 1;
            case LENGTH_PREFIX_4 -> recordBytes + Integer.BYTES;
            case OCTET_COUNTING -> OctetCounting.frameBytes(recordBytes);
        };
    }

    @Override
    public void frame(Utf8Buffer record, ByteBuffer target) {
        byte[] bytes = record.array();
        int size = record.size();
        switch (framing) {
            case NEWLINE -> {
                target.put(bytes, 0, size);
                if (size == 0 || bytes[size - 1] != '\n') {
                    target.put((byte) '\n');
                }
            }
            case NUL -> {
                putWithoutNul(bytes, withoutLineEnd(bytes, size), target);
                target.put((byte) 0);
            }
            case LENGTH_PREFIX_4 -> {
                int length = withoutLineEnd(bytes, size);
                target.putInt(length).put(bytes, 0, length);
            }
            case OCTET_COUNTING -> OctetCounting.frame(bytes, withoutLineEnd(bytes, size), target);
        }
    }

    @Override
    public WireSession openSession() {
        return OneWaySession.INSTANCE;
    }

    private static int withoutLineEnd(byte[] bytes, int size) {
        if (size == 0 || bytes[size - 1] != '\n') {
            return size;
        }
        int length = size > 1 && bytes[size - 2] == '\r' ? size - 2 : size - 1;
        return length == 0 ? size : length;
    }

    private static void putWithoutNul(byte[] bytes, int length, ByteBuffer target) {
        int start = target.position();
        target.put(bytes, 0, length);
        for (int i = 0; i < length; i++) {
            if (bytes[i] == 0) {
                target.put(start + i, (byte) '?');
            }
        }
    }
}
