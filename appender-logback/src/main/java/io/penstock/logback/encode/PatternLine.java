package io.penstock.logback.encode;

import ch.qos.logback.core.pattern.FormatInfo;
import io.penstock.encode.Utf8Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The line that the parts of a pattern write one after the other. Not safe for concurrent use.
 *
 * <p>Logback joins the parts to one String before it makes bytes of it. A surrogate pair whose halves come from two
 * parts is therefore one character, and no two question marks: the line remembers a half at its end.
 */
public final class PatternLine {

    private static final int INITIAL_BYTES = 512;
    private static final byte[] SPACES = new byte[64];

    static {
        Arrays.fill(SPACES, (byte) ' ');
    }

    /** For {@code encode}, which returns a copy. */
    public final Utf8Buffer own = new Utf8Buffer(INITIAL_BYTES);

    private Utf8Buffer out = own;
    /** The high surrogate that the line ends with, for which a question mark has been written; 0: none. */
    private char half;

    /** What is written from here on goes behind what the target has. */
    public void begin(Utf8Buffer target) {
        // Mostly the same: a reference stored into an old object costs a memory fence with G1.
        if (out != target) {
            out = target;
        }
        half = 0;
    }

    int size() {
        return out.size();
    }

    char half() {
        return half;
    }

    /** As it was at that size and with that half. */
    void reset(int size, char half) {
        if (half == 0) {
            out.truncate(size);
        } else {
            // Its question mark may have become a character.
            out.truncate(size - 1);
            out.append('?');
        }
        this.half = half;
    }

    /** Null is written as "null", as a StringBuilder does. */
    void text(@Nullable String text) {
        String known = text == null ? "null" : text;
        text(known, 0, known.length());
    }

    void text(String text, int start, int end) {
        if (start >= end) {
            return;
        }
        int next = start;
        if (half != 0 && Character.isLowSurrogate(text.charAt(next))) {
            out.truncate(out.size() - 1);
            out.append(new String(new char[] {half, text.charAt(next++)}));
        }
        out.append(text, next, end);
        char last = text.charAt(end - 1);
        half = Character.isHighSurrogate(last) ? last : 0;
    }

    /** Cut and padded; null is as many spaces as the text would have at least. */
    void formatted(@Nullable String text, FormatInfo format) {
        if (text == null) {
            spaces(format.getMin());
            return;
        }
        int length = text.length();
        if (length > format.getMax()) {
            int start = format.isLeftTruncate() ? length - format.getMax() : 0;
            text(text, start, start + format.getMax());
        } else if (length >= format.getMin()) {
            text(text, 0, length);
        } else if (format.isLeftPad()) {
            spaces(format.getMin() - length);
            text(text, 0, length);
        } else {
            text(text, 0, length);
            spaces(format.getMin() - length);
        }
    }

    private void spaces(int count) {
        for (int rest = count; rest > 0; rest -= SPACES.length) {
            out.append(SPACES, 0, Math.min(rest, SPACES.length));
            half = 0;
        }
    }

    /** Text whose bytes are known, without surrogates. */
    void bytes(byte[] utf8) {
        if (utf8.length > 0) {
            out.append(utf8);
            half = 0;
        }
    }

    void ascii(char ascii) {
        out.append(ascii);
        half = 0;
    }

    void number(long number) {
        out.append(number);
        half = 0;
    }

    /** Overwrites a byte that was written {@code back} bytes before the present end. */
    void patch(int back, byte digit) {
        out.array()[out.size() - back] = digit;
    }

    /** A copy of what was written last. */
    byte[] last(int length) {
        return Arrays.copyOfRange(out.array(), out.size() - length, out.size());
    }

    /** The bytes of text that may be written ahead, or null if it has surrogates. */
    static byte @Nullable [] fixed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return null;
            }
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
