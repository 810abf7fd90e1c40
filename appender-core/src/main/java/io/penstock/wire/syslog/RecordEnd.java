package io.penstock.wire.syslog;

import io.penstock.encode.Utf8Buffer;

/** What is done to the text of a syslog message when it is complete. Confined to the drain thread. */
final class RecordEnd {

    private static final int ESCAPE_BYTES = 4;

    private RecordEnd() {}

    /** Takes one line end, LF or CR LF, from the end of what was written from {@code start} on. */
    static void dropLineEnd(Utf8Buffer target, int start) {
        byte[] bytes = target.array();
        int size = target.size();
        if (size > start && bytes[size - 1] == '\n') {
            size--;
            if (size > start && bytes[size - 1] == '\r') {
                size--;
            }
            target.truncate(size);
        }
    }

    /** Whether the text looks like an object or an array, from its first character to its last. */
    static boolean isJson(Utf8Buffer target, int start) {
        byte[] bytes = target.array();
        int first = start;
        int last = target.size() - 1;
        while (first < last && isBlank(bytes[first])) {
            first++;
        }
        while (last > first && isBlank(bytes[last])) {
            last--;
        }
        return first < last && (bytes[first] == '{' && bytes[last] == '}' || bytes[first] == '[' && bytes[last] == ']');
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t' || b == '\n' || b == '\r';
    }

    /**
     * Writes line ends, and NUL which some receivers take for one, as rsyslog does when it receives them: {@code #012},
     * {@code #015}, {@code #000}.
     */
    static void escapeLineEnds(Utf8Buffer target, int start) {
        int found = 0;
        byte[] bytes = target.array();
        int size = target.size();
        for (int i = start; i < size; i++) {
            if (endsLines(bytes[i])) {
                found++;
            }
        }
        if (found == 0) {
            return;
        }
        for (int i = found * (ESCAPE_BYTES - 1); i > 0; i--) {
            target.append(' ');
        }
        bytes = target.array();
        int at = target.size();
        for (int i = size - 1; i >= start; i--) {
            byte b = bytes[i];
            if (endsLines(b)) {
                bytes[--at] = (byte) ('0' + (b & 7));
                bytes[--at] = (byte) ('0' + (b >> 3 & 7));
                bytes[--at] = '0';
                bytes[--at] = '#';
            } else {
                bytes[--at] = b;
            }
        }
    }

    private static boolean endsLines(byte b) {
        return b == '\n' || b == '\r' || b == 0;
    }
}
