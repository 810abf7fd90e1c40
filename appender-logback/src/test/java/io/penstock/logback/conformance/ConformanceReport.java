package io.penstock.logback.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs every case against every subject and writes a Markdown table. Arguments: the file to write, then optionally
 * {@code rivals} to leave Penstock out.
 */
public final class ConformanceReport {

    private static final int LONGEST_CELL = 260;

    private ConformanceReport() {}

    /** See the class. */
    public static void main(String[] arguments) throws IOException {
        boolean rivalsOnly = arguments.length > 1 && arguments[1].equals("rivals");
        List<Subject> subjects = Stream.concat(
                        rivalsOnly ? Stream.empty() : Subjects.PENSTOCK.stream(), Subjects.RIVALS.stream())
                .toList();
        List<String> lines = new ArrayList<>();
        lines.add("Java " + System.getProperty("java.version") + ", "
                + Runtime.getRuntime().availableProcessors() + " processors");
        lines.add("");
        StringBuilder header = new StringBuilder("| case |");
        subjects.forEach(each -> header.append(' ')
                .append(each.name())
                .append(" (")
                .append(each.version())
                .append(") |"));
        lines.add(header.toString());
        lines.add("|---|" + "---|".repeat(subjects.size()));
        int[] passed = new int[subjects.size()];
        int[] asked = new int[subjects.size()];
        for (ConformanceCase each : ConformanceCase.all()) {
            StringBuilder row = new StringBuilder("| ").append(each.title()).append(" |");
            for (int i = 0; i < subjects.size(); i++) {
                Verdict verdict = each.run(subjects.get(i));
                passed[i] += verdict.outcome() == Verdict.Outcome.PASSED ? 1 : 0;
                asked[i] += verdict.outcome() == Verdict.Outcome.NOT_ASKED ? 0 : 1;
                row.append(' ').append(cell(verdict)).append(" |");
                System.out.println(subjects.get(i).name() + ": " + each.title() + ": " + cell(verdict));
            }
            lines.add(row.toString());
        }
        StringBuilder sum = new StringBuilder("| passed |");
        for (int i = 0; i < subjects.size(); i++) {
            sum.append(' ').append(passed[i]).append(" of ").append(asked[i]).append(" |");
        }
        lines.add(sum.toString());
        Files.write(Path.of(arguments[0]), lines, UTF_8);
        // Some subjects leave threads behind that would keep the JVM.
        System.exit(0);
    }

    private static String cell(Verdict verdict) {
        String seen = verdict.seen().replace("|", "\\|").replaceAll("\\s+", " ");
        String shortened = seen.length() <= LONGEST_CELL ? seen : seen.substring(0, LONGEST_CELL) + "...";
        return switch (verdict.outcome()) {
            case PASSED -> "passed: " + shortened;
            case FAILED -> "**failed**: " + shortened;
            case NOT_ASKED -> "–: " + shortened;
        };
    }
}
