package io.penstock.benchmark.plot;

import java.util.Locale;

/** Collects the shapes of one SVG file. Not safe for concurrent use. */
final class Svg {

    /**
     * The colours of the series, each for a light page and for a dark one. The first is ours; further series begin anew with the
     * others, dashed.
     */
    private static final String[] LIGHT = {
        "#cf222e", "#0969da", "#1a7f37", "#9a6700", "#8250df", "#bc4c00", "#0b7285", "#57606a"
    };

    private static final String[] DARK = {
        "#ff7b72", "#58a6ff", "#3fb950", "#d29922", "#bc8cff", "#ffa657", "#56d4dd", "#9198a1"
    };

    // No variables: not every program that shows a picture knows them.
    private static final String STYLE = "<style>\n"
            + page("#ffffff", "#24292f", "#57606a", "#d0d7de", LIGHT)
            + "@media (prefers-color-scheme:dark){\n"
            + page("#0d1117", "#e6edf3", "#9198a1", "#30363d", DARK)
            + "}\n"
            + "text{font:12px system-ui,sans-serif}.title{font-size:15px;font-weight:600}.caption{font-size:11px}.group{font-weight:600}\n"
            + ".line{fill:none;stroke-width:1.5}.ours{stroke-width:3}\n"
            + "</style>\n";

    private static String page(String page, String text, String faint, String grid, String[] colours) {
        StringBuilder rules = new StringBuilder(".page{fill:" + page + "}.text{fill:" + text + "}.faint{fill:" + faint
                + "}.grid{stroke:" + grid + "}\n");
        for (int i = 0; i < colours.length; i++) {
            rules.append(".line.c")
                    .append(i)
                    .append("{stroke:")
                    .append(colours[i])
                    .append("}.bar.c")
                    .append(i)
                    .append("{fill:")
                    .append(colours[i])
                    .append("}\n");
        }
        return rules.toString();
    }

    private final StringBuilder shapes = new StringBuilder();
    private final int width;
    private final int height;
    private final String title;

    Svg(int width, int height, String title, String caption) {
        this.width = width;
        this.height = height;
        this.title = title;
        text(16, 24, "start", "title", title);
        text(16, 44, "start", "caption faint", caption);
    }

    void text(double x, double y, String anchor, String classes, String text) {
        shapes.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" class=\"%s text\">%s</text>%n",
                x,
                y,
                anchor,
                classes,
                escaped(text)));
    }

    /** For the title of the vertical axis: centred at this point, read from below. */
    void upwards(double x, double y, String text) {
        shapes.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\" transform=\"rotate(-90 %1$.1f %2$.1f)\" class=\"text\">%s</text>%n",
                x,
                y,
                escaped(text)));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    void gridLine(double x1, double y1, double x2, double y2) {
        shapes.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"grid\"/>%n",
                x1,
                y1,
                x2,
                y2));
    }

    void bar(double x, double y, double width, double height, int series) {
        shapes.append(String.format(
                Locale.ROOT,
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" class=\"bar %s\"/>%n",
                x,
                y,
                width,
                height,
                colour(series)));
    }

    /** @param points {@code x,y x,y ...} */
    void line(String points, int series, boolean ours) {
        String dashes = series < LIGHT.length ? "" : " stroke-dasharray=\"6 4\"";
        shapes.append(String.format(
                "<polyline points=\"%s\" class=\"line %s%s\"%s/>%n",
                points, colour(series), ours ? " ours" : "", dashes));
    }

    /** The series of ours with this number, counted from 0. */
    static int ours(int number) {
        return number * LIGHT.length;
    }

    /** The series of somebody else's with this number, counted from 0. */
    static int other(int number) {
        int colours = LIGHT.length - 1;
        return number / colours * LIGHT.length + 1 + number % colours;
    }

    private static String colour(int series) {
        return "c" + series % LIGHT.length;
    }

    @Override
    public String toString() {
        return String.format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\">%n"
                        + "<title>%s</title>%n%s"
                        + "<rect width=\"%d\" height=\"%d\" class=\"page\"/>%n%s</svg>%n",
                width, height, width, height, escaped(title), STYLE, width, height, shapes);
    }
}
