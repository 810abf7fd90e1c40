package io.penstock.benchmark;

import java.util.OptionalLong;
import java.util.Properties;

/** Audits on their way from the measuring process, and what they say about targets. */
final class Audits {

    private Audits() {}

    /** In the measuring process. */
    static void write(long calls, OptionalLong lines, Properties result) {
        result.setProperty("calls", Long.toString(calls));
        result.setProperty("lines", lines.isPresent() ? Long.toString(lines.getAsLong()) : "");
    }

    /** What {@link #write} wrote. */
    static Audit read(Properties result) {
        String lines = result.getProperty("lines");
        return new Audit(
                Long.parseLong(result.getProperty("calls")),
                lines.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(lines)));
    }

    /** That everything that was called for is there; not run if nothing was called for. */
    static Verdict noneLost(String target, Audit audit) {
        return audit.calls() == 0
                ? Verdict.notRun(target)
                : Verdict.of(
                        audit.lost().orElseThrow() == 0,
                        target,
                        Figures.count(audit.calls()) + " calls, " + audit.linesText() + " lines");
    }
}
