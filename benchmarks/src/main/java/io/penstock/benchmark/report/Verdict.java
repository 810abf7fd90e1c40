package io.penstock.benchmark.report;

import io.penstock.benchmark.figures.Figures;
import io.penstock.benchmark.figures.Spread;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoublePredicate;

/** A target, and whether this run met it. */
public record Verdict(Outcome outcome, String target, String detail) {

    public enum Outcome {
        MET,
        MISSED,
        /** The control shows that the measurement itself is biased, so the figure does not answer the question. */
        INVALID,
        NOT_RUN;

        public static Outcome parse(String word) {
            return Arrays.stream(values())
                    .filter(outcome -> outcome.toString().equals(word))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "outcome=" + word + " is unknown; use met, missed or not run"));
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    private static final String CANNOT_TELL = "; this run cannot tell for sure";

    /** Our figure may be at most {@code limit} times theirs. */
    public static Verdict atMost(double limit, String target, OptionalDouble ours, OptionalDouble theirs, String unit) {
        return compare(
                target, ours, theirs, unit, String.format(Locale.ROOT, "at most %.3f", limit), ratio -> ratio <= limit);
    }

    /** Our figure must be at least {@code limit} times theirs. */
    public static Verdict atLeast(
            double limit, String target, OptionalDouble ours, OptionalDouble theirs, String unit) {
        return compare(
                target,
                ours,
                theirs,
                unit,
                String.format(Locale.ROOT, "at least %.3f", limit),
                ratio -> ratio >= limit);
    }

    /**
     * The median of the ratios, one for each pair of measurements, must be at least {@code limit}; the verdict says so if the interval
     * leaves it open.
     */
    public static Verdict atLeast(double limit, String target, Spread ratios) {
        return atLeast(limit, target, ratios, "pairs");
    }

    /** As the other, with the word for what was measured in pairs. */
    public static Verdict atLeast(double limit, String target, Spread ratios, String what) {
        return ofRatios(limit, target, ratios, what, "", true);
    }

    /**
     * As the other, for pairs from several starts of a JVM. Many pairs from few starts make a narrow interval that is true of these starts
     * only, so the verdict also says that the run cannot tell if the medians of the starts are not all on the same side of the limit.
     */
    public static Verdict atLeast(double limit, String target, Spread ratios, Spread mediansOfStarts) {
        double least = mediansOfStarts.sorted()[0];
        double most = mediansOfStarts.sorted()[mediansOfStarts.sorted().length - 1];
        return ofRatios(
                limit,
                target,
                ratios,
                "pairs",
                String.format(
                        Locale.ROOT,
                        "; the medians of %d starts from %.3f to %.3f",
                        mediansOfStarts.sorted().length,
                        least,
                        most),
                least >= limit || most < limit);
    }

    private static Verdict ofRatios(
            double limit, String target, Spread ratios, String what, String more, boolean startsAgree) {
        boolean decided =
                startsAgree && ratios.isEnough() && (ratios.lowerBound() >= limit || ratios.upperBound() < limit);
        return of(
                ratios.median() >= limit,
                target,
                ratios.text(what)
                        + more
                        + String.format(Locale.ROOT, " (at least %.3f)", limit)
                        + (decided ? "" : CANNOT_TELL));
    }

    /**
     * The median of our figures must be at least {@code limit} times theirs. The verdict says that the run cannot tell if the 95 % intervals of
     * the two medians leave it open, or if there are too few figures for such intervals. Each figure comes from one start of a JVM: all
     * batches of a start share what its compiler happened to do.
     */
    public static Verdict atLeast(double limit, String target, Spread ours, Spread theirs, String unit) {
        boolean apart =
                ours.lowerBound() >= limit * theirs.upperBound() || ours.upperBound() < limit * theirs.lowerBound();
        return atLeast(limit, target, OptionalDouble.of(ours.median()), OptionalDouble.of(theirs.median()), unit)
                .ifSure(apart && ours.isEnough() && theirs.isEnough());
    }

    /** The median of our figures may be at most {@code limit} times theirs; else as {@link #atLeast(double, String, Spread, Spread, String)}. */
    public static Verdict atMost(double limit, String target, Spread ours, Spread theirs, String unit) {
        boolean apart =
                ours.upperBound() <= limit * theirs.lowerBound() || ours.lowerBound() > limit * theirs.upperBound();
        return atMost(limit, target, OptionalDouble.of(ours.median()), OptionalDouble.of(theirs.median()), unit)
                .ifSure(apart && ours.isEnough() && theirs.isEnough());
    }

    private Verdict ifSure(boolean decided) {
        return decided ? this : and(CANNOT_TELL);
    }

    /** The same with more to say. */
    public Verdict and(String more) {
        return new Verdict(outcome, target, detail + more);
    }

    /**
     * This verdict, or an invalid one if the interval of the control does not include 1. The control compares a thing with itself, so it would
     * be 1 if the measurement had no bias. A control of fewer than six figures may be off by chance, and invalidates nothing.
     */
    public Verdict unlessControlExcludesOne(Spread control, String what) {
        return control.isEnough() && !control.includes(1)
                ? new Verdict(
                        Outcome.INVALID,
                        target,
                        "the control excludes 1: " + control.text(what) + "; measured: " + detail)
                : this;
    }

    public static Verdict of(boolean met, String target, String detail) {
        return new Verdict(met ? Outcome.MET : Outcome.MISSED, target, detail);
    }

    public static Verdict notRun(String target) {
        return new Verdict(Outcome.NOT_RUN, target, "not all of the contenders took part");
    }

    public static Verdict failed(String target, Throwable failure) {
        return new Verdict(Outcome.NOT_RUN, target, "failed: " + failure);
    }

    private static Verdict compare(
            String target, OptionalDouble ours, OptionalDouble theirs, String unit, String limit, DoublePredicate met) {
        if (ours.isEmpty() || theirs.isEmpty()) {
            return notRun(target);
        }
        double ratio = ours.getAsDouble() / theirs.getAsDouble();
        return of(
                met.test(ratio),
                target,
                String.format(
                        Locale.ROOT,
                        "%s / %s %s = %.3f (%s)",
                        Figures.of(ours.getAsDouble()),
                        Figures.of(theirs.getAsDouble()),
                        unit,
                        ratio,
                        limit));
    }

    /** Whether the figures leave it open; {@link #figure} is the detail without these words. */
    public boolean cannotTell() {
        return detail.endsWith(CANNOT_TELL);
    }

    /** The detail without the remark that the run cannot tell. */
    public String figure() {
        return cannotTell() ? detail.substring(0, detail.length() - CANNOT_TELL.length()) : detail;
    }

    public String line() {
        return outcome + ": " + target + ": " + detail;
    }

    /** What {@link #line} wrote; nothing if it is something else. */
    public static Optional<Verdict> parse(String line) {
        String[] parts = line.split(": ", 3);
        return parts.length < 3
                ? Optional.empty()
                : Optional.of(new Verdict(Outcome.parse(parts[0]), parts[1], parts[2]));
    }
}
