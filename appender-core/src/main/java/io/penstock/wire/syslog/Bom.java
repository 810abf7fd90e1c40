package io.penstock.wire.syslog;

import java.util.Locale;

/** Whether the text of a syslog message is preceded by the three bytes that say that it is UTF-8 (RFC 5424, 6.4). */
public enum Bom {
    /** In front of a text with other characters than ASCII, unless it is JSON (RFC 8259, 8.1). The default. */
    AUTO,
    NEVER,
    /** In front of every text, JSON included, unless it is empty. */
    ALWAYS;

    /**
     * Reads a user's word, whatever its case.
     *
     * @throws IllegalArgumentException if there is no such word; the message says which there are
     */
    public static Bom parse(String text) {
        for (Bom bom : values()) {
            if (bom.name().equals(text.trim().toUpperCase(Locale.ROOT))) {
                return bom;
            }
        }
        throw new IllegalArgumentException("bom=" + text + " is unknown; use auto, never or always");
    }

    /** As users type it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
