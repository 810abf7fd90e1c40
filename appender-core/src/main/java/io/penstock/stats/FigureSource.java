package io.penstock.stats;

/**
 * A stage that has figures. Safe for any thread.
 *
 * <p>JMX and listeners hold it, also when everybody else has forgotten the appender: it must hold what it reads weakly,
 * unless that is small.
 */
@FunctionalInterface
public interface FigureSource {

    /** Writes down all figures with their present values; the same figures in the same order each time. */
    void list(FigureList figures);
}
