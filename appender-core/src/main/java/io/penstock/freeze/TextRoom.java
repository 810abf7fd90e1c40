package io.penstock.freeze;

/**
 * The text that one call may still make: maxMessageBytes in the beginning, shared by all its arguments. Confined to the
 * calling thread.
 */
final class TextRoom {

    /**
     * What an element costs besides its own text: the separator. It bounds the number of elements, too: 256 KiB / 2 bytes
     * = 131,072, and more could not be printed within maxMessageBytes anyway.
     */
    static final int ELEMENT_BYTES = 2;

    private final int maxMessageBytes;
    private long left;
    private int cuts;

    TextRoom(int maxMessageBytes) {
        this.maxMessageBytes = maxMessageBytes;
        this.left = maxMessageBytes;
    }

    /** What there was at the beginning of a container, to go back to or to compare with. */
    record Start(long left, int cuts) {}

    Start start() {
        return new Start(left, cuts);
    }

    void backTo(Start start) {
        left = start.left;
        cuts = start.cuts;
    }

    boolean isUncutSince(Start start) {
        return cuts == start.cuts;
    }

    boolean isFull() {
        return left <= 0;
    }

    int elementsLeft() {
        return (int) (left / ELEMENT_BYTES);
    }

    void takeElements(int count) {
        left -= (long) count * ELEMENT_BYTES;
    }

    /** The same instance when there is room for it, else as much of it as there is room for. */
    String fit(String text) {
        if (isFull()) {
            return text.isEmpty() ? text : fullMark();
        }
        if (TextCut.fits(text, left)) {
            left -= TextCut.utf8Length(text);
            return text;
        }
        cuts++;
        String cut = TextCut.cut(text, left, maxMessageBytes);
        left = 0;
        return cut;
    }

    /**
     * For a container that keeps its elements and its text. Both say the same thing, so the larger of the two counts, not
     * their sum.
     */
    String fitBesideCopy(String text, Start start) {
        long leftAfterCopy = left;
        left = start.left;
        String fitted = fit(text);
        left = Math.min(left, leftAfterCopy);
        return fitted;
    }

    long left() {
        return left;
    }

    /** What an extension or a capture has kept. */
    void take(long bytes) {
        left -= bytes;
    }

    /** For what was kept twice, as text and as structure: the larger of the two counts. */
    void leaveAtMost(long leftAfterText) {
        left = Math.min(left, leftAfterText);
    }

    /** Stands where something was left out. */
    String mark(String mark) {
        cuts++;
        left -= mark.length();
        return mark;
    }

    String fullMark() {
        return mark("[cut at maxMessageBytes=" + maxMessageBytes + "]");
    }
}
