package io.penstock.benchmark;

import java.util.List;

/**
 * The answer to one question, ready for the documentation.
 *
 * @param title the heading
 * @param body Markdown
 * @param verdicts the targets that this question decides
 */
record Section(String title, String body, List<Verdict> verdicts) {

    Section {
        verdicts = List.copyOf(verdicts);
    }

    String markdown() {
        return "## " + title + "\n\n" + body.strip() + "\n";
    }
}
