package io.penstock.benchmark.documentation;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A Markdown table for a page: no padding, so that a changed figure is a change of its own row only. Text is to the left, figures to the
 * right.
 */
final class CompactTable {

    private final StringBuilder text = new StringBuilder();
    private final int columns;

    /** @param figures the columns, from 0, that are figures */
    CompactTable(Set<Integer> figures, List<String> headings) {
        columns = headings.size();
        row(headings);
        for (int column = 0; column < columns; column++) {
            text.append(figures.contains(column) ? "|---:" : "|---");
        }
        text.append("|\n");
    }

    void row(String... cells) {
        row(Arrays.asList(cells));
    }

    void row(List<String> cells) {
        if (cells.size() != columns) {
            throw new IllegalArgumentException(cells.size() + " cells in a table of " + columns + " columns: " + cells);
        }
        text.append(cells.stream()
                .map(cell -> cell.replace("|", "\\|").replaceAll("\\R", " "))
                .collect(Collectors.joining(" | ", "| ", " |\n")));
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
