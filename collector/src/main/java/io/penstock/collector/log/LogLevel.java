package io.penstock.collector.log;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The level of a message as the log counts it; whatever a sender's framework has is one of these. */
public enum LogLevel {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR,
    /** None is known: a logd client's own bytes. */
    UNKNOWN;

    /** How many there are. */
    public static final int COUNT = 6;

    /** Also by other frameworks' names; what none uses is {@link #UNKNOWN}. */
    public static LogLevel of(@Nullable String name) {
        if (name == null) {
            return UNKNOWN;
        }
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "TRACE", "FINEST", "FINER", "ALL" -> TRACE;
            case "DEBUG", "FINE" -> DEBUG;
            case "INFO", "CONFIG", "NOTICE", "INFORMATIONAL" -> INFO;
            case "WARN", "WARNING" -> WARN;
            case "ERROR", "SEVERE", "FATAL", "CRITICAL", "ERR", "CRIT", "ALERT", "EMERG", "EMERGENCY" -> ERROR;
            default -> UNKNOWN;
        };
    }
}
