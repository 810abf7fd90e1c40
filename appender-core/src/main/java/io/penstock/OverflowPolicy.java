package io.penstock;

import java.util.Locale;

/** What a caller meets when the ring is full. */
public enum OverflowPolicy {
    /** Wait for space, at most {@code maxBlock}; then the event is dropped and counted. The default. */
    BLOCK("block"),
    /** Never wait: the event is dropped and counted at once. */
    DROP("drop"),
    /** Below {@code priorityLevel} as {@link #DROP}, at or above it as {@link #BLOCK}. */
    DROP_BELOW("dropBelow");

    private final String word;

    OverflowPolicy(String word) {
        this.word = word;
    }

    /**
     * Reads the word as users type it, in any case and with or without separators: {@code dropBelow}, {@code
     * drop-below} and {@code DROP_BELOW} are one.
     *
     * @throws IllegalArgumentException if the word is none of ours; the message says which are
     */
    public static OverflowPolicy parse(String text) {
        String plain = text.trim().toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
        for (OverflowPolicy policy : values()) {
            if (policy.word.toLowerCase(Locale.ROOT).equals(plain)) {
                return policy;
            }
        }
        if (plain.equals("spool")) {
            throw new IllegalArgumentException("overflowPolicy=" + text
                    + " needs the disk spool, which this version does not have yet; use block, drop or dropBelow");
        }
        throw new IllegalArgumentException("overflowPolicy=" + text + " is not known; use block, drop or dropBelow");
    }

    /** The word users type. */
    @Override
    public String toString() {
        return word;
    }
}
