package io.penstock.logback.encode;

import io.penstock.encode.FixedTexts;
import io.penstock.encode.Utf8Buffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Text between the quotes of JSON (RFC 8259, section 7), with the escapes that Logback chooses. Safe for any thread, as
 * long as each has a buffer of its own.
 */
final class JsonText {

    private static final int FIRST_UNESCAPED = 0x20;

    /** What is written in the place of an ASCII character; null: itself. */
    private static final byte[][] ESCAPES = escapes();

    private final FixedTexts<byte[]> escaped = new FixedTexts<>(JsonText::escape);

    private static byte[][] escapes() {
        byte[][] escapes = new byte[0x80][];
        for (int c = 0; c < FIRST_UNESCAPED; c++) {
            escapes[c] = ascii(String.format("\\u%04X", c));
        }
        escapes['\b'] = ascii("\\b");
        escapes['\t'] = ascii("\\t");
        escapes['\n'] = ascii("\\n");
        escapes['\f'] = ascii("\\f");
        escapes['\r'] = ascii("\\r");
        escapes['"'] = ascii("\\\"");
        escapes['/'] = ascii("\\/");
        escapes['\\'] = ascii("\\\\");
        return escapes;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static Utf8Buffer append(@Nullable String text, Utf8Buffer out) {
        return out.appendEscaped(text == null ? "null" : text, ESCAPES);
    }

    /** Throws what the value's {@code toString} throws, and a NullPointerException if that returns null. */
    static Utf8Buffer appendValue(@Nullable Object value, Utf8Buffer out) {
        return out.appendEscaped(value == null ? "null" : value.toString(), ESCAPES);
    }

    /** For texts that come again and again. */
    Utf8Buffer appendKnown(@Nullable String text, Utf8Buffer out) {
        return out.append(escaped.of(text == null ? "null" : text));
    }

    private static byte[] escape(String text) {
        return new Utf8Buffer(text.length()).appendEscaped(text, ESCAPES).toByteArray();
    }
}
