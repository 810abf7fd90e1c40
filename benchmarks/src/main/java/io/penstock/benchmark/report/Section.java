package io.penstock.benchmark.report;

import java.util.List;

/**
 * The answer to one question, ready for the documentation.
 *
 * @param title the heading
 * @param body Markdown
 * @param verdicts the targets that this question decides
 */
public record Section(String title, String body, List<Verdict> verdicts) {

    public Section {
        verdicts = List.copyOf(verdicts);
    }

    public String markdown() {
        return "## " + title + "\n\n" + body.strip() + "\n";
    }
}
