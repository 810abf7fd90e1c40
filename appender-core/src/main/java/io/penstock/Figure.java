package io.penstock;

import java.util.Map;

/**
 * What one number or text about an appender is. Its value stands in {@link Figures#read}. Immutable; safe for any thread.
 *
 * @param name unique in its appender, for instance {@code ringFill}
 * @param unit what is counted, in the plural, for instance {@code events}; empty for a text without one
 * @param description one sentence
 * @param tags for whoever counts in dimensions: which of several figures of a family this is, for instance {@code
 *     reason=ringFull}; mostly empty
 */
public record Figure(String name, Kind kind, String unit, String description, Map<String, String> tags) {

    /** What becomes of the value as time goes by, and its type in {@link Figures#read}. */
    public enum Kind {
        /** A {@link Long} that only grows, from 0 at the start of the appender; docs/figures.md names two small exceptions. */
        COUNTER,
        /** A {@link Long} that grows and shrinks. */
        GAUGE,
        /** A {@link Timing}. */
        TIMER,
        /** A {@link String}: a state, a setting, or several numbers at one moment. */
        TEXT
    }

    // The three that a record has by itself are written out: what the JDK makes for them is kept in caches of its own,
    // which would hold our class loader, and so a web application that was removed, through the type Kind.

    public Figure {
        tags = Map.copyOf(tags);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Figure figure
                && name.equals(figure.name)
                && kind == figure.kind
                && unit.equals(figure.unit)
                && description.equals(figure.description)
                && tags.equals(figure.tags);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + tags.hashCode();
    }

    @Override
    public String toString() {
        return name + tags + ", " + kind + ", in " + unit + ": " + description;
    }
}
