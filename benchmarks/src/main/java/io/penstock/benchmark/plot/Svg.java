package io.penstock.benchmark.plot;

import java.util.Locale;

/** Collects the shapes of one SVG file. Not safe for concurrent use. */
final class Svg {

    /**
     * The colours of the series, of one lightness each for light and dark; ours is the first. Those after the last begin
     * anew with broken lines.
     */
    static final int COLOURS = 8;

    private static final String STYLE = """
            <style>
              .page{fill:#ffffff}.text{fill:#24292f}.faint{fill:#57606a}.grid{stroke:#d0d7de}
              .c0{--c:#cf222e}.c1{--c:#0969da}.c2{--c:#1a7f37}.c3{--c:#9a6700}.c4{--c:#8250df}.c5{--c:#bc4c00}.c6{--c:#0b7285}.c7{--c:#57606a}
              @media (prefers-color-scheme:dark){
                .page{fill:#0d1117}.text{fill:#e6edf3}.faint{fill:#9198a1}.grid{stroke:#30363d}
                .c0{--c:#ff7b72}.c1{--c:#58a6ff}.c2{--c:#3fb950}.c3{--c:#d29922}.c4{--c:#bc8cff}.c5{--c:#ffa657}.c6{--c:#56d4dd}.c7{--c:#9198a1}
              }
              text{font:12px system-ui,sans-serif}.title{font-size:15px;font-weight:600}
              .line{fill:none;stroke:var(--c);stroke-width:1.5}.ours{stroke-width:3}.bar{fill:var(--c)}
            </style>
            """;

    private final StringBuilder shapes = new StringBuilder();
    private final int width;
    private final int height;

    Svg(int width, int height, String title) {
        this.width = width;
        this.height = height;
        text(16, 24, "start", "title", title);
    }

    void text(double x, double y, String anchor, String classes, String text) {
        shapes.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" class=\"%s text\">%s</text>%n",
                x,
                y,
                anchor,
                classes,
                text.replace("&", "&amp;").replace("<", "&lt;")));
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
        String dashes = series < COLOURS ? "" : " stroke-dasharray=\"6 4\"";
        shapes.append(String.format(
                "<polyline points=\"%s\" class=\"line %s%s\"%s/>%n",
                points, colour(series), ours ? " ours" : "", dashes));
    }

    private static String colour(int series) {
        return "c" + series % COLOURS;
    }

    @Override
    public String toString() {
        return String.format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\">%n%s"
                        + "<rect width=\"%d\" height=\"%d\" class=\"page\"/>%n%s</svg>%n",
                width, height, width, height, STYLE, width, height, shapes);
    }
}
