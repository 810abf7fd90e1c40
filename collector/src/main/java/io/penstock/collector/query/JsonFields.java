package io.penstock.collector.query;

import java.nio.charset.StandardCharsets;

/**
 * Goes through the fields of one JSON object in its bytes, without copying anything. Not safe for concurrent use.
 *
 * <p>It finds where names and values are; it does not judge whether a number or a nested value is right.
 */
final class JsonFields {

    private byte[] bytes = new byte[0];
    private int at;
    private int end;
    private boolean wrong;

    int nameStart;
    int nameEnd;
    /** Of the value as it stands there, quotation marks included. */
    int valueStart;

    int valueEnd;

    /**
     * From the brace on.
     *
     * @return false if no object begins there
     */
    boolean begin(byte[] text, int from, int to) {
        bytes = text;
        at = from;
        end = to;
        skipSpace();
        wrong = at >= end || bytes[at] != '{';
        at++;
        return !wrong;
    }

    /**
     * Stands on the next field.
     *
     * @return false: there is none any more, or the object is not right; see {@link #isWrong}
     */
    boolean next() {
        skipSpace();
        if (!wrong && at < end && bytes[at] == ',') {
            at++;
            skipSpace();
        }
        if (wrong || at >= end || bytes[at] != '"') {
            wrong |= at >= end || bytes[at] != '}';
            at = Math.min(at + 1, end);
            return false;
        }
        nameStart = at + 1;
        at = endOfString(at);
        nameEnd = at - 1;
        skipSpace();
        if (at >= end || bytes[at] != ':') {
            wrong = true;
            return false;
        }
        at++;
        skipSpace();
        valueStart = at;
        at = endOfValue();
        valueEnd = at;
        wrong |= at > end || valueEnd == valueStart;
        return !wrong;
    }

    boolean isWrong() {
        return wrong;
    }

    /** After the last field: whether nothing but space stands behind the object. */
    boolean isWhole() {
        skipSpace();
        return !wrong && at >= end;
    }

    private void skipSpace() {
        while (at < end && (bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\n' || bytes[at] == '\r')) {
            at++;
        }
    }

    /** Behind the closing quotation mark; behind the end if there is none. */
    private int endOfString(int from) {
        int place = from + 1;
        while (place < end && bytes[place] != '"') {
            place += bytes[place] == '\\' ? 2 : 1;
        }
        return place < end ? place + 1 : end + 1;
    }

    private int endOfValue() {
        if (at >= end) {
            return end + 1;
        }
        byte first = bytes[at];
        if (first == '"') {
            return endOfString(at);
        }
        if (first == '{' || first == '[') {
            return endOfNested();
        }
        int place = at;
        while (place < end && ",}] \t\r\n".indexOf(bytes[place]) < 0) {
            place++;
        }
        return place;
    }

    private int endOfNested() {
        int depth = 0;
        int place = at;
        while (place < end) {
            byte b = bytes[place];
            if (b == '"') {
                place = endOfString(place);
                continue;
            }
            place++;
            if (b == '{' || b == '[') {
                depth++;
            } else if (b == '}' || b == ']') {
                depth--;
                if (depth == 0) {
                    return place;
                }
            }
        }
        return end + 1;
    }

    boolean valueIsString() {
        return bytes[valueStart] == '"';
    }

    boolean valueIsObject() {
        return bytes[valueStart] == '{';
    }

    boolean valueIsNested() {
        return bytes[valueStart] == '{' || bytes[valueStart] == '[';
    }

    /** The value as text: a string without its quotation marks and escapes, anything else as it stands there. */
    String value() {
        return valueIsString()
                ? text(bytes, valueStart + 1, valueEnd - 1)
                : new String(bytes, valueStart, valueEnd - valueStart, StandardCharsets.UTF_8);
    }

    String name() {
        return text(bytes, nameStart, nameEnd);
    }

    /** What stands between two quotation marks, escapes resolved. */
    static String text(byte[] bytes, int from, int to) {
        String raw = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        int escape = raw.indexOf('\\');
        if (escape < 0) {
            return raw;
        }
        StringBuilder text = new StringBuilder(raw.length());
        int done = 0;
        while (escape >= 0 && escape + 1 < raw.length()) {
            text.append(raw, done, escape);
            char c = raw.charAt(escape + 1);
            done = escape + 2;
            if (c == 'u' && escape + 6 <= raw.length() && isHex(raw, escape + 2)) {
                text.append((char) Integer.parseInt(raw, escape + 2, escape + 6, 16));
                done = escape + 6;
            } else {
                text.append(unescaped(c));
            }
            escape = raw.indexOf('\\', done);
        }
        return text.append(raw, done, raw.length()).toString();
    }

    private static boolean isHex(String text, int from) {
        for (int i = from; i < from + 4; i++) {
            if (Character.digit(text.charAt(i), 16) < 0) {
                return false;
            }
        }
        return true;
    }

    private static char unescaped(char c) {
        return switch (c) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'f' -> '\f';
            default -> c;
        };
    }
}
