package io.penstock.freeze;

/** Cuts text to a number of UTF-8 bytes (RFC 3629), between code points, and says in the text that it did. */
final class TextCut {

    private TextCut() {}

    /**
     * Whether the UTF-8 form is within {@code maxBytes}. A char takes three bytes at most (a surrogate pair four for its
     * two chars), which decides nearly every text without looking at it.
     */
    static boolean fits(String text, long maxBytes) {
        return 3L * text.length() <= maxBytes || (text.length() <= maxBytes && utf8Length(text) <= maxBytes);
    }

    /** As many bytes as {@link String#getBytes} yields: a lone surrogate becomes one question mark. */
    static long utf8Length(String text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i += charsAt(text, i)) {
            bytes += bytesAt(text, i);
        }
        return bytes;
    }

    /**
     * The beginning of {@code text} and the mark, together within {@code maxBytes}; the mark alone when there is no room
     * for more.
     */
    static String cut(String text, long maxBytes, int maxMessageBytes) {
        String mark = "...[" + utf8Length(text) + " bytes cut at maxMessageBytes=" + maxMessageBytes + "]";
        long room = maxBytes - mark.length();
        int end = 0;
        while (end < text.length() && bytesAt(text, end) <= room) {
            room -= bytesAt(text, end);
            end += charsAt(text, end);
        }
        return text.substring(0, end) + mark;
    }

    private static int charsAt(String text, int index) {
        return isPairAt(text, index) ? 2 : 1;
    }

    private static int bytesAt(String text, int index) {
        char c = text.charAt(index);
        if (c < 0x80) {
            return 1;
        }
        if (c < 0x800) {
            return 2;
        }
        if (Character.isSurrogate(c)) {
            return isPairAt(text, index) ? 4 : 1;
        }
        return 3;
    }

    private static boolean isPairAt(String text, int index) {
        return Character.isHighSurrogate(text.charAt(index))
                && index + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(index + 1));
    }
}
