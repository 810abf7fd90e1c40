package io.penstock.context;

import java.util.Locale;

/** Setting {@code carryContext}: whether what belongs to the calling thread is there when an event is delivered. */
public enum CarryContext {
    /** If something behind the ring is not known to ignore the thread it runs on. */
    AUTO,
    ALWAYS,
    NEVER;

    public static final String SETTING = "carryContext";

    /**
     * As users type it.
     *
     * @throws IllegalArgumentException with name, value and cure, if there is no such word
     */
    public static CarryContext parse(String text) {
        for (CarryContext choice : values()) {
            if (choice.name().equals(text.trim().toUpperCase(Locale.ROOT))) {
                return choice;
            }
        }
        throw new IllegalArgumentException(SETTING + "=" + text + " is not known; use auto, always or never");
    }
}
