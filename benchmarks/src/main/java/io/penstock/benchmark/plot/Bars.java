package io.penstock.benchmark.plot;

import io.penstock.benchmark.figures.Figures;
import java.util.ArrayList;
import java.util.List;

/** Horizontal bars with their figures, in groups, over one axis that begins at 0. Not safe for concurrent use. */
public final class Bars {

    private static final int WIDTH = 940;
    private static final int LABELS = 350;
    private static final int FIGURES = 100;
    private static final int ROW = 20;
    private static final int TOP = 92;
    private static final int BOTTOM = 58;
    private static final int MOST_TICKS = 6;

    private final String title;
    private final String caption;
    private final String axis;
    private final List<Row> rows = new ArrayList<>();

    /**
     * @param caption where the figures come from
     * @param axis what is counted, with its unit
     */
    public Bars(String title, String caption, String axis) {
        this.title = title;
        this.caption = caption;
        this.axis = axis;
    }

    /** The bars to come belong under this heading. */
    public void group(String heading) {
        rows.add(new Row(heading, -1, false));
    }

    public void bar(String label, double value, boolean ours) {
        rows.add(new Row(label, value, ours));
    }

    @Override
    public String toString() {
        int end = TOP + ROW * rows.size();
        Svg svg = new Svg(WIDTH, end + BOTTOM, title, caption);
        legend(svg);
        double most = rows.stream().mapToDouble(Row::value).max().orElse(1);
        double step = step(most);
        for (int tick = 0; tick * step <= most; tick++) {
            double x = LABELS + length(tick * step, most);
            svg.gridLine(x, TOP, x, end);
            svg.text(x, end + 18, "middle", "faint", tick == 0 ? "0" : Figures.count(Math.round(tick * step)));
        }
        svg.text(LABELS + length(most, most) / 2, end + 42, "middle", "", axis);
        int y = TOP;
        for (Row row : rows) {
            if (row.value < 0) {
                svg.text(16, y + 14, "start", "group", row.label);
            } else {
                double length = length(row.value, most);
                svg.text(LABELS - 8, y + 14, "end", "", row.label);
                svg.bar(LABELS, y + 3, length, ROW - 6, series(row.ours));
                svg.text(LABELS + length + 6, y + 14, "start", "", Figures.of(row.value));
            }
            y += ROW;
        }
        return svg.toString();
    }

    private static void legend(Svg svg) {
        int x = LABELS;
        for (boolean ours : new boolean[] {true, false}) {
            svg.bar(x, TOP - 24, 14, 10, series(ours));
            svg.text(x + 20, TOP - 15, "start", "", ours ? "Penstock" : "others");
            x += 120;
        }
    }

    private static int series(boolean ours) {
        return ours ? Svg.ours(0) : Svg.other(0);
    }

    private static double length(double value, double most) {
        return most > 0 ? (WIDTH - LABELS - FIGURES) * value / most : 0;
    }

    /** 1, 2 or 5 times a power of ten, so that there are not too many ticks. */
    static double step(double most) {
        double step = Math.pow(10, Math.floor(Math.log10(Math.max(1, most))) - 1);
        for (double factor : new double[] {1, 2, 5, 10, 20, 50}) {
            if (most / (factor * step) <= MOST_TICKS) {
                return factor * step;
            }
        }
        return most;
    }

    private record Row(String label, double value, boolean ours) {}
}
