package io.penstock.jul.settings;

import java.util.Locale;

/**
 * Whether the source class and method of a record are inferred on the caller's thread: setting {@code inferCaller}, or
 * {@code includeCallerData}.
 */
public enum CallerMode {
    /** If a wrapped handler's formatter can show them. */
    AUTO,
    ALWAYS,
    NEVER;

    static CallerMode parse(String setting, String text) {
        for (CallerMode mode : values()) {
            if (mode.name().equals(text.toUpperCase(Locale.ROOT))) {
                return mode;
            }
        }
        throw new IllegalArgumentException(setting + "=" + text + " is not known; use auto, always or never");
    }

    /** As users type it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
