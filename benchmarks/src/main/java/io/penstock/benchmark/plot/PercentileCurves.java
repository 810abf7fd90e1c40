package io.penstock.benchmark.plot;

import io.penstock.benchmark.figures.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/**
 * Latencies over percentiles, both on logarithmic axes: each further nine is as wide as the one before. Not safe for concurrent
 * use.
 */
public final class PercentileCurves {

    private static final int WIDTH = 1010;
    private static final int HEIGHT = 500;
    private static final int LEFT = 96;
    private static final int RIGHT = 620;
    private static final int TOP = 64;
    private static final int BOTTOM = 430;
    private static final double[] TICKS = {0, 90, 99, 99.9, 99.99};
    private static final double NINES = 4;
    private static final int STEPS = 240;

    private final String title;
    private final String caption;
    private final List<Curve> curves = new ArrayList<>();

    /** @param caption where the figures come from */
    public PercentileCurves(String title, String caption) {
        this.title = title;
        this.caption = caption;
    }

    /** @param microsAt the latency at a percentile between 0 and 100 */
    public void curve(String label, boolean ours, DoubleUnaryOperator microsAt) {
        double[] values = new double[STEPS + 1];
        for (int step = 0; step <= STEPS; step++) {
            double nines = NINES * step / STEPS;
            // A value of 0 has no logarithm; a nanosecond is the clock's own step.
            values[step] = Math.max(0.001, microsAt.applyAsDouble(100 - 100 * Math.pow(10, -nines)));
        }
        curves.add(new Curve(label, ours, values));
    }

    @Override
    public String toString() {
        Svg svg = new Svg(WIDTH, Math.max(HEIGHT, TOP + 30 + 20 * curves.size()), title, caption);
        int least = Integer.MAX_VALUE;
        int most = Integer.MIN_VALUE;
        for (Curve curve : curves) {
            least = Math.min(least, (int) Math.floor(Math.log10(curve.values[0])));
            most = Math.max(most, (int) Math.ceil(Math.log10(curve.values[STEPS])));
        }
        most = Math.max(most, least + 1);
        for (int decade = least; decade <= most; decade++) {
            double y = y(Math.pow(10, decade), least, most);
            svg.gridLine(LEFT, y, RIGHT, y);
            svg.text(LEFT - 8, y + 4, "end", "faint", plain(Math.pow(10, decade)));
        }
        for (double tick : TICKS) {
            double x = x(tick == 0 ? 0 : -Math.log10(1 - tick / 100));
            svg.gridLine(x, TOP, x, BOTTOM);
            svg.text(x, BOTTOM + 18, "middle", "faint", plain(tick) + " %");
        }
        svg.text((LEFT + RIGHT) / 2.0, BOTTOM + 44, "middle", "", "percentile of the calls");
        svg.upwards(22, (TOP + BOTTOM) / 2.0, "latency in µs, logarithmic");
        int ours = 0;
        for (int i = 0; i < curves.size(); i++) {
            Curve curve = curves.get(i);
            int series = curve.ours ? Svg.ours(ours++) : Svg.other(i - ours);
            svg.line(points(curve, least, most), series, curve.ours);
            int legend = TOP + 10 + 20 * i;
            svg.line((RIGHT + 16) + "," + legend + " " + (RIGHT + 44) + "," + legend, series, curve.ours);
            svg.text(RIGHT + 52, legend + 4, "start", "", curve.label);
        }
        return svg.toString();
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Figures.count((long) number) : Double.toString(number);
    }

    private static String points(Curve curve, int least, int most) {
        StringBuilder points = new StringBuilder();
        for (int step = 0; step <= STEPS; step++) {
            points.append(String.format(
                    Locale.ROOT, "%.1f,%.1f ", x(NINES * step / STEPS), y(curve.values[step], least, most)));
        }
        return points.toString().strip();
    }

    private static double x(double nines) {
        return LEFT + (RIGHT - LEFT) * nines / NINES;
    }

    private static double y(double micros, int least, int most) {
        return BOTTOM - (BOTTOM - TOP) * (Math.log10(micros) - least) / (most - least);
    }

    private record Curve(String label, boolean ours, double[] values) {}
}
