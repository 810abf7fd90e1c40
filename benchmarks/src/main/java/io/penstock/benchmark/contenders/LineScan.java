package io.penstock.benchmark.contenders;

/**
 * Counts, byte by byte, the lines that contain a mark. Not safe for concurrent use.
 *
 * <p>It does not turn the bytes into strings: that would take half of the suite's time, and the JVM would still be compiling it
 * while the next batch is measured. The mark is found as Knuth, Morris and Pratt do (Fast Pattern Matching in Strings, 1977).
 */
final class LineScan {

    private final byte[] mark;
    /** At index n: how many bytes of the mark remain matched if n bytes matched and the next one does not. */
    private final int[] fallback;

    private int matched;
    private boolean found;
    private long count;

    LineScan(byte[] mark) {
        this.mark = mark;
        this.fallback = new int[mark.length];
        for (int i = 1, length = 0; i < mark.length; ) {
            if (mark[i] == mark[length]) {
                fallback[i++] = ++length;
            } else if (length > 0) {
                length = fallback[length - 1];
            } else {
                i++;
            }
        }
    }

    void add(byte[] chunk, int length) {
        for (int i = 0; i < length; i++) {
            byte present = chunk[i];
            if (present == '\n') {
                endLine();
            } else if (!found) {
                match(present);
            }
        }
    }

    private void endLine() {
        count += found ? 1 : 0;
        found = false;
        matched = 0;
    }

    private void match(byte present) {
        while (matched > 0 && present != mark[matched]) {
            matched = fallback[matched - 1];
        }
        if (present == mark[matched] && ++matched == mark.length) {
            found = true;
        }
    }

    /** The number of matching lines so far; a last line without a line end is counted, too. */
    long count() {
        return count + (found ? 1 : 0);
    }
}
