package io.penstock.benchmark.figures;

import java.util.OptionalLong;

/**
 * Calls made against lines found.
 *
 * @param calls how often the logger was called
 * @param lines what stood in the sink afterwards; empty where there is no sink
 */
public record Audit(long calls, OptionalLong lines) {

    public static final Audit NOTHING = new Audit(0, OptionalLong.empty());

    /** Lines that should be there and are not; negative if there are more than were logged. */
    public OptionalLong lost() {
        return lines.isPresent() ? OptionalLong.of(calls - lines.getAsLong()) : OptionalLong.empty();
    }

    /** The sum of both runs. It has no line count only if neither of them has one. */
    public Audit plus(Audit other) {
        OptionalLong sum = lines.isEmpty()
                ? other.lines
                : other.lines.isEmpty() ? lines : OptionalLong.of(lines.getAsLong() + other.lines.getAsLong());
        return new Audit(calls + other.calls, sum);
    }

    public String linesText() {
        return text(lines);
    }

    public String lostText() {
        return text(lost());
    }

    private static String text(OptionalLong count) {
        return count.isPresent() ? Figures.count(count.getAsLong()) : "-";
    }
}
