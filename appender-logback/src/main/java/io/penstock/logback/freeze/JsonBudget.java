package io.penstock.logback.freeze;

/** Counts what is written into tokens at the call. Confined to the calling thread. */
final class JsonBudget {

    /** As deep as Jackson's generators go by default; a cycle ends here, too. */
    private static final int MAX_DEPTH = 1000;

    /** A token's place among the others, and the boxed number it may hold. */
    private static final int TOKEN_HEAP_BYTES = 24;

    private final long maxBytes;
    private long left;
    private long heapBytes = 256;
    private int depth;
    private boolean exceeded;

    JsonBudget(long maxBytes) {
        this.maxBytes = maxBytes;
        this.left = maxBytes;
    }

    /** As many bytes as the token takes in a line, more or less: its text and what stands between two. */
    void spend(long bytes) {
        left -= bytes + 1;
        heapBytes += TOKEN_HEAP_BYTES;
        if (left < 0) {
            throw exceeded();
        }
    }

    void spendText(int length) {
        heapBytes += 24 + length;
        spend(length + 2L);
    }

    void open() {
        if (++depth > MAX_DEPTH) {
            throw exceeded();
        }
        spend(1);
    }

    void close() {
        depth--;
        spend(0);
    }

    private RuntimeException exceeded() {
        exceeded = true;
        return JsonReader.TooMuchException.INSTANCE;
    }

    /** Whoever was writing may have wrapped the exception, or swallowed it. */
    boolean isExceeded() {
        return exceeded;
    }

    long bytes() {
        return maxBytes - left;
    }

    long heapBytes() {
        return heapBytes;
    }
}
