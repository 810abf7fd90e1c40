package io.penstock.wire.syslog;

import io.penstock.encode.Utf8Buffer;

/**
 * Tells names apart of which a receiver sees the beginning only: eight digits that stay the same for a name, in every
 * message and every process.
 */
final class NameDigest {

    static final int DIGITS = 8;

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final String HEX = "0123456789abcdef";

    private NameDigest() {}

    /*
     * FNV-1a of 64 bits over the chars, folded to 32. Not String.hashCode, which is the same for many pairs of names that
     * differ in two neighbouring letters.
     */
    static void append(String name, Utf8Buffer target) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            hash = (hash ^ c & 0xFF) * FNV_PRIME;
            hash = (hash ^ c >>> 8) * FNV_PRIME;
        }
        int folded = (int) (hash ^ hash >>> 32);
        for (int digit = DIGITS - 1; digit >= 0; digit--) {
            target.append(HEX.charAt(folded >>> 4 * digit & 0xF));
        }
    }
}
