package io.penstock.stats;

import io.penstock.Figure;
import io.penstock.Figures;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The figures of all stages of one appender. Safe for any thread. */
public final class AppenderFigures implements Figures {

    private final String type;
    private final String name;
    private final List<Figure> list;
    private volatile List<FigureSource> sources;
    /** Once the appender has stopped. Written before {@link #sources}. */
    private @Nullable Map<Figure, Object> last;

    public AppenderFigures(String type, String name, List<FigureSource> sources) {
        this.type = type;
        this.name = name;
        this.sources = List.copyOf(sources);
        this.list = List.copyOf(read().keySet());
    }

    @Override
    public String type() {
        return type;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Figure> list() {
        return list;
    }

    @Override
    public Map<Figure, Object> read() {
        List<FigureSource> present = sources;
        Map<Figure, Object> ended = last;
        if (present.isEmpty() && ended != null) {
            return ended;
        }
        FigureList figures = new FigureList();
        present.forEach(source -> source.list(figures));
        return Collections.unmodifiableMap(figures.values());
    }

    /** The appender has stopped: what is read now stays. */
    synchronized void end() {
        if (last == null) {
            last = read();
            sources = List.of();
        }
    }
}
