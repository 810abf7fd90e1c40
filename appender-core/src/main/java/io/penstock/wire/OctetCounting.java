package io.penstock.wire;

import java.nio.ByteBuffer;

/** The frame of RFC 6587, 3.4.1: length in decimal digits, a space, as many bytes. */
public final class OctetCounting {

    private OctetCounting() {}

    public static int frameBytes(int recordBytes) {
        return digits(recordBytes) + 1 + recordBytes;
    }

    public static void frame(byte[] record, int length, ByteBuffer target) {
        putDecimal(target, length);
        target.put((byte) ' ').put(record, 0, length);
    }

    /** Writes a number that is not negative. */
    private static void putDecimal(ByteBuffer target, int number) {
        int end = target.position() + digits(number);
        target.position(end);
        int rest = number;
        int at = end;
        do {
            target.put(--at, (byte) ('0' + rest % 10));
            rest /= 10;
        } while (rest > 0);
    }

    private static int digits(int number) {
        int digits = 1;
        for (int rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        return digits;
    }
}
