package io.penstock.benchmark.subject;

/** Contenders that do the same work, and may therefore be set beside each other. */
public enum Group {
    /** Logback, and what somebody might use in its place: one pattern, one buffered file. */
    LOGBACK,
    /** java.util.logging: MessageFormat, SimpleFormatter, and a FileHandler that flushes every record. */
    JUL
}
