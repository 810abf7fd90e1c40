package io.penstock.wire;

import java.util.Locale;

/** How the end of a record is told on a stream of {@code lines}; the first and the last for {@code syslog}, too. */
public enum Framing {
    /** A line end, LF, behind each record; for records of one line. The default of {@code lines}. */
    NEWLINE("newline"),
    /** A NUL behind each record, as GELF over TCP has it; a record may have several lines. */
    NUL("nul"),
    /** The record's length in bytes in front of it, as four bytes, the highest first. */
    LENGTH_PREFIX_4("lengthPrefix4"),
    /** The record's length in decimal digits and a space in front of it (RFC 6587, 3.4.1). Default of {@code syslog}. */
    OCTET_COUNTING("octetCounting");

    private final String word;

    Framing(String word) {
        this.word = word;
    }

    /**
     * Reads the word as users type it, in any case and with or without separators: {@code octetCounting} and {@code
     * octet-counting} are one.
     *
     * @throws IllegalArgumentException if the word is none of ours; the message says which are
     */
    public static Framing parse(String text) {
        String plain = text.trim().toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
        for (Framing framing : values()) {
            if (framing.word.toLowerCase(Locale.ROOT).equals(plain)) {
                return framing;
            }
        }
        throw new IllegalArgumentException(
                "framing=" + text + " is not known; use newline, nul, lengthPrefix4 or octetCounting");
    }

    /** The word users type. */
    @Override
    public String toString() {
        return word;
    }
}
