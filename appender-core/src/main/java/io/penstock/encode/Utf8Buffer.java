package io.penstock.encode;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A byte array that text is appended to as UTF-8 (RFC 3629) and that is used again for the next record. Confined to the
 * drain thread.
 *
 * <p>Grows as needed; {@link #clear} lets go of an array that one huge record has made large. What is no valid UTF-16,
 * a lone surrogate, becomes {@code ?}, as {@link String#getBytes} has it.
 */
public final class Utf8Buffer {

    /** An array that has grown beyond this is not kept. */
    private static final int LARGEST_KEPT = 1 << 20;

    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 16;
    private static final int MOST_BYTES_PER_CHAR = 3;
    private static final int MOST_LONG_DIGITS = 20;

    /*
     * The JDK converts a whole text in a few instructions for many chars, but only into an array of its own; a loop
     * needs some for each char. By hand, JDK 17 and 25, ASCII: 16 chars 14 against 17 and 12 ns, 80 chars 18 against 47
     * and 34 ns. A long text is rare and not worth an array that large.
     */
    private static final int SHORTEST_CONVERTED = 24;
    private static final int LONGEST_CONVERTED = 4096;

    /** The two digits of the numbers below a hundred: half as many divisions. */
    private static final byte[] TENS = new byte[100];

    private static final byte[] ONES = new byte[100];

    static {
        for (int i = 0; i < 100; i++) {
            TENS[i] = (byte) ('0' + i / 10);
            ONES[i] = (byte) ('0' + i % 10);
        }
    }

    private final int initialBytes;
    private byte[] bytes;
    private int size;

    public Utf8Buffer(int initialBytes) {
        this.initialBytes = Math.max(initialBytes, 64);
        this.bytes = new byte[this.initialBytes];
    }

    /** Empties the buffer for the next record. */
    public void clear() {
        size = 0;
        if (bytes.length > LARGEST_KEPT) {
            bytes = new byte[initialBytes];
        }
    }

    public int size() {
        return size;
    }

    /** Whether what was written from there on is ASCII. */
    public boolean isAscii(int from) {
        int bits = 0;
        for (int i = from; i < size; i++) {
            bits |= bytes[i];
        }
        return bits >= 0;
    }

    /** Takes back everything behind the first {@code newSize} bytes. */
    public void truncate(int newSize) {
        if (newSize < 0 || newSize > size) {
            throw new IllegalArgumentException("newSize=" + newSize + " is not between 0 and " + size);
        }
        size = newSize;
    }

    /** The backing array: valid up to {@link #size()} and until the next append. */
    public byte[] array() {
        return bytes;
    }

    public Utf8Buffer append(@Nullable String text) {
        String known = text == null ? "null" : text;
        return append(known, 0, known.length());
    }

    /** Appends the chars of {@code text} from {@code start} to {@code end}, exclusive. */
    public Utf8Buffer append(String text, int start, int end) {
        int length = end - start;
        if (length == text.length() && length >= SHORTEST_CONVERTED && length <= LONGEST_CONVERTED) {
            return append(text.getBytes(StandardCharsets.UTF_8));
        }
        ensure((long) (end - start) * MOST_BYTES_PER_CHAR);
        byte[] target = bytes;
        int at = size;
        int next = start;
        while (next < end) {
            char c = text.charAt(next++);
            if (c < 0x80) {
                target[at++] = (byte) c;
            } else if (c < 0x800) {
                target[at++] = (byte) (0xC0 | c >> 6);
                target[at++] = (byte) (0x80 | c & 0x3F);
            } else if (!Character.isSurrogate(c)) {
                target[at++] = (byte) (0xE0 | c >> 12);
                target[at++] = (byte) (0x80 | c >> 6 & 0x3F);
                target[at++] = (byte) (0x80 | c & 0x3F);
            } else if (Character.isHighSurrogate(c) && next < end && Character.isLowSurrogate(text.charAt(next))) {
                int point = Character.toCodePoint(c, text.charAt(next++));
                target[at++] = (byte) (0xF0 | point >> 18);
                target[at++] = (byte) (0x80 | point >> 12 & 0x3F);
                target[at++] = (byte) (0x80 | point >> 6 & 0x3F);
                target[at++] = (byte) (0x80 | point & 0x3F);
            } else {
                target[at++] = '?';
            }
        }
        size = at;
        return this;
    }

    /**
     * Appends the text with its ASCII characters replaced by what {@code escapes} has in their places.
     *
     * @param escapes 128 elements; null: the character itself
     */
    public Utf8Buffer appendEscaped(String text, byte[] @Nullable [] escapes) {
        int length = text.length();
        ensure((long) length * MOST_BYTES_PER_CHAR);
        byte[] target = bytes;
        int at = size;
        for (int next = 0; next < length; next++) {
            char c = text.charAt(next);
            if (c >= 0x80) {
                int start = next;
                do {
                    next++;
                } while (next < length && text.charAt(next) >= 0x80);
                size = at;
                append(text, start, next--);
                at = size;
            } else if (escapes[c] == null) {
                target[at++] = (byte) c;
            } else {
                size = at;
                append(escapes[c]);
                ensure((long) (length - next) * MOST_BYTES_PER_CHAR);
                target = bytes;
                at = size;
            }
        }
        size = at;
        return this;
    }

    /** Appends one ASCII character. */
    public Utf8Buffer append(char ascii) {
        ensure(1);
        bytes[size++] = (byte) ascii;
        return this;
    }

    public Utf8Buffer append(byte[] source) {
        return append(source, 0, source.length);
    }

    public Utf8Buffer append(byte[] source, int offset, int length) {
        ensure(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
        return this;
    }

    /** Appends a number in decimal digits, as {@link Long#toString(long)}. */
    public Utf8Buffer append(long number) {
        if (number == Long.MIN_VALUE) {
            return append(Long.toString(number));
        }
        ensure(MOST_LONG_DIGITS);
        long rest = number;
        if (rest < 0) {
            bytes[size++] = '-';
            rest = -rest;
        }
        return appendPadded(rest, digits(rest));
    }

    /** Appends the last {@code digits} decimal digits of a number that is not negative, with leading zeros. */
    public Utf8Buffer appendPadded(long number, int digits) {
        ensure(digits);
        long rest = number;
        int at = size + digits;
        while (at - size >= 2) {
            int pair = (int) (rest % 100);
            rest /= 100;
            bytes[--at] = ONES[pair];
            bytes[--at] = TENS[pair];
        }
        if (at > size) {
            bytes[--at] = (byte) ('0' + rest % 10);
        }
        size += digits;
        return this;
    }

    private static int digits(long number) {
        int digits = 1;
        for (long power = 10; digits < MOST_LONG_DIGITS - 1 && number >= power; power *= 10) {
            digits++;
        }
        return digits;
    }

    /** Copies the content to where there is room for {@link #size()} bytes. */
    public void copyTo(ByteBuffer target) {
        target.put(bytes, 0, size);
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    private void ensure(long more) {
        long needed = size + more;
        if (needed > bytes.length) {
            grow(needed);
        }
    }

    private void grow(long needed) {
        if (needed > LARGEST_ARRAY) {
            throw new IllegalStateException(
                    "a record of up to " + needed + " bytes is too long; lower maxMessageBytes");
        }
        bytes = Arrays.copyOf(bytes, (int) Math.min(LARGEST_ARRAY, Math.max(needed, 2L * bytes.length)));
    }
}
