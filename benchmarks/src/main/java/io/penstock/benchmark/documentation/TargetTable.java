package io.penstock.benchmark.documentation;

import io.penstock.benchmark.report.Verdict;
import io.penstock.benchmark.report.Verdict.Outcome;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** All targets of a run, for a reader. */
final class TargetTable {

    private TargetTable() {}

    static String markdown(List<Verdict> verdicts) {
        if (verdicts.isEmpty()) {
            return "This run decided no target.";
        }
        CompactTable table = new CompactTable(Set.of(), List.of("result", "target", "figure"));
        verdicts.forEach(verdict -> table.row(
                "**" + verdict.outcome() + "**" + (verdict.cannotTell() ? ", cannot tell for sure" : ""),
                verdict.target(),
                verdict.figure()));
        return summary(verdicts) + "\n\n" + table;
    }

    private static String summary(List<Verdict> verdicts) {
        long open = verdicts.stream().filter(Verdict::cannotTell).count();
        return Arrays.stream(Outcome.values())
                        .map(outcome -> verdicts.stream()
                                        .filter(verdict -> verdict.outcome() == outcome)
                                        .count()
                                + " "
                                + outcome)
                        .collect(Collectors.joining(", ", verdicts.size() + " targets: ", ". Of "))
                + open + " of them the run cannot tell for sure.";
    }
}
