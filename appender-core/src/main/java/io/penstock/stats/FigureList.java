package io.penstock.stats;

import io.penstock.Figure;
import io.penstock.Figure.Kind;
import io.penstock.Timing;
import java.util.LinkedHashMap;
import java.util.Map;

/** The table of figures, as it is written down for one reading. Confined to the thread that reads. */
public final class FigureList {

    private final Map<Figure, Object> values = new LinkedHashMap<>();

    FigureList() {}

    /** What only grows, from 0 at the start. */
    public FigureList counter(String name, String unit, String description, long value) {
        return add(name, Kind.COUNTER, unit, description, Map.of(), value);
    }

    /** As the other, of a family in which {@code value} of {@code tag} says which counter this is. */
    public FigureList counter(String name, String unit, String description, String tag, Object of, long value) {
        return add(name, Kind.COUNTER, unit, description, Map.of(tag, of.toString()), value);
    }

    /** What grows and shrinks. */
    public FigureList gauge(String name, String unit, String description, long value) {
        return add(name, Kind.GAUGE, unit, description, Map.of(), value);
    }

    /** How long something took. */
    public FigureList timer(String name, String unit, String description, Timing value) {
        return add(name, Kind.TIMER, unit, description, Map.of(), value);
    }

    /** A state, or several numbers at one moment. */
    public FigureList text(String name, String description, Object value) {
        return text(name, "", description, value);
    }

    /** A setting in use. */
    public FigureList text(String name, String unit, String description, Object value) {
        return add(name, Kind.TEXT, unit, description, Map.of(), value.toString());
    }

    private FigureList add(
            String name, Kind kind, String unit, String description, Map<String, String> tags, Object value) {
        values.put(new Figure(name, kind, unit, description, tags), value);
        return this;
    }

    Map<Figure, Object> values() {
        return values;
    }
}
