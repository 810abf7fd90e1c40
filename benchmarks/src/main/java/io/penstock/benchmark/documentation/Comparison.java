package io.penstock.benchmark.documentation;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;

/**
 * One figure of ours beside those of all rivals. Immutable.
 *
 * @param measure what was measured, with its unit
 * @param best puts the better of two figures first
 * @param format a figure for a reader; what looks the same is the same
 * @param ours without FastLane, which somebody must have switched on
 * @param lane with it, where that was measured
 * @param rivals by the name for a reader, at least one
 */
record Comparison(
        String measure,
        Comparator<Double> best,
        DoubleFunction<String> format,
        double ours,
        OptionalDouble lane,
        Map<String, Double> rivals) {

    Comparison {
        rivals = new LinkedHashMap<>(rivals);
    }

    /** The rivals with a better figure, the best first. */
    List<Map.Entry<String, Double>> better() {
        return betterThan(ours);
    }

    boolean isLost() {
        return !better().isEmpty();
    }

    /** Whether FastLane has a figure, and no rival a better one. */
    boolean isSavedByLane() {
        return isLost() && lane.isPresent() && betterThan(lane.getAsDouble()).isEmpty();
    }

    private List<Map.Entry<String, Double>> betterThan(double figure) {
        return rivals.entrySet().stream()
                .filter(rival -> best.compare(rival.getValue(), figure) < 0
                        && !format.apply(rival.getValue()).equals(format.apply(figure)))
                .sorted(Map.Entry.comparingByValue(best))
                .toList();
    }

    String oursText() {
        return format.apply(ours);
    }

    String laneText() {
        String text = lane.isPresent() ? format.apply(lane.getAsDouble()) : "-";
        return isSavedByLane() ? "**" + text + "**" : text;
    }
}
