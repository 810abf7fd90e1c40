package io.penstock;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How grave an event is, in the five steps all logging frameworks can be mapped onto. Ordered from the least to the
 * most severe, so that {@code compareTo} may be used.
 */
public enum Severity {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR;

    /**
     * Reads a level as users type it, in any case.
     *
     * @param setting the setting's name, for the message
     * @return null for {@code OFF}
     * @throws IllegalArgumentException if the word is none of ours; the message names the setting and the words
     */
    public static @Nullable Severity parse(String setting, String text) {
        String word = text.trim().toUpperCase(Locale.ROOT);
        if (word.equals("OFF")) {
            return null;
        }
        for (Severity severity : values()) {
            if (severity.name().equals(word)) {
                return severity;
            }
        }
        throw new IllegalArgumentException(
                setting + "=" + text + " is not a level; use TRACE, DEBUG, INFO, WARN, ERROR or OFF");
    }

    /** Whether this is as severe as {@code other} or more. */
    public boolean isAtLeast(Severity other) {
        return compareTo(other) >= 0;
    }
}
