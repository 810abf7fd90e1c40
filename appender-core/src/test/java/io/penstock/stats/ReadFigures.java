package io.penstock.stats;

import io.penstock.Figure;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The figures of one stage at one moment, by name. */
public final class ReadFigures {

    private ReadFigures() {}

    public static Map<String, Object> of(FigureSource stage) {
        Map<Figure, Object> read = new AppenderFigures("Test", "read", List.of(stage)).read();
        return read.entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().name(), Map.Entry::getValue));
    }
}
