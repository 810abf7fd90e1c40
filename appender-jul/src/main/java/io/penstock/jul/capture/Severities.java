package io.penstock.jul.capture;

import io.penstock.Severity;
import java.util.Locale;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;

/** The levels of java.util.logging, which anybody may extend, on the five steps of the core. */
public final class Severities {

    private static final int ERROR = Level.SEVERE.intValue();
    private static final int WARN = Level.WARNING.intValue();
    private static final int INFO = Level.CONFIG.intValue();
    private static final int DEBUG = Level.FINE.intValue();

    private Severities() {}

    public static Severity of(Level level) {
        int value = level.intValue();
        if (value >= WARN) {
            return value >= ERROR ? Severity.ERROR : Severity.WARN;
        }
        if (value >= INFO) {
            return Severity.INFO;
        }
        return value >= DEBUG ? Severity.DEBUG : Severity.TRACE;
    }

    /**
     * Reads a level: a name or number of java.util.logging, or a word of the core's.
     *
     * @return null for {@code OFF}
     * @throws IllegalArgumentException if it is neither; the message names setting, value and words
     */
    public static @Nullable Severity parse(String setting, String text) {
        String word = text.trim().toUpperCase(Locale.ROOT);
        if (word.equals("OFF")) {
            return null;
        }
        for (Severity severity : Severity.values()) {
            if (severity.name().equals(word)) {
                return severity;
            }
        }
        return of(level(setting, text));
    }

    /** Whether this is how the level is written. */
    public static boolean isLevel(String text, Level level) {
        try {
            return level("level", text).equals(level);
        } catch (IllegalArgumentException unknown) {
            return false;
        }
    }

    /** Reads a level of java.util.logging or of somebody's own, by name or number; the JDK's in any case of letters. */
    public static Level level(String setting, String text) {
        String asWritten = text.trim();
        try {
            return Level.parse(asWritten);
        } catch (IllegalArgumentException perhapsInSmallLetters) {
            // The problem is reported below.
        }
        try {
            return Level.parse(asWritten.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException(setting + "=" + text
                    + " is not a level; use SEVERE, WARNING, INFO, CONFIG, FINE, FINER, FINEST, ALL or OFF");
        }
    }
}
