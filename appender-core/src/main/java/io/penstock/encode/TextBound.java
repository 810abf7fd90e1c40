package io.penstock.encode;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts text to a number of UTF-8 bytes (RFC 3629), between code points. */
final class TextBound {

    /** What an earlier cut left at the end, with the length that the text had before it. */
    private static final Pattern EARLIER_MARK = Pattern.compile("\\.\\.\\.\\[\\d+ bytes[^\\[\\]]{0,80}]$");

    private static final int LONGEST_MARK = 120;

    private static final int LOOKED_AT = 64;

    /** Begins the colour of a line. */
    private static final byte ESCAPE = 0x1B;

    private TextBound() {}

    static boolean fits(String text, int mostBytes) {
        return text.length() <= mostBytes / 3 || text.length() <= mostBytes && end(text, mostBytes) == text.length();
    }

    /** The text, if it fits; else its beginning, and its length or, if it was cut before, the mark that says it. */
    static String cut(String text, int mostBytes) {
        if (fits(text, mostBytes)) {
            return text;
        }
        return text.substring(0, end(text, mostBytes)) + earlierMarkOr(text);
    }

    private static String earlierMarkOr(String text) {
        Matcher mark = EARLIER_MARK.matcher(text).region(Math.max(0, text.length() - LONGEST_MARK), text.length());
        return mark.find() ? mark.group() : "...[" + text.getBytes(StandardCharsets.UTF_8).length + " bytes]";
    }

    /** How many chars take at most so many bytes. */
    private static int end(String text, int mostBytes) {
        int bytes = 0;
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            boolean pair = Character.isHighSurrogate(c)
                    && at + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(at + 1));
            bytes += pair ? 4 : c < 0x80 || Character.isSurrogate(c) ? 1 : c < 0x800 ? 2 : 3;
            if (bytes > mostBytes) {
                return at;
            }
            at += pair ? 2 : 1;
        }
        return at;
    }

    /** See {@link RecordLimits#cutText}. */
    static void cut(Utf8Buffer target, int start, int mostBytes, String mark) {
        byte[] bytes = target.array();
        int size = target.size();
        if (!canBeCut(bytes, start, size)) {
            return;
        }
        int lineEnd = bytes[size - 1] != '\n' ? 0 : size - start > 1 && bytes[size - 2] == '\r' ? 2 : 1;
        int end = start + Math.max(0, mostBytes - mark.length() - lineEnd);
        while (end > start && (bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        target.truncate(end);
        target.append(mark);
        if (lineEnd == 2) {
            target.append('\r');
        }
        if (lineEnd > 0) {
            target.append('\n');
        }
    }

    /** Not JSON, XML or something binary, which nobody could read any more: what begins like a line of text. */
    private static boolean canBeCut(byte[] bytes, int start, int end) {
        byte first = bytes[start];
        if (first == '{' || first == '[' || first == '<' || (first & 0xC0) == 0x80) {
            return false;
        }
        for (int i = start; i < Math.min(end, start + LOOKED_AT); i++) {
            byte b = bytes[i];
            if (b >= 0 && b < ' ' && b != '\t' && b != '\n' && b != '\r' && b != ESCAPE) {
                return false;
            }
        }
        return true;
    }
}
