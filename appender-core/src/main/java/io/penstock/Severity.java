package io.penstock;

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

    /** Whether this is as severe as {@code other} or more. */
    public boolean isAtLeast(Severity other) {
        return compareTo(other) >= 0;
    }
}
