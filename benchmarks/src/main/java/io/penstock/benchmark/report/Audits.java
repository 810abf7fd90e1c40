package io.penstock.benchmark.report;

import io.penstock.benchmark.contenders.Contender;
import io.penstock.benchmark.contenders.Group;
import io.penstock.benchmark.figures.Audit;
import io.penstock.benchmark.figures.Figures;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;

/** Audits on their way from the measuring process, and what they say about targets. */
public final class Audits {

    private Audits() {}

    /** In the measuring process. */
    public static void write(long calls, OptionalLong lines, Properties result) {
        result.setProperty("calls", Long.toString(calls));
        result.setProperty("lines", lines.isPresent() ? Long.toString(lines.getAsLong()) : "");
    }

    /** What {@link #write} wrote. */
    public static Audit read(Properties result) {
        String lines = result.getProperty("lines");
        return new Audit(
                Long.parseLong(result.getProperty("calls")),
                lines.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(lines)));
    }

    /** Those of our contenders together. */
    public static Audit ours(Map<Contender, Audit> audits) {
        Audit sum = Audit.NOTHING;
        for (Map.Entry<Contender, Audit> entry : audits.entrySet()) {
            sum = entry.getKey().isOurs() ? sum.plus(entry.getValue()) : sum;
        }
        return sum;
    }

    /** Those of our contenders in one group together. */
    public static Audit ours(Group group, Map<Contender, Audit> audits) {
        Map<Contender, Audit> ofGroup = new LinkedHashMap<>(audits);
        ofGroup.keySet().removeIf(contender -> contender.group() != group);
        return ours(ofGroup);
    }

    /** The verdict that there is a line for every call; not run if there were no calls. */
    public static Verdict noneLost(String target, Audit audit) {
        return audit.calls() == 0
                ? Verdict.notRun(target)
                : Verdict.of(
                        audit.lost().orElseThrow() == 0,
                        target,
                        Figures.count(audit.calls()) + " calls, " + audit.linesText() + " lines");
    }
}
