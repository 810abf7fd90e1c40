package io.penstock.benchmark.plot;

import io.penstock.benchmark.Figures;
import java.util.ArrayList;
import java.util.List;

/** Horizontal bars with their figures, in groups: the longest is as long as there is room. Not safe for concurrent use. */
public final class Bars {

    private static final int WIDTH = 900;
    private static final int LABELS = 330;
    private static final int FIGURES = 110;
    private static final int ROW = 20;
    private static final int TOP = 40;

    private final String title;
    private final List<Row> rows = new ArrayList<>();

    public Bars(String title) {
        this.title = title;
    }

    /** The bars to come belong under this heading. */
    public void group(String heading) {
        rows.add(new Row(heading, -1, 0));
    }

    /** @param series decides the colour; 0 is ours */
    public void bar(String label, double value, int series) {
        rows.add(new Row(label, value, series));
    }

    @Override
    public String toString() {
        Svg svg = new Svg(WIDTH, TOP + ROW * rows.size() + ROW, title);
        double most = rows.stream().mapToDouble(Row::value).max().orElse(1);
        int y = TOP;
        for (Row row : rows) {
            if (row.value < 0) {
                svg.text(16, y + 14, "start", "faint", row.label);
            } else {
                double length = most > 0 ? (WIDTH - LABELS - FIGURES) * row.value / most : 0;
                svg.text(LABELS - 8, y + 14, "end", "", row.label);
                svg.bar(LABELS, y + 3, length, ROW - 6, row.series);
                svg.text(LABELS + length + 6, y + 14, "start", "", Figures.of(row.value));
            }
            y += ROW;
        }
        return svg.toString();
    }

    private record Row(String label, double value, int series) {}
}
