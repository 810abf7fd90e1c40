package io.penstock.benchmark;

/** What audits say about targets. */
final class Audits {

    private Audits() {}

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
